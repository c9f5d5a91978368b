import { sshStateOf, type KnownEntry } from '../../core/attach/recordOf.ts';
import type { Container } from '../../core/engine/container.ts';
import type { Engine } from '../../core/engine/engine.ts';
import { describeError, failure, isCancelled } from '../../core/errors/dockhopError.ts';
import type { Command } from '../commandLine.ts';
import type { Core } from '../composeCore.ts';
import { failureLine, type Terminal } from '../terminal.ts';

type PsCommand = Extract<Command, { name: 'ps' }>;

/** Engines and containers; a host that fails is reported beside the others, alone it is the failure. */
export async function psCommand(
  { host, all, json }: PsCommand,
  core: Core,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const names = host === undefined ? await core.clientFiles.hosts() : [host];
  if (names.length === 0) throw failure('NO_HOST', {});
  const records = await core.clientFiles.entries();
  const hosts = await Promise.all(
    names.map((name) => hostReport(name, all, core, records, signal, host !== undefined)),
  );
  if (json) terminal.printJson({ hosts });
  else printHosts(hosts, terminal);
}

async function hostReport(
  host: string,
  all: boolean,
  { directory }: Core,
  records: readonly KnownEntry[],
  signal: AbortSignal,
  alone: boolean,
) {
  try {
    const { connection, engines } = await directory.reach(host, signal);
    return {
      host,
      // Who speaks SSH to it, and why.
      client: connection.transport,
      engines: await Promise.all(
        engines.map(async (engine) => {
          const containers = await engine.listContainers(signal);
          const shown = containers.filter(({ state }) => all || state === 'running');
          return {
            ...engine.info,
            containers: shown.map((container) => containerReport(engine, container, records)),
          };
        }),
      ),
    };
  } catch (error) {
    if (alone || isCancelled(error)) throw error;
    return { host, error: describeError(error), engines: [] };
  }
}

type HostReport = Awaited<ReturnType<typeof hostReport>>;

function containerReport(engine: Engine, container: Container, records: readonly KnownEntry[]) {
  return { ...container, ssh: sshStateOf(records, engine, container) };
}

function printHosts(hosts: readonly HostReport[], terminal: Terminal): void {
  const rows = hosts.flatMap(({ host, engines }) =>
    engines.flatMap((engine) =>
      engine.containers.map((container) => [
        host,
        engine.id,
        container.id.slice(0, 12),
        container.name,
        container.image,
        container.status,
        'alias' in container.ssh ? container.ssh.alias : '',
      ]),
    ),
  );
  terminal.printTable([['HOST', 'ENGINE', 'ID', 'NAME', 'IMAGE', 'STATUS', 'SSH'], ...rows]);
  for (const report of hosts) {
    if (!('error' in report)) continue;
    terminal.note(`${report.host}: ${failureLine(report.error)}`);
  }
}
