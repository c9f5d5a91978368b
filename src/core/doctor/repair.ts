import { removeEntries } from '../attach/cleanUp.ts';
import { isStale, reportHost } from '../attach/entryReport.ts';
import { findContainer } from '../attach/findContainer.ts';
import { recordOf } from '../attach/recordOf.ts';
import { renew } from '../attach/renew.ts';
import { loginUser } from '../container/accounts/loginUser.ts';
import { hostProxies } from '../container/install/hostProxies.ts';
import { installEditorTools } from '../container/install/install.ts';
import { probe } from '../container/look/probe.ts';
import { failure } from '../errors/dockhopError.ts';
import type { Progress } from '../ports/progress.ts';
import type { DoctorRequest, DoctorTools } from './doctorTools.ts';
import type { RepairId } from './findings.ts';
import { enableLinger } from './host/enableLinger.ts';

/**
 * Mends one thing that was found. The person has agreed to it; what is wrong is looked at anew, for
 * it may have changed since.
 * @throws DockhopError; REPAIR_FAILED where a host refuses.
 */
export async function repair(
  id: RepairId,
  request: DoctorRequest,
  tools: DoctorTools,
  progress: Progress,
  cancelled: AbortSignal,
): Promise<void> {
  const { host } = request;
  switch (id) {
    case 'include':
      return tools.clientFiles.include(cancelled);
    case 'removeEntry':
      return removeStale(host, tools, cancelled);
    case 'linger':
      return enableLinger(await tools.connections.to(host, cancelled), cancelled);
    case 'renewEntry':
      return renewEntry(request, tools, progress, cancelled);
    case 'editorTools':
      return installTools(request, tools, progress, cancelled);
  }
}

async function removeStale(
  host: string,
  tools: DoctorTools,
  cancelled: AbortSignal,
): Promise<void> {
  const records = (await tools.clientFiles.records()).filter((record) => record.host === host);
  const reports = await reportHost(host, records, tools, cancelled);
  await removeEntries(reports.filter(isStale), tools, cancelled);
}

async function renewEntry(
  request: DoctorRequest,
  tools: DoctorTools,
  progress: Progress,
  cancelled: AbortSignal,
): Promise<void> {
  const { engine, container } = await containerOf(request, tools, cancelled);
  const record = recordOf(await tools.clientFiles.records(), engine, container);
  if (record) await renew(record, false, tools, progress, cancelled);
}

async function installTools(
  request: DoctorRequest,
  tools: DoctorTools,
  progress: Progress,
  cancelled: AbortSignal,
): Promise<void> {
  const { engine, container, connection, signal } = await containerOf(request, tools, cancelled);
  const details = await engine.inspectContainer(container.id, signal);
  const place = { engine, container: details };
  const facts = await probe(place, loginUser(details.name, undefined, details.user), signal);
  const proxies = (stop: AbortSignal) => hostProxies(connection, engine, stop);
  await installEditorTools(place, facts, { progress, log: tools.log, proxies }, signal);
}

async function containerOf(
  { host, container, engine }: DoctorRequest,
  { directory }: DoctorTools,
  cancelled: AbortSignal,
) {
  if (container === undefined) throw failure('CONTAINER_NOT_FOUND', { container: '', host });
  const { connection, engines } = await directory.reach(host, cancelled);
  const signal = AbortSignal.any([cancelled, connection.closed]);
  const name = { host, container, ...(engine === undefined ? {} : { engine }) };
  return { ...(await findContainer(name, engines, signal)), connection, signal };
}
