import { mayHaveEngine } from '../engine/find/localPlaces.ts';
import { listHosts, type ListedHost } from '../ssh/config/hostList.ts';
import { isLocalHost, localHost } from '../ssh/localHost.ts';
import type { SshSettings } from '../ssh/sshProgram.ts';

/**
 * The hosts that a person can choose from: those that their ssh configuration names, in its order,
 * and this machine where it may have an engine.
 * @throws CONFIG_UNREADABLE
 */
export async function offeredHosts(
  settings: SshSettings,
  ownDirectory: string,
  signal: AbortSignal,
): Promise<ListedHost[]> {
  const [listed, isHere] = await Promise.all([
    listHosts(settings, ownDirectory, signal),
    mayHaveEngine(),
  ]);
  // The name alone is this machine's.
  const named = listed.map((one) =>
    isLocalHost(one.host) ? { ...one, host: `ssh://${one.host}` } : one,
  );
  return isHere ? [...named, { host: localHost }] : named;
}
