import { plainText } from '../../core/errors/dockhopError.ts';
import type { EntryRecord } from '../../core/clientFiles/entry.ts';
import type { ContainerState } from '../../core/engine/container.ts';
import { stateWord } from '../explorer/containerWords.ts';
import { isUp } from '../explorer/containerFilter.ts';
import { hostLabel } from '../hostLabel.ts';
import { plainLabel } from '../plainMessage.ts';
import type { Texts } from '../texts.ts';

export interface StatusWords {
  /** With an icon in front; nothing of the names can be one. */
  readonly text: string;
  /** Plain text. */
  readonly tooltip: string;
}

/**
 * What the status bar says of the container that a window is in.
 * @param state as far as it is known; without it the window's being connected has to do.
 */
export function statusWords(
  { containerName, host, alias }: Pick<EntryRecord, 'containerName' | 'host' | 'alias'>,
  state: ContainerState | undefined,
  l10n: Texts,
): StatusWords {
  const icon = state === undefined || isUp(state) ? 'vm-running' : 'vm-outline';
  const where = l10n.t('{container} on {host}', {
    container: plainText(containerName),
    host: hostLabel(host, l10n),
  });
  const known = state === undefined ? [] : [stateWord(state, l10n)];
  return {
    text: `$(${icon}) ${plainLabel(where)}`,
    tooltip: [where, ...known, `ssh ${alias}`].join('\n'),
  };
}
