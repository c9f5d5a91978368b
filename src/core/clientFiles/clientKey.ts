import { randomInt } from 'node:crypto';
import { failure } from '../errors/dockhopError.ts';
import { readIfThere, writeAtomically } from './atomicFile.ts';
import { checkOwn, type DockhopHome } from './dockhopHome.ts';
import { withFileLock } from './fileLock.ts';

/** Dockhop's own key on this laptop. */
export interface ClientKey {
  /** `ssh-ed25519 AAAA… dockhop-<laptop>` */
  readonly publicKey: string;
  readonly privateKeyFile: string;
  /** Tells this laptop's preparations in a container from others': `[a-z0-9]{12}`. */
  readonly laptop: string;
}

/**
 * The key that is authorised in containers, made at first use. The laptop's id is random and says
 * nothing about the person; it lives in the key's comment, so that both are lost or kept together.
 * @throws FILE_DAMAGED when the file holds no such key, FILE_UNREADABLE, HOME_UNSAFE,
 * FILE_UNWRITABLE, FILE_LOCKED
 */
export async function clientKey(home: DockhopHome, signal: AbortSignal): Promise<ClientKey> {
  return (await presentKey(home)) ?? makeKey(home, signal);
}

async function presentKey(home: DockhopHome): Promise<ClientKey | undefined> {
  // The directory first: in one that is someone else's even the key would be.
  if (!(await checkOwn(home.directory, 'directory'))) return undefined;
  if (!(await checkOwn(home.keyFile, 'file'))) return undefined;
  const bytes = await readIfThere(home.keyFile);
  if (!bytes) return undefined;
  // With a part of ssh2, which is loaded when a key is used.
  const { readKey } = await import('./openSshKey.ts');
  const key = readKey(bytes);
  const laptop = /^dockhop-([a-z0-9]{12})$/.exec(key?.comment ?? '')?.[1];
  if (!key || laptop === undefined) {
    const reason = 'it is not a key that Dockhop made';
    throw failure('FILE_DAMAGED', { file: home.keyFile, reason });
  }
  return { publicKey: key.publicKey, privateKeyFile: home.keyFile, laptop };
}

function makeKey(home: DockhopHome, signal: AbortSignal): Promise<ClientKey> {
  return withFileLock(home, signal, async (held) => {
    // Another program may have been quicker.
    const present = await presentKey(home);
    if (present) return present;
    const laptop = randomId();
    const { newKey } = await import('./openSshKey.ts');
    const { privateKey, publicKey } = newKey(`dockhop-${laptop}`);
    // The public half first: a crash in between leaves no key rather than half of one.
    await writeAtomically(`${home.keyFile}.pub`, Buffer.from(`${publicKey}\n`), {}, held);
    await writeAtomically(home.keyFile, Buffer.from(privateKey), {}, held);
    return { publicKey, privateKeyFile: home.keyFile, laptop };
  });
}

function randomId(): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length: 12 }, () => letters.charAt(randomInt(letters.length))).join('');
}
