import type { EngineDirectory } from '../attach/engineDirectory.ts';
import type { Engine } from '../engine/engine.ts';
import { DockhopError } from '../errors/dockhopError.ts';
import type { Connection } from '../ssh/connection.ts';
import { failed, found, type Finding } from './finding.ts';

/** The engines that answer, or why none does; and whether their sockets are forwarded. */
export async function engineFindings(
  host: string,
  connection: Connection,
  directory: EngineDirectory,
  signal: AbortSignal,
): Promise<{ readonly findings: readonly Finding[]; readonly engines: readonly Engine[] }> {
  directory.lookAgain(host);
  try {
    const { engines } = await directory.reach(host, signal);
    const forwarding = await forwardingFindings(host, connection, engines, signal);
    return {
      findings: [...forwarding, ...engines.map((engine) => answers(host, engine))],
      engines,
    };
  } catch (error) {
    return { findings: [failed('engine', error)], engines: [] };
  }
}

function answers(host: string, { info }: Engine): Finding {
  const { kind, rootless, version, socket } = info;
  const name = kind === 'docker' ? 'Docker' : 'podman';
  return found('engineAnswers', {
    kind: rootless ? `${name} (rootless)` : name,
    ...{ version, host, socket },
  });
}

/** Opens the socket of an engine that this user may use, and closes it again. */
async function forwardingFindings(
  host: string,
  connection: Connection,
  engines: readonly Engine[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const own = engines.find(({ info }) => info.sudo === undefined && info.serviceless !== true);
  if (!own || connection.transport.client === 'none') return [];
  try {
    (await connection.openSocket(own.info.socket, signal)).destroy();
    return [found('socketsForwarded', { host })];
  } catch (error) {
    const isRefused = error instanceof DockhopError && error.code === 'FORWARDING_REFUSED';
    return [isRefused ? found('socketsRefused', { host }) : failed('forwarding', error)];
  }
}
