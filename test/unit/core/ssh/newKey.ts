import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { temporaryDirectory } from './temporaryDirectory.ts';

const execute = promisify(execFile);

interface NewKey {
  readonly type?: 'ed25519' | 'ecdsa' | 'rsa';
  readonly passphrase?: string;
  readonly format?: 'PEM' | 'PKCS8';
  /** Of bcrypt; 1 is quick. */
  readonly rounds?: number;
}

/** A key file made by the real ssh-keygen, with its `.pub` beside it; gone when the test is over. */
export async function newKey(key: NewKey = {}): Promise<string> {
  const { type = 'ed25519', passphrase = '', format, rounds = 1 } = key;
  const file = path.join(await temporaryDirectory(), 'key');
  // Of no use to anybody, and made ten times as fast.
  const size = type === 'rsa' ? ['-b', '1024'] : [];
  const form = format === undefined ? ['-a', rounds.toString()] : ['-m', format];
  const words = ['-q', '-t', type, ...size, ...form, '-N', passphrase, '-C', '', '-f', file];
  await execute('ssh-keygen', words);
  return file;
}
