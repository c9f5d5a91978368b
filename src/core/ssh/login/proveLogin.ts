import type { Duplex } from 'node:stream';
import { Client } from 'ssh2';
import { onAbort } from '../abortListening.ts';

/** One login over a stream that leads to an SSH server, and what is expected of it. */
export interface ProvableLogin {
  readonly stream: Duplex;
  readonly user: string;
  /** An ed25519 key without a passphrase. */
  readonly privateKey: Buffer;
  /** The only one that is accepted: `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  readonly command: string;
}

const maxOutput = 8192;

/**
 * Logs in with ssh2, runs a command and gives the beginning of what it prints.
 * @throws what went wrong, as ssh2 says it; the signal's reason. The stream is destroyed in any case.
 */
export function proveLogin(login: ProvableLogin, signal: AbortSignal): Promise<string> {
  const { stream, user, privateKey, hostKey, command } = login;
  const expected = Buffer.from(hostKey.split(' ')[1] ?? '', 'base64');
  const client = new Client();
  let output = '';
  const proven = new Promise<string>((resolve, reject) => {
    const stop = onAbort([signal], reject);
    client.on('error', reject);
    client.once('close', () => {
      stop();
      reject(new Error('the connection was closed'));
    });
    client.once('ready', () => {
      client.exec(command, (error, channel) => {
        if (error) {
          reject(error);
          return;
        }
        channel.on('data', (chunk: Buffer) => {
          if (output.length < maxOutput) output += chunk.toString('utf8');
        });
        channel.stderr.resume();
        channel.once('close', () => {
          stop();
          resolve(output);
        });
      });
    });
    client.connect({
      sock: stream,
      username: user,
      privateKey,
      hostVerifier: (key: Buffer) => key.equals(expected),
      algorithms: { serverHostKey: ['ssh-ed25519'] },
      readyTimeout: 0,
    });
  });
  return proven.finally(() => {
    client.end();
    stream.destroy();
  });
}
