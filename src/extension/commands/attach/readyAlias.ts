import { findContainer } from '../../../core/attach/findContainer.ts';
import { sshStateOf } from '../../../core/attach/recordOf.ts';
import type { ContainerTarget } from '../../explorer/containerTarget.ts';
import { attachWithProgress } from './attachWithProgress.ts';
import type { Desk } from '../desk.ts';

/**
 * The alias of a container whose entry leads into it; where there is none yet, or a new container
 * has its name, it is attached first.
 * @returns undefined when that was cancelled or failed.
 */
export async function readyAlias(target: ContainerTarget, desk: Desk): Promise<string | undefined> {
  return (await knownAlias(target, desk)) ?? (await attachWithProgress({ target }, desk))?.alias;
}

async function knownAlias(target: ContainerTarget, desk: Desk): Promise<string | undefined> {
  const { host, container, engine } = target;
  const entries = await desk.tools.clientFiles.entries();
  if (!entries.some((entry) => entry.host === host)) return undefined;
  const { engines } = await desk.tools.directory.reach(host, desk.ended);
  const name = { host, container, ...(engine === undefined ? {} : { engine }) };
  const found = await findContainer(name, engines, desk.ended);
  const ssh = sshStateOf(entries, found.engine, found.container);
  return ssh.state === 'ready' ? ssh.alias : undefined;
}
