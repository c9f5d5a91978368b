import { readFile } from 'node:fs/promises';
import type { Entry } from '../clientFiles/entry.ts';
import { proveLogin } from '../ssh/login/proveLogin.ts';
import { tellForAWhile, toldTexts } from '../ssh/tellForAWhile.ts';
import type { AttachTools } from './attachTools.ts';
import type { PreparedContainer } from './prepareOnHost.ts';

/** Runs a command in a container, for its output. */
export type OpenWay = (command: string, signal: AbortSignal) => Promise<string>;

/**
 * The way of an entry, but over the connection to its host that is open: by the same command of the
 * engine, with the same key, host key and user. The person is told when it is taken.
 * @returns undefined where the entry does not lead through a command on the host.
 */
export async function openWayOf(
  { proxyCommand, user, hostKey }: Entry,
  { connection, engine, signal }: PreparedContainer,
  { clientFiles, prompter }: Pick<AttachTools, 'clientFiles' | 'prompter'>,
): Promise<OpenWay | undefined> {
  // After the destination stands what runs on the host.
  const words = proxyCommand.slice(proxyCommand.indexOf('--') + 2);
  if (!proxyCommand.includes('--') || words.length === 0) return undefined;
  const { privateKeyFile } = await clientFiles.key(signal);
  return async (command, cancelled) => {
    tellForAWhile(prompter, engine.host, toldTexts.provenOpen, signal);
    const privateKey = await readFile(privateKeyFile);
    const stream = await connection.openProgram(words, cancelled);
    return await proveLogin({ stream, user, privateKey, hostKey, command }, cancelled);
  };
}
