import { DockhopError } from '../errors/dockhopError.ts';
import { hostPort } from '../ssh/config/hopAddress.ts';
import type { Hop, Path } from '../ssh/config/path.ts';
import { pathTo } from '../ssh/config/pathTo.ts';
import type { Connection } from '../ssh/connection.ts';
import { failed, found, type Finding } from './finding.ts';
import type { DoctorTools } from './doctorTools.ts';

export interface WalkedPath {
  readonly findings: readonly Finding[];
  /** Absent where the host is not reached. */
  readonly connection?: Connection;
}

/** The way to the host: what the config makes of it, each hop, and how long it takes. */
export async function walkPath(
  host: string,
  { settings, connections }: Pick<DoctorTools, 'settings' | 'connections'>,
  signal: AbortSignal,
): Promise<WalkedPath> {
  let path: Path;
  try {
    path = await pathTo(host, settings, signal);
  } catch (error) {
    return { findings: [failed('config', error)] };
  }
  const { hops } = path;
  const way = hops.map(({ name }) => name).join(' → ');
  const read =
    hops.length === 0 ? found('thisMachine', {}) : found('configRead', { host, hops: way });
  const started = performance.now();
  let connection: Connection;
  try {
    connection = await connections.to(host, signal);
  } catch (error) {
    return { findings: [read, ...hopsBefore(hops, error).map(reached), failed('path', error)] };
  }
  const milliseconds = Math.round(performance.now() - started);
  const beyond = await firstCommand(connection, milliseconds, signal);
  return { findings: [read, ...hops.map(reached), beyond], connection };
}

async function firstCommand(
  connection: Connection,
  milliseconds: number,
  signal: AbortSignal,
): Promise<Finding> {
  const { host, hops } = connection.path;
  const started = performance.now();
  try {
    // A word that every far login shell and every Windows knows.
    const words = hops.length === 0 ? ['/bin/true'] : ['echo'];
    if (hops.length > 0 || process.platform !== 'win32') {
      await connection.run(words, { maxBytes: 64 * 1024, timeoutMs: 20_000 }, signal);
    }
  } catch (error) {
    return failed('host', error);
  }
  const trip = Math.round(performance.now() - started);
  return found('hostReached', { host, milliseconds: String(milliseconds), trip: String(trip) });
}

/** The hops that were passed before the one that failed. */
function hopsBefore(hops: readonly Hop[], error: unknown): readonly Hop[] {
  if (!(error instanceof DockhopError)) return [];
  const at = hops.findIndex(({ name }) => name === error.hop);
  // A hop that refuses to forward has let us in.
  const passed = error.code === 'FORWARDING_REFUSED' ? at + 1 : at;
  return hops.slice(0, Math.max(passed, 0));
}

function reached({ name, hostName, port, user }: Hop): Finding {
  return found('hopReached', { hop: name, address: hostPort(hostName, port), user });
}
