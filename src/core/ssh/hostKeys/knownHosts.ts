import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { failure } from '../../errors/dockhopError.ts';
import { configPath, configValue, isYes, pathList } from '../config/configValue.ts';
import {
  isAbout,
  knownHostsName,
  newLine,
  parseKnownHosts,
  type KnownHostsLine,
} from './knownHostsLine.ts';
import type { Hop } from '../config/path.ts';
import { systemCode, systemReason } from '../systemReason.ts';

/** What the known_hosts files say about a key; `file` is the one that says it. */
export type Verdict =
  | { readonly state: 'known' | 'unknown' }
  | { readonly state: 'changed' | 'revoked'; readonly file: string };

interface FiledLine extends KnownHostsLine {
  readonly file: string;
}

/** What the known_hosts files of a hop say: the user's first, then the system's. */
export class KnownHosts {
  readonly #hop: Hop;
  /** What is about the name with its port, or the HostKeyAlias. */
  readonly #exact: readonly FiledLine[];
  /** What is about the name without its port: where nothing else is known, ssh asks that too. */
  readonly #bare: readonly FiledLine[];

  private constructor(hop: Hop, lines: readonly FiledLine[]) {
    this.#hop = hop;
    const about = (name: string): FiledLine[] => lines.filter((line) => isAbout(line, name));
    const alias = configValue(hop.config, 'hostkeyalias');
    this.#exact = about(nameOf(hop));
    this.#bare = alias !== undefined || hop.port === 22 ? [] : about(hop.hostName);
  }

  /** @throws CONFIG_UNREADABLE for a file that is there and cannot be read. */
  static async of(hop: Hop): Promise<KnownHosts> {
    const files = [...userFiles(hop), ...filesOf(hop, 'globalknownhostsfile')];
    const lines = await Promise.all(files.map(linesOf));
    return new KnownHosts(hop, [...lines.flat(), ...(await revokedKeys(hop))]);
  }

  /** The key types that are known for the hop, so that its server can be asked for one of them. */
  knownTypes(): string[] {
    return [...new Set(this.#vouching().map(({ keyType }) => keyType))];
  }

  /** Is the hop one whose key an authority may have signed? Only the ssh program can tell. */
  get hasAuthority(): boolean {
    return [...this.#exact, ...this.#bare].some(({ marker }) => marker === 'cert-authority');
  }

  /** The host's keys: those of the name without its port count where there are no others. */
  #vouching(): FiledLine[] {
    const exact = this.#exact.filter(isPlain);
    return exact.length > 0 ? exact : this.#bare.filter(isPlain);
  }

  /**
   * Is there a file of the user's for new keys? Where there is none (`UserKnownHostsFile none`),
   * ssh lets no new key in: it would be new each time.
   */
  get canGrow(): boolean {
    return userFiles(this.#hop).length > 0;
  }

  /**
   * As OpenSSH's check_host_key (sshconnect.c). A key of another type than those known is `changed`,
   * not unknown, or whoever sits in between could have it asked about, or accepted as new, by
   * offering no other.
   */
  verdict(blob: Buffer): Verdict {
    const key = blob.toString('base64');
    const isSame = (line: FiledLine): boolean => line.key === key;
    const revoked = [...this.#exact, ...this.#bare].find(
      (line) => line.marker === 'revoked' && isSame(line),
    );
    if (revoked) return { state: 'revoked', file: revoked.file };
    if (this.#vouching().some(isSame)) return { state: 'known' };
    const other = this.#exact.find(isPlain);
    return other ? { state: 'changed', file: other.file } : { state: 'unknown' };
  }

  /**
   * Writes a new key where ssh would: at the end of the first of the user's files. Not for a name
   * that the file would read as several or as a pattern (`github.com,.example.org`): the key would
   * vouch for hosts that never showed it.
   * @returns the file, or undefined where the configuration names none, or it cannot be written.
   */
  async add(blob: Buffer): Promise<string | undefined> {
    const [file] = userFiles(this.#hop);
    const name = nameOf(this.#hop);
    if (file === undefined || /[\s,*?!|#@]/.test(name)) return undefined;
    const hashed = isYes(this.#hop.config, 'hashknownhosts');
    await appendLine(file, newLine(name, blob, { hashed }));
    return file;
  }
}

function nameOf({ hostName, port, config }: Hop): string {
  return configValue(config, 'hostkeyalias') ?? knownHostsName(hostName, port);
}

/** True for a key of the host itself: not a revocation, not an authority for certificates. */
function isPlain({ marker }: KnownHostsLine): boolean {
  return marker === undefined;
}

function userFiles(hop: Hop): string[] {
  return filesOf(hop, 'userknownhostsfile');
}

function filesOf(hop: Hop, keyword: string): string[] {
  const value = configValue(hop.config, keyword);
  if (value === undefined) return [];
  return pathList(value).flatMap((file) => configPath(file, hop) ?? []);
}

async function linesOf(file: string): Promise<FiledLine[]> {
  const text = await contentOf(file);
  return parseKnownHosts(text?.toString('utf8') ?? '').map((line) => ({ ...line, file }));
}

/**
 * The keys that RevokedHostKeys forbids for every host. As in ssh, a list that cannot be read
 * forbids all; that includes the binary form, which only ssh-keygen reads.
 */
async function revokedKeys(hop: Hop): Promise<FiledLine[]> {
  const file = configPath(configValue(hop.config, 'revokedhostkeys') ?? 'none', hop);
  if (file === undefined) return [];
  const content = await contentOf(file);
  if (!content) throw unreadable(file, 'there is no such file of revoked host keys');
  if (content.toString('latin1', 0, 6) === 'SSHKRL') {
    throw unreadable(file, 'revocation lists in the binary form are not supported');
  }
  const lines = content.toString('utf8').split(/\r?\n/);
  return parseKnownHosts(lines.map((line) => `@revoked * ${line.trim()}`).join('\n')).map(
    (line) => ({ ...line, file }),
  );
}

async function contentOf(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw unreadable(file, systemReason(error), error);
  }
}

/** Makes what is missing for this user alone, and begins a line of its own. */
async function appendLine(file: string, line: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    const separator = size > 0 && last.toString('latin1') !== '\n' ? '\n' : '';
    await handle.appendFile(`${separator}${line}\n`);
  } finally {
    await handle.close();
  }
}

function unreadable(file: string, reason: string, cause?: unknown): Error {
  return failure('CONFIG_UNREADABLE', { file, reason }, { cause });
}
