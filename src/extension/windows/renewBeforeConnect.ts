import type { ClientFiles } from '../../core/clientFiles/clientFiles.ts';
import type { LoadErrands } from '../errands.ts';
import type { OutputLog } from '../log.ts';
import { recordOfThisWindow } from './containerWindow.ts';
import type { OpeningMark } from './openingMark.ts';

interface RenewDesk {
  readonly mark: OpeningMark;
  readonly clientFiles: ClientFiles;
  readonly log: OutputLog;
}

/**
 * When this window is about to connect to one of our aliases (Recent, Reload, after a reboot):
 * prepares and pins its container again where a restart or a recreate made that necessary. The
 * editor waits for it. For any other window nothing is done and nothing asked.
 */
export async function renewBeforeConnect(
  loadErrands: LoadErrands,
  { mark, clientFiles, log }: RenewDesk,
): Promise<void> {
  const record = await recordOfThisWindow(clientFiles);
  if (!record) return;
  const { alias } = record;
  if (await mark.take(alias)) {
    log.info(`${alias} was proven just now: the window connects`);
    return;
  }
  const { renewRecord } = await loadErrands();
  await renewRecord(record);
}
