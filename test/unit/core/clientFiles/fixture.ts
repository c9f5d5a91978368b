import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { ClientFiles } from '../../../../src/core/clientFiles/clientFiles.ts';
import { dockhopHome, type DockhopHome } from '../../../../src/core/clientFiles/dockhopHome.ts';
import { recordingLog, type RecordingLog } from '../../../recordingLog.ts';

// Real files, and the real ssh asked time and again: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 60_000 });

/** For work that nobody cancels, however much of it. */
export const uncancelled: AbortSignal = new AbortController().signal;
setMaxListeners(0, uncancelled);

/** A directory that is gone after the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'dockhop-files-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A person's home directory, with Dockhop's in it at its usual place. */
export async function temporaryHome(): Promise<DockhopHome> {
  return dockhopHome({ env: {}, homeDirectory: await temporaryDirectory() });
}

/** The room's face over a home, and what it logged. */
export function clientFilesOf(
  home: DockhopHome,
  configFile = home.userConfigFile,
): { files: ClientFiles; log: RecordingLog } {
  const log = recordingLog();
  return { files: new ClientFiles({ home, settings: { configFile }, log }), log };
}
