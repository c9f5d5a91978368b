import type { Prompter } from '../../../src/core/ports/prompter.ts';
import { ConnectionPool } from '../../../src/core/ssh/connectionPool.ts';
import { labSshConfig } from '../../lab/lab.ts';
import { recordingLog } from '../../recordingLog.ts';

export const never = new AbortController().signal;

const nobody: Prompter = {
  trustHostKey: () => Promise.resolve('cannotAsk'),
  allowInstall: () => Promise.resolve('cannotAsk'),
};

/** Connections as a person has them who uses the lab's ssh config. */
export function labConnections(): ConnectionPool {
  const settings = { configFile: labSshConfig };
  return new ConnectionPool({ settings, prompter: nobody, log: recordingLog() });
}
