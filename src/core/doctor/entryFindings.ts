import { isStale, reportHost } from '../attach/entryReport.ts';
import { isWorthTelling } from '../clientFiles/leaks.ts';
import type { EntryRecord } from '../clientFiles/entry.ts';
import type { Container } from '../engine/container.ts';
import { failed, found, type Finding } from './finding.ts';
import type { DoctorTools } from './doctorTools.ts';

type EntryTools = Pick<DoctorTools, 'clientFiles'>;

/** The entry of a container that is there: whether it is of this very one, whole, and alone. */
export async function entryFindings(
  container: Pick<Container, 'id' | 'name'>,
  record: EntryRecord | undefined,
  { clientFiles }: EntryTools,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { name } = container;
  if (!record) return [found('entryAbsent', { container: name })];
  const { alias, containerId } = record;
  const details = { alias, container: name };
  if (containerId !== container.id) return [found('entryOutdated', details)];
  try {
    if (!(await clientFiles.written(alias))) return [found('entryUnwritten', details)];
    const { leaks } = await clientFiles.readAlias(alias, signal);
    const told = leaks.filter(isWorthTelling);
    return [
      found('entryCurrent', details),
      ...told.map(({ option, value }) => found('leak', { alias, option, value })),
    ];
  } catch (error) {
    return [failed('entry', error)];
  }
}

/** The entries of a host that lead nowhere any more. */
export async function staleFindings(
  host: string,
  tools: DoctorTools,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const records = (await tools.clientFiles.records()).filter((record) => record.host === host);
  if (records.length === 0) return [];
  try {
    const reports = await reportHost(host, records, tools, signal);
    return reports
      .filter(isStale)
      .map(({ record: { alias, containerName } }) =>
        found('entryStale', { alias, container: containerName, host }),
      );
  } catch (error) {
    return [failed('entry', error)];
  }
}
