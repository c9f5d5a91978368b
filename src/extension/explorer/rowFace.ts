import { describeError, plainText, type ErrorDescription } from '../../core/errors/dockhopError.ts';
import type { EngineInfo } from '../../core/engine/engine.ts';
import type { Texts } from '../texts.ts';
import { hostLabel } from '../hostLabel.ts';
import { quoteCode } from '../plainMessage.ts';
import { containerTags, shortImage, stateWords } from './containerWords.ts';
import type { HostSnapshot } from './hostSession.ts';
import { escapeMarkdown } from './markdown.ts';
import { transportWords } from './transportWords.ts';
import type { ContainerRow, HostRow, NoteRow, TreeRow } from './treeRows.ts';

/** How a row looks and what can be done with it, in plain values. */
export interface RowFace {
  readonly label: string;
  readonly description?: string;
  /** Id of a product icon, and of the colour it is drawn in. */
  readonly icon: string;
  readonly color?: string;
  /** What menus match. */
  readonly tags: string;
  readonly expands: 'collapsed' | 'expanded' | 'never';
  /** What a screen reader says, where icon or description carry meaning. */
  readonly spoken?: string;
}

/** How a row looks. `snapshot` is that of the row's host. */
export function rowFace(row: TreeRow, snapshot: HostSnapshot, l10n: Texts): RowFace {
  switch (row.kind) {
    case 'host':
      return hostFace(row, snapshot, l10n);
    case 'engine':
      return {
        label: engineLabel(row.engine, l10n),
        description: plainText(row.engine.version),
        icon: 'server-process',
        tags: 'engine',
        expands: 'expanded',
      };
    case 'container':
      return containerFace(row, l10n);
    case 'note':
      return noteFace(row, l10n);
  }
}

/** `Docker` or `podman, rootless`. */
export function engineLabel({ kind, rootless }: EngineInfo, l10n: Texts): string {
  const name = kind === 'docker' ? 'Docker' : 'podman';
  return rootless ? l10n.t('{engine}, rootless', { engine: name }) : name;
}

function hostFace({ host }: HostRow, { liveness, jumps }: HostSnapshot, l10n: Texts): RowFace {
  const label = hostLabel(host, l10n);
  const common = { label, tags: 'host', expands: 'collapsed' } as const;
  const way = jumps.length === 0 ? '' : l10n.t('via {jumps}', { jumps: jumps.join(' → ') });
  switch (liveness.phase) {
    case 'live':
      return {
        ...common,
        icon: 'server',
        color: 'charts.green',
        description: plainText(way),
        spoken: l10n.t('{host}, connected', { host: label }),
      };
    case 'trying':
    case 'lost': {
      const again = liveness.phase === 'lost' || liveness.failure !== undefined;
      const description = again ? l10n.t('reconnecting…') : l10n.t('connecting…');
      return { ...common, icon: 'server', description, spoken: `${label}, ${description}` };
    }
    case 'failed': {
      const description = l10n.t('not available');
      return {
        ...common,
        icon: 'error',
        color: 'list.errorForeground',
        description,
        spoken: `${label}, ${description}`,
      };
    }
    case 'idle':
      return { ...common, icon: 'server', description: plainText(way) };
  }
}

function containerFace({ container, ssh }: ContainerRow, l10n: Texts): RowFace {
  const label = plainText(container.name);
  const image = plainText(shortImage(container.image));
  const state = stateWords(container, l10n);
  const ready = ssh.state === 'ready' ? [l10n.t('SSH')] : [];
  const outdated = ssh.state === 'unknown' && ssh.outdated ? [l10n.t('SSH entry out of date')] : [];
  return {
    label,
    description: [...ready, ...outdated, state, image].join(' · '),
    ...containerIcon(container.state),
    tags: containerTags(container, ssh),
    expands: 'never',
    spoken: [
      ...[label, state, image],
      ...(ready.length > 0 ? [l10n.t('SSH is ready')] : outdated),
    ].join(', '),
  };
}

function containerIcon(state: ContainerRow['container']['state']): Pick<RowFace, 'icon' | 'color'> {
  switch (state) {
    case 'running':
      return { icon: 'vm-running', color: 'charts.green' };
    case 'paused':
      return { icon: 'debug-pause', color: 'charts.yellow' };
    case 'restarting':
    case 'removing':
      return { icon: 'sync', color: 'charts.yellow' };
    case 'dead':
      return { icon: 'error', color: 'list.errorForeground' };
    case 'created':
    case 'exited':
    case 'unknown':
      return { icon: 'vm-outline', color: 'disabledForeground' };
  }
}

function noteFace({ note }: NoteRow, l10n: Texts): RowFace {
  const common = { tags: 'note', expands: 'never' } as const;
  switch (note.type) {
    case 'connecting':
      return { ...common, label: l10n.t('Connecting…'), icon: 'loading~spin' };
    case 'listing':
      return { ...common, label: l10n.t('Listing containers…'), icon: 'loading~spin' };
    case 'empty':
      return { ...common, label: l10n.t('No containers'), icon: 'info' };
    case 'reconnecting': {
      const { message, hop } = wordsOf(note.failure, l10n);
      // In the label, because a narrow view cuts what follows it.
      const label =
        hop === undefined ? l10n.t('Reconnecting…') : l10n.t('Reconnecting to {hop}…', { hop });
      return {
        ...common,
        label,
        description: message,
        icon: 'sync~spin',
        tags: 'note;retry',
        spoken: `${label} ${message}`,
      };
    }
    case 'failed':
      return {
        ...common,
        label: wordsOf(note.failure, l10n).message,
        icon: 'error',
        color: 'list.errorForeground',
        tags: 'note;retry',
      };
    case 'next':
      return { ...common, label: wordsOf(note.failure, l10n).action, icon: 'lightbulb' };
  }
}

/** What happened and what to do, where backticks are not drawn as code. */
function wordsOf(failure: unknown, l10n: Texts): ErrorDescription {
  const words = describeError(failure, (english) => l10n.t(english));
  return { ...words, message: quoteCode(words.message), action: quoteCode(words.action) };
}

/** The tooltip as Markdown in which strangers' words are only words; undefined where none helps. */
export function rowTooltip(row: TreeRow, snapshot: HostSnapshot, l10n: Texts): string | undefined {
  if (row.kind === 'host') return hostTooltip(snapshot, l10n);
  if (row.kind === 'container') return containerTooltip(row, l10n);
  if (row.kind !== 'note' || !('failure' in row.note)) return undefined;
  const { message, action } = wordsOf(row.note.failure, l10n);
  return `${escapeMarkdown(message)}\n\n${escapeMarkdown(action)}`;
}

function hostTooltip({ host, transport }: HostSnapshot, l10n: Texts): string | undefined {
  const client = transport && transportWords(transport, l10n);
  if (client === undefined) return undefined;
  return `**${escapeMarkdown(hostLabel(host, l10n))}**\n\n${escapeMarkdown(client)}`;
}

function containerTooltip({ container, ssh, engine, target }: ContainerRow, l10n: Texts): string {
  const { image, status, project, service, id, ports } = container;
  const published = ports.flatMap(({ hostIp, hostPort, containerPort, protocol }) =>
    hostPort === undefined ? [] : [`${hostIp ?? ''}:${hostPort} → ${containerPort}/${protocol}`],
  );
  const compose = [project, service].filter((part) => part !== undefined).join(' / ');
  const lines: (readonly [string, string])[] = [
    [l10n.t('Image'), image],
    [l10n.t('State'), status],
    [l10n.t('Host'), `${hostLabel(target.host, l10n)} (${engineLabel(engine, l10n)})`],
    [l10n.t('Id'), id.slice(0, 12)],
    [l10n.t('Compose'), compose],
    [l10n.t('Ports'), published.join(', ')],
    [l10n.t('Connect'), 'alias' in ssh ? `ssh ${ssh.alias}` : ''],
  ];
  const shown = lines
    .filter(([, value]) => value !== '')
    .map(([title, value]) => `- ${escapeMarkdown(title)}: ${escapeMarkdown(value)}`);
  return [`**${escapeMarkdown(container.name)}**`, '', ...shown].join('\n');
}
