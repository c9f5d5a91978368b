import { failure } from '../../errors/dockhopError.ts';
import type { Connection } from '../../ssh/connection.ts';
import { hostPath } from './hostScript.ts';

/** Nobody is asked for a password: what polkit does not permit by itself is left to administrators. */
const script = `
${hostPath}
loginctl --no-ask-password enable-linger </dev/null
`;

/**
 * Lets the programs of this user go on after logout (loginctl(1), enable-linger), which many systems
 * permit everybody for themselves.
 * @throws REPAIR_FAILED with what the host says.
 */
export async function enableLinger(
  connection: Pick<Connection, 'run' | 'path'>,
  signal: AbortSignal,
): Promise<void> {
  const limits = { stdin: script, maxBytes: 64 * 1024, timeoutMs: 20_000 };
  const { exitCode, stderr } = await connection.run(['sh', '-s'], limits, signal);
  if (exitCode === 0) return;
  const reason = stderr.trim().split('\n').at(-1) ?? '';
  const { host } = connection.path;
  throw failure('REPAIR_FAILED', { host, command: 'loginctl enable-linger', reason });
}
