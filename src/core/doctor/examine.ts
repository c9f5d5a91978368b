import type { Engine } from '../engine/engine.ts';
import { describeError, isCancelled } from '../errors/dockhopError.ts';
import type { Connection } from '../ssh/connection.ts';
import { includeFindings } from './client/includeFindings.ts';
import { sshFindings } from './client/sshFindings.ts';
import { containerFindings } from './containerFindings.ts';
import type { DoctorRequest, DoctorTools } from './doctorTools.ts';
import { engineFindings } from './engineFindings.ts';
import { staleFindings } from './entryFindings.ts';
import { found, type Finding } from './finding.ts';
import { readHostFacts, type HostFacts } from './host/hostFacts.ts';
import { hostFindings } from './host/hostFindings.ts';
import { walkPath } from './pathFindings.ts';

/**
 * Looks at everything between this machine and a host, or a container there, in the order of the road,
 * as far as it goes. Changes nothing, and starts nothing that a look at the host would not.
 * @returns what was found, faults and what is well.
 * @throws only what cancelling throws.
 */
export async function examine(
  request: DoctorRequest,
  tools: DoctorTools,
  cancelled: AbortSignal,
): Promise<readonly Finding[]> {
  const { host } = request;
  const client = [
    ...(await sshFindings(tools.settings)),
    ...(await includeFindings(tools.clientFiles)),
  ];
  const { findings: way, connection } = await walkPath(host, tools, cancelled);
  if (!connection) return [...client, ...way];
  const signal = AbortSignal.any([cancelled, connection.closed]);
  const { findings: answering, engines } = await engineFindings(
    host,
    connection,
    tools.directory,
    signal,
  );
  const { findings: onHost, facts } = await lookAtHost(connection, engines, signal);
  const before = [...client, ...way, ...answering, ...onHost];
  if (engines.length === 0) return before;
  const { container } = request;
  const inside =
    container === undefined
      ? []
      : await containerFindings(
          { ...request, container },
          engines,
          facts?.gpu === true,
          tools,
          signal,
        );
  return [...before, ...inside, ...(await staleFindings(host, tools, signal))];
}

async function lookAtHost(
  connection: Connection,
  engines: readonly Engine[],
  signal: AbortSignal,
): Promise<{ readonly findings: readonly Finding[]; readonly facts?: HostFacts }> {
  const { host, hops } = connection.path;
  if (hops.length === 0 && process.platform === 'win32') return { findings: [] };
  try {
    // That of the person's own, where there are several: its disk is theirs to clear.
    const engine = engines.find(({ info }) => info.rootless) ?? engines[0];
    const facts = await readHostFacts(connection, engine, signal);
    const infos = engines.map(({ info }) => info);
    return { findings: hostFindings(host, facts, infos), facts };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return { findings: [found('hostUnread', { host, reason: describeError(error).message })] };
  }
}
