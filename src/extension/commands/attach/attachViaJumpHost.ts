import { findContainer } from '../../../core/attach/findContainer.ts';
import type { ContainerDetails } from '../../../core/engine/container.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import type { ContainerTarget } from '../../explorer/containerTarget.ts';
import { attachWithProgress } from './attachWithProgress.ts';
import type { Desk } from '../desk.ts';
import { openAttached } from './openAttached.ts';
import { pickContainer } from '../pick/pickContainer.ts';
import { pickFolder } from '../pick/pickFolder.ts';
import { pickHost } from '../pick/pickHost.ts';

export function attachViaJumpHostCommand(desk: Desk): CommandHandler {
  return () => attachViaJumpHost(desk);
}

/** From the palette: which host, which container, which folder; then as from the tree. */
export async function attachViaJumpHost(desk: Desk): Promise<void> {
  const title = commandTitle('attachViaJumpHost');
  const host = await pickHost(desk, title);
  const target = host === undefined ? undefined : await pickContainer(host, desk, { title });
  const folder = target && (await pickFolder(await detailsOf(target, desk), title));
  if (!target || folder === undefined) return;
  const attachment = await attachWithProgress({ target, folder }, desk);
  if (attachment) await openAttached(attachment, desk);
}

async function detailsOf(target: ContainerTarget, desk: Desk): Promise<ContainerDetails> {
  const { host, container, engine: id } = target;
  const { connection, engines } = await desk.tools.directory.reach(host, desk.ended);
  const signal = AbortSignal.any([desk.ended, connection.closed]);
  const name = { host, container, ...(id === undefined ? {} : { engine: id }) };
  const found = await findContainer(name, engines, signal);
  return found.engine.inspectContainer(found.container.id, signal);
}
