import { plainText } from '../../core/errors/dockhopError.ts';
import type { EngineInfo } from '../../core/engine/engine.ts';
import type { Texts } from '../texts.ts';
import { hostLabel } from '../hostLabel.ts';
import { containerFace, goneFace, projectFace } from './containerFace.ts';
import type { HostSnapshot } from './hostSession.ts';
import { noteFace } from './noteFace.ts';
import type { HostRow, TreeRow } from './treeRows.ts';
import type { Usage } from './usage/usage.ts';

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

/** How a row looks. `snapshot` is that of the row's host, `usage` what is shown of a container's. */
export function rowFace(row: TreeRow, snapshot: HostSnapshot, l10n: Texts, usage?: Usage): RowFace {
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
    case 'project':
      return projectFace(row, l10n);
    case 'container':
      return containerFace(row, l10n, usage);
    case 'gone':
      return goneFace(row, l10n);
    case 'note':
      return noteFace(row, l10n);
  }
}

/** `Docker` or `podman, rootless`. */
export function engineLabel({ kind, rootless }: EngineInfo, l10n: Texts): string {
  const name = kind === 'docker' ? 'Docker' : 'podman';
  return rootless ? l10n.t('{engine}, rootless', { engine: name }) : name;
}

function hostFace({ host }: HostRow, { liveness, path }: HostSnapshot, l10n: Texts): RowFace {
  const label = hostLabel(host, l10n);
  const common = { label, tags: 'host', expands: 'collapsed' } as const;
  const jumps = path?.hops.slice(0, -1).map(({ name }) => name) ?? [];
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
