import type { Container, ContainerState } from '../../core/engine/container.ts';
import type { Texts } from '../texts.ts';

/**
 * The state of a container in words that stay the same while it does: the engine's own status
 * counts seconds and would make the tree flicker.
 */
export function stateWords(
  { state, status }: Pick<Container, 'state' | 'status'>,
  l10n: Texts,
): string {
  const words = stateWord(state, l10n);
  const exitCode = /^Exited \((-?\d{1,10})\)/.exec(status)?.[1];
  if (state === 'exited' && exitCode !== undefined) return `${words} (${exitCode})`;
  const health = state === 'running' ? healthWord(status, l10n) : undefined;
  return health === undefined ? words : `${words}, ${health}`;
}

export function stateWord(state: ContainerState, l10n: Texts): string {
  switch (state) {
    case 'created':
      return l10n.t('created');
    case 'running':
      return l10n.t('running');
    case 'paused':
      return l10n.t('paused');
    case 'restarting':
      return l10n.t('restarting');
    case 'removing':
      return l10n.t('being removed');
    case 'exited':
      return l10n.t('exited');
    case 'dead':
      return l10n.t('dead');
    case 'unknown':
      return l10n.t('in an unknown state');
  }
}

function healthWord(status: string, l10n: Texts): string | undefined {
  const health = /\((healthy|unhealthy|health: starting|starting)\)$/.exec(status)?.[1];
  switch (health) {
    case 'healthy':
      return l10n.t('healthy');
    case 'unhealthy':
      return l10n.t('unhealthy');
    case undefined:
      return undefined;
    default:
      return l10n.t('health check starting');
  }
}

/**
 * The part of an image's name by which people know it: without registry and organisation, and an
 * image that has no name with the 12 digits of its id that the engines themselves show.
 */
export function shortImage(image: string): string {
  const id = /^(?:sha256:)?([0-9a-f]{12})[0-9a-f]{52}$/.exec(image)?.[1];
  if (id !== undefined) return id;
  const [name = image] = image.split('@');
  return /[^/]+$/.exec(name)?.[0] ?? image;
}

/** What menus ask about a container: `container;running;ssh-ready`. */
export function containerTags({ state }: Pick<Container, 'state'>, ssh: { state: string }): string {
  return `container;${stateTag(state)};ssh-${ssh.state}`;
}

/**
 * `running` is what can be stopped, `stopped` what can be started or removed; of what is only passing
 * through a state, or in one that we do not know, nothing is said.
 */
function stateTag(state: ContainerState): 'running' | 'paused' | 'stopped' | 'other' {
  switch (state) {
    case 'running':
    case 'restarting':
      return 'running';
    case 'paused':
      return 'paused';
    case 'created':
    case 'exited':
    case 'dead':
      return 'stopped';
    case 'removing':
    case 'unknown':
      return 'other';
  }
}
