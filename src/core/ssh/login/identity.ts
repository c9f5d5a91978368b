import { readFile, stat } from 'node:fs/promises';
import { configPath } from '../config/configValue.ts';
import { inspectKeyFile, publicKeyLine, type KeyFileFacts } from './keyFile.ts';
import type { Hop } from '../config/path.ts';
import { systemCode, systemReason } from '../systemReason.ts';

const maxBytes = 64 * 1024;

/** A private key that a passphrase opens. */
export interface LockedKey {
  /** Its full path. */
  readonly file: string;
  readonly text: string;
}

/** A key file that the configuration names. */
export interface Identity {
  /** As the configuration names it. */
  readonly name: string;
  /** The public half, by which the agent's copy is recognised. */
  readonly publicBlob?: Buffer;
  /** The private half, when it can be used without a passphrase. */
  readonly privateText?: string;
  /** The private half, when a passphrase opens it. */
  readonly locked?: LockedKey;
  /** A certificate lies beside it (ssh_config(5), CertificateFile). */
  readonly isCertified: boolean;
  /** Why the private half cannot be used. */
  readonly obstacle?: string;
}

/** The key files of a hop that exist, in their order (ssh_config(5), IdentityFile). */
export async function identitiesOf(hop: Hop): Promise<Identity[]> {
  const names = hop.config.get('identityfile') ?? [];
  const found = await Promise.all([...new Set(names)].map((name) => identityOf(name, hop)));
  return found.flatMap((identity) => identity ?? []);
}

async function identityOf(name: string, hop: Hop): Promise<Identity | undefined> {
  const file = configPath(name, hop);
  if (file === undefined) return undefined;
  const [key, beside, certificate] = await Promise.all(
    [file, `${file}.pub`, `${file}-cert.pub`].map(smallFile),
  );
  const publicBeside = publicKeyLine(beside?.text ?? '');
  const isCertified = publicKeyLine(certificate?.text ?? '') !== undefined;
  // Only the agent may have the private half.
  if (!key) return publicBeside && { name, publicBlob: publicBeside, isCertified };
  const text = key.text ?? '';
  const { content, publicBlob = publicBeside } = inspectKeyFile(text);
  const known = { name, ...(publicBlob ? { publicBlob } : {}), isCertified };
  const obstacle = key.obstacle ?? obstacleOf(content, key.isOpen);
  if (obstacle !== undefined) return { ...known, obstacle };
  return content === 'encrypted'
    ? { ...known, locked: { file, text } }
    : { ...known, privateText: text };
}

function obstacleOf(content: KeyFileFacts['content'], isOpen: boolean): string | undefined {
  switch (content) {
    case 'private':
    case 'encrypted':
      // As in ssh: a key of this user that others can read is not used.
      return isOpen ? 'others can read it' : undefined;
    case 'strange':
      return 'its format is not supported';
    case 'public':
      return 'its private half is not in the ssh agent';
    case 'unknown':
      return 'it is no private key';
  }
}

interface SmallFile {
  readonly text?: string;
  readonly obstacle?: string;
  /** It belongs to this user, and others may read or write it. */
  readonly isOpen: boolean;
}

/** Reads what may be a key; undefined when there is nothing. */
async function smallFile(file: string): Promise<SmallFile | undefined> {
  try {
    const found = await stat(file);
    // Also keeps away from pipes, which would keep whoever reads them waiting.
    if (!found.isFile() || found.size > maxBytes) {
      return { obstacle: 'it is no key file', isOpen: false };
    }
    const isOpen = process.getuid?.() === found.uid && (found.mode & 0o077) !== 0;
    return { text: await readFile(file, 'utf8'), isOpen };
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    return { obstacle: systemReason(error), isOpen: false };
  }
}
