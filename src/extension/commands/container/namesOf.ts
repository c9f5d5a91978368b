import { plainText } from '../../../core/errors/dockhopError.ts';
import { nameOf, type ContainerTarget } from '../../explorer/containerTarget.ts';
import { hostLabel } from '../../hostLabel.ts';
import type { Texts } from '../../texts.ts';

/** As many as fit a dialog; the count is in its message. */
const mostNames = 10;

/** Containers by name, one a line, each with its host: `trainer · gpu1`. */
export function listOfNames(targets: readonly ContainerTarget[], l10n: Texts): string {
  const lines = targets
    .slice(0, mostNames)
    .map((target) => `${plainText(nameOf(target))} · ${hostLabel(target.host, l10n)}`);
  const count = targets.length - lines.length;
  const more = count > 0 ? [l10n.t('and {count} more', { count: String(count) })] : [];
  return [...lines, ...more].join('\n');
}

/** What a command is at work on: the one container's name, or how many there are. */
export function subjectOf(targets: readonly ContainerTarget[], l10n: Texts): string {
  const [only, second] = targets;
  if (only && !second) return plainText(nameOf(only));
  return l10n.t('{count} containers', { count: String(targets.length) });
}

/** For a question: the one container with its host, or how many there are. */
export function placeOf(targets: readonly ContainerTarget[], l10n: Texts): string {
  const [only, second] = targets;
  if (!only || second) return subjectOf(targets, l10n);
  const names = { name: plainText(nameOf(only)), host: hostLabel(only.host, l10n) };
  return l10n.t('{name} on {host}', names);
}
