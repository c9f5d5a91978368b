import { connectHop } from './connectHop.ts';
import type { HopConnection } from './connection.ts';
import type { LoginTools } from './login.ts';
import type { HopPath } from './path.ts';
import type { SshSettings } from './sshProgram.ts';

/** What connecting takes. */
export interface ReachTools extends LoginTools {
  readonly settings: SshSettings;
}

/**
 * Connects to the last hop of a path by whoever can: ssh2 in this process, or the ssh program.
 * @param carrier the connection to the hop before it, where there is one.
 * @throws DockhopError naming the hop; the signal's reason, leaving no socket and no child.
 */
export async function reachHop(
  path: HopPath,
  carrier: HopConnection | undefined,
  tools: ReachTools,
  signal: AbortSignal,
): Promise<HopConnection> {
  return await connectHop(path, carrier, tools, signal);
}
