import { isLocalHost, localPath } from '../localHost.ts';
import type { Path } from './path.ts';
import { resolvePath } from './resolvePath.ts';
import type { SshSettings } from '../sshProgram.ts';

/**
 * The hops to a host: none to this machine, else what ssh would take.
 * @throws what `resolvePath` throws.
 */
export async function pathTo(
  host: string,
  settings: SshSettings,
  signal: AbortSignal,
): Promise<Path> {
  return isLocalHost(host) ? localPath : await resolvePath(host, settings, signal);
}
