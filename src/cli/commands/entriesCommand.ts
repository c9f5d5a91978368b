import { followHost, removeEntries } from '../../core/attach/cleanUp.ts';
import { isStale, reportEntries, type EntryReport } from '../../core/attach/entryReport.ts';
import type { Adoption } from '../../core/clientFiles/stateFile.ts';
import type { Command } from '../commandLine.ts';
import type { Core } from '../composeCore.ts';
import { failureLine, type Terminal } from '../terminal.ts';

type EntriesCommand = Extract<Command, { name: 'entries' }>;

/** Every entry with what became of its container; on request what leads nowhere is removed. */
export async function entriesCommand(
  { cleanUp, json }: EntriesCommand,
  core: Core,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const reports = await reportEntries(core, signal);
  const adopted = await core.clientFiles.adoptions();
  const stale = reports.filter(isStale);
  const removed = cleanUp ? await removeEntries(stale, core, signal) : [];
  if (cleanUp) await followHosts(reports, core, terminal, signal);
  if (json) {
    const entries = reports.map(entryOf);
    terminal.printJson({ entries, adopted: adopted.map(adoptedEntryOf), removed });
    return;
  }
  printEntries(reports, adopted, removed, terminal);
  if (stale.length > removed.length)
    terminal.note('dockhop entries --clean-up removes what is gone');
}

async function followHosts(
  reports: readonly EntryReport[],
  core: Core,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const moves = new Map(
    reports.flatMap(({ record, nowCalled }) =>
      nowCalled === undefined ? [] : [[record.host, nowCalled] as const],
    ),
  );
  for (const [from, to] of moves) {
    terminal.note(`${from} is called ${to} now: its entries follow`);
    await followHost(from, to, core, terminal, signal);
  }
}

function entryOf({ record, state, nowCalled, error }: EntryReport) {
  const { alias, host, engine, containerName, containerId, user, route } = record;
  return {
    ...{ alias, host, engine, container: containerName, containerId, user, route, state },
    ...(nowCalled === undefined ? {} : { nowCalled }),
    ...(error === undefined ? {} : { error }),
  };
}

function adoptedEntryOf({ alias, host, engine, containerName }: Adoption) {
  return { alias, host, engine, container: containerName };
}

const words: Readonly<Record<EntryReport['state'], string>> = {
  current: 'current',
  stopped: 'container stopped',
  outdated: 'container recreated: attach again',
  containerGone: 'container gone',
  engineGone: 'engine does not answer',
  hostGone: 'host gone from the ssh config',
  unknown: 'host not reached',
};

function printEntries(
  reports: readonly EntryReport[],
  adopted: readonly Adoption[],
  removed: readonly string[],
  terminal: Terminal,
): void {
  const rows = reports.map(({ record, state, nowCalled }) => [
    record.alias,
    record.host,
    record.containerName,
    removed.includes(record.alias)
      ? `removed (${words[state]})`
      : nowCalled === undefined
        ? words[state]
        : `host is called ${nowCalled} now`,
  ]);
  const own = adopted.map(({ alias, host, containerName }) => [
    alias,
    host,
    containerName,
    'your own entry',
  ]);
  terminal.printTable([['ALIAS', 'HOST', 'CONTAINER', 'STATE'], ...rows, ...own]);
  const failures = new Map(
    reports.flatMap(({ record, error }) => (error ? [[record.host, error] as const] : [])),
  );
  for (const [host, error] of failures) terminal.note(`${host}: ${failureLine(error)}`);
}
