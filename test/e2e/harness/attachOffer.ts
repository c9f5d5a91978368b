import type { Workbench } from './workbench.ts';

/** Enough for packages to be installed on a busy machine. */
export const attachMs = 120_000;

/** What is said once a container is attached and no window can be opened. */
export const attachOffer = /ssh ([a-z0-9.-]+)\S? works now/;

/** Waits until an attach has succeeded; returns the alias that the message names. */
export async function offeredAlias({ notifications }: Workbench): Promise<string> {
  const message = await notifications.waitFor(attachOffer, attachMs);
  const alias = attachOffer.exec(message)?.[1];
  if (alias === undefined) throw new Error(`no alias in: ${message}`);
  return alias;
}
