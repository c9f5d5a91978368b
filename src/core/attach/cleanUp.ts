import type { Progress } from '../ports/progress.ts';
import type { AttachTools } from './attachTools.ts';
import type { EntryReport } from './entryReport.ts';
import { renew } from './renew.ts';

/**
 * Removes the entries of reports, unless they changed since; what was prepared in containers that are gone
 * went with them.
 * @returns their aliases.
 */
export async function removeEntries(
  reports: readonly EntryReport[],
  { clientFiles }: AttachTools,
  cancelled: AbortSignal,
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const { record } of reports) {
    const { alias, containerId } = record;
    // Attached anew since it was looked at: then it is not what was meant.
    if ((await clientFiles.record(alias))?.containerId !== containerId) continue;
    await clientFiles.withdrawEntry(alias, cancelled);
    removed.push(alias);
  }
  return removed;
}

/**
 * Follows a host that has another name now: its entries keep their aliases, and are written anew to
 * go by that name.
 * @throws what `renew` throws; then the entries are known under the new name already, and any
 * attach to them goes on from there.
 */
export async function followHost(
  from: string,
  to: string,
  tools: AttachTools,
  progress: Progress,
  cancelled: AbortSignal,
): Promise<void> {
  await tools.clientFiles.renameHost(from, to, cancelled);
  const records = await tools.clientFiles.records();
  for (const record of records.filter(({ host }) => host === to)) {
    await renew(record, false, tools, progress, cancelled);
  }
}
