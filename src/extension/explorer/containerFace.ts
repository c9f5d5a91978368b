import { plainText } from '../../core/errors/dockhopError.ts';
import type { Texts } from '../texts.ts';
import { isUp } from './containerFilter.ts';
import { containerTags, shortImage, stateWords } from './containerWords.ts';
import type { RowFace } from './rowFace.ts';
import type { ContainerRow, GoneRow, ProjectRow } from './treeRows.ts';
import type { Usage } from './usage/usage.ts';
import { badgeWords } from './usage/usageWords.ts';

/** @param usage what is shown of it; nothing by default. */
export function containerFace(
  { container, ssh }: ContainerRow,
  l10n: Texts,
  usage: Usage = {},
): RowFace {
  const label = plainText(container.name);
  const image = plainText(shortImage(container.image));
  const state = stateWords(container, l10n);
  const used = badgeWords(usage);
  const ready = ssh.state === 'ready' ? [l10n.t('SSH')] : [];
  const outdated = ssh.state === 'unknown' && ssh.outdated ? [l10n.t('SSH entry out of date')] : [];
  return {
    label,
    description: [...ready, ...outdated, state, ...used, image].join(' · '),
    ...containerIcon(container.state),
    tags: containerTags(container, ssh),
    expands: 'never',
    spoken: [
      ...[label, state, image],
      ...(ready.length > 0 ? [l10n.t('SSH is ready')] : outdated),
      ...used,
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

/** How many of a project's containers are up: `2 of 3 running`. */
export function projectFace({ project, containers }: ProjectRow, l10n: Texts): RowFace {
  const label = plainText(project);
  const running = containers.filter(({ container }) => isUp(container.state)).length;
  const description = l10n.t('{running} of {count} running', {
    running,
    count: containers.length,
  });
  return {
    label,
    description,
    icon: 'layers',
    color: running === 0 ? 'disabledForeground' : 'charts.green',
    tags: 'project',
    expands: 'expanded',
    spoken: l10n.t('Compose project {project}, {state}', { project: label, state: description }),
  };
}

/** An entry that leads nowhere any more. */
export function goneFace({ entry }: GoneRow, l10n: Texts): RowFace {
  const label = plainText(entry.containerName);
  const gone = l10n.t('gone');
  const left = l10n.t('entry {alias} is left', { alias: entry.alias });
  return {
    label,
    description: `${gone} · ${left}`,
    icon: 'circle-slash',
    color: 'disabledForeground',
    tags: 'gone',
    expands: 'never',
    spoken: `${label}, ${gone}, ${left}`,
  };
}
