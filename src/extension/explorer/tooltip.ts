import type { Gpu } from '../../core/engine/usage/gpu/gpuReport.ts';
import type { Hop } from '../../core/ssh/config/path.ts';
import { hostLabel } from '../hostLabel.ts';
import type { Texts } from '../texts.ts';
import type { HostSnapshot } from './hostSession.ts';
import { escapeMarkdown } from './markdown.ts';
import { wordsOf } from './noteFace.ts';
import { engineLabel } from './rowFace.ts';
import { transportWords } from './transportWords.ts';
import type { ContainerRow, GoneRow, TreeRow } from './treeRows.ts';
import type { ContainerUsage } from '../../core/engine/usage/usageBetween.ts';
import type { Usage } from './usage/usage.ts';
import { gpuUseWords, gpuWords, memoryWords, percentWords } from './usage/usageWords.ts';

/** What was measured because somebody points at a row; what is absent could not be. */
export interface Measured {
  /** How long the host takes to answer, in ms. */
  readonly roundTrip?: number;
  readonly gpus?: readonly Gpu[];
  readonly usage?: Usage;
}

type Lines = readonly (readonly [title: string, value: string])[];

/** The tooltip as Markdown in which strangers' words are only words; undefined where none helps. */
export function rowTooltip(
  row: TreeRow,
  snapshot: HostSnapshot,
  l10n: Texts,
  measured: Measured = {},
): string | undefined {
  switch (row.kind) {
    case 'host':
      return list(hostLabel(snapshot.host, l10n), hostLines(snapshot, measured, l10n));
    case 'engine':
      return list(engineLabel(row.engine, l10n), [
        [l10n.t('Version'), row.engine.version],
        [l10n.t('Socket'), row.engine.socket],
      ]);
    case 'container':
      return list(row.container.name, containerLines(row, measured.usage ?? {}, l10n));
    case 'gone':
      return list(row.entry.containerName, goneLines(row, l10n));
    case 'project':
      return undefined;
    case 'note': {
      if (!('failure' in row.note)) return undefined;
      const { message, action } = wordsOf(row.note.failure, l10n);
      return `${escapeMarkdown(message)}\n\n${escapeMarkdown(action)}`;
    }
  }
}

/** Those lines that say something, under a heading. */
function list(heading: string, lines: Lines): string {
  const shown = lines
    .filter(([, value]) => value !== '')
    .map(([title, value]) =>
      title === '' ? escapeMarkdown(value) : `${escapeMarkdown(title)}: ${escapeMarkdown(value)}`,
    )
    .map((line) => `- ${line}`);
  return [`**${escapeMarkdown(heading)}**`, '', ...shown].join('\n');
}

function hostLines(snapshot: HostSnapshot, { roundTrip, gpus = [] }: Measured, l10n: Texts): Lines {
  const { path, transport, engines } = snapshot;
  return [
    [l10n.t('State'), hostState(snapshot, l10n)],
    [l10n.t('Path'), (path?.hops ?? []).map(hopWords).join(' → ')],
    ['', transport === undefined ? '' : (transportWords(transport, l10n) ?? '')],
    [l10n.t('Answers in'), roundTrip === undefined ? '' : millisecondWords(roundTrip)],
    ...engines.map(
      ({ info }) => [l10n.t('Engine'), `${engineLabel(info, l10n)} ${info.version}`] as const,
    ),
    ...gpus.map((gpu) => [`GPU ${gpu.index}`, gpuWords(gpu, l10n)] as const),
  ];
}

function hostState({ liveness }: HostSnapshot, l10n: Texts): string {
  switch (liveness.phase) {
    case 'live':
      return l10n.t('connected');
    case 'trying':
      return liveness.failure === undefined ? l10n.t('connecting…') : l10n.t('reconnecting…');
    case 'lost':
      return l10n.t('reconnecting…');
    case 'failed':
      return wordsOf(liveness.failure, l10n).message;
    case 'idle':
      return l10n.t('not connected');
  }
}

/** `jump (jumper@192.0.2.1:32200)`: what the name means to ssh. */
function hopWords({ name, user, hostName, port }: Hop): string {
  return `${name} (${user}@${hostName}${port === 22 ? '' : `:${port}`})`;
}

function millisecondWords(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

function containerLines(row: ContainerRow, { container: used, gpus }: Usage, l10n: Texts): Lines {
  const { container, ssh, engine, target } = row;
  const { image, status, project, service, id, ports } = container;
  const published = ports.flatMap(({ hostIp, hostPort, containerPort, protocol }) =>
    hostPort === undefined ? [] : [`${hostIp ?? ''}:${hostPort} → ${containerPort}/${protocol}`],
  );
  return [
    [l10n.t('Image'), image],
    [l10n.t('State'), status],
    [l10n.t('Host'), `${hostLabel(target.host, l10n)} (${engineLabel(engine, l10n)})`],
    [l10n.t('Id'), id.slice(0, 12)],
    [l10n.t('Compose'), [project, service].filter((part) => part !== undefined).join(' / ')],
    [l10n.t('Ports'), published.join(', ')],
    [l10n.t('Connect'), 'alias' in ssh ? `ssh ${ssh.alias}` : ''],
    ['CPU', cpuLine(used, l10n)],
    [l10n.t('Memory'), memoryWords(used?.memory, used?.memoryLimit, l10n)],
    ...(gpus ?? []).map((use) => ['', gpuUseWords(use)] as const),
  ];
}

/** Empty where it was not measured, or not yet. */
function cpuLine(used: ContainerUsage | undefined, l10n: Texts): string {
  if (used?.cpuPercent !== undefined) return percentWords(used.cpuPercent);
  const hasNone = used !== undefined && Object.keys(used).length === 0;
  return hasNone ? l10n.t('this engine does not say what containers use') : '';
}

function goneLines({ entry, engine, host }: GoneRow, l10n: Texts): Lines {
  return [
    [l10n.t('Host'), `${hostLabel(host, l10n)} (${engineLabel(engine, l10n)})`],
    [l10n.t('Connect'), `ssh ${entry.alias}`],
    ['', l10n.t('The container is gone')],
  ];
}
