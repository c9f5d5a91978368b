import { ConnectionPool } from '../../../src/core/ssh/connectionPool.ts';
import { labSshConfig } from '../../lab/lab.ts';
import { recordingLog } from '../../recordingLog.ts';
import { nobody } from '../../nobody.ts';

export const never = new AbortController().signal;

/** Connections as a person has them who uses the lab's ssh config. */
export function labConnections(): ConnectionPool {
  const settings = { configFile: labSshConfig };
  return new ConnectionPool({ settings, prompter: nobody, log: recordingLog() });
}
