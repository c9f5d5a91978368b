import { createPrivateKey, sign } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { utils, type ParsedKey } from 'ssh2';
import * as v from 'valibot';
import { onAbort } from '../abortListening.ts';
import type { Sign } from './oneKeyAgent.ts';

/** A private key that was encrypted and is open now, in memory. */
export interface OpenKey {
  readonly publicKey: ParsedKey;
  readonly sign: Sign;
}

const answerSchema = v.optional(
  v.object({ type: v.string(), publicKey: v.string(), pem: v.string() }),
);

/** Built beside the bundle by esbuild.mjs. */
const workerFile = new URL('./keyWorker.cjs', import.meta.url);

/**
 * Decrypts a private key in a thread of its own, for it takes up to seconds: OpenSSH's format, PEM,
 * PKCS #8 (RSA and ECDSA), PuTTY's version 2.
 * @returns undefined when the passphrase does not open it.
 * @throws the signal's reason; the thread has ended then.
 */
export async function openKey(
  text: string,
  passphrase: string,
  signal: AbortSignal,
): Promise<OpenKey | undefined> {
  signal.throwIfAborted();
  // No environment, no arguments: it needs none, and it holds a secret.
  const workerData = { text, passphrase };
  const worker = new Worker(workerFile, { workerData, env: {}, argv: [], execArgv: [] });
  const stop = onAbort([signal], () => void worker.terminate());
  try {
    const [answer] = (await once(worker, 'message', { signal })) as unknown[];
    const key = v.parse(answerSchema, answer);
    return key && openKeyOf(key);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    stop();
    await worker.terminate();
  }
}

/**
 * The text of a key that has no passphrase, as ssh2 reads it. PKCS #8 is no format of ssh2, the
 * older ones of its RSA and ECDSA keys are.
 */
export function readableKey(text: string): string {
  if (!/^-----BEGIN PRIVATE KEY-----/m.test(text)) return text;
  try {
    const key = createPrivateKey(text);
    const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1';
    return key.export({ format: 'pem', type }).toString();
  } catch {
    // What Node cannot read either stays as it is, and is named as not supported.
    return text;
  }
}

function openKeyOf(key: { type: string; publicKey: string; pem: string }): OpenKey | undefined {
  const publicKey = utils.parseKey(`${key.type} ${key.publicKey}`);
  if (publicKey instanceof Error) return undefined;
  const privateKey = createPrivateKey(key.pem);
  const ownHash = hashes[key.type] ?? null;
  return {
    publicKey,
    sign: (data, { hash }) => Promise.resolve(sign(hash ?? ownHash, data, privateKey)),
  };
}

/** What goes with a type of key (RFC 5656, section 6.2.1); RSA's is agreed upon with the server. */
const hashes: Readonly<Record<string, string>> = {
  'ecdsa-sha2-nistp256': 'sha256',
  'ecdsa-sha2-nistp384': 'sha384',
  'ecdsa-sha2-nistp521': 'sha512',
};
