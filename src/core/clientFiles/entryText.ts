import { isIP } from 'node:net';
import { failure, plainText } from '../errors/dockhopError.ts';
import { isPlainWord } from '../ssh/plainWord.ts';
import type { Entry } from './entry.ts';
import { beginMark, endMark, ownerLine, ownLinesMark } from './entryMarks.ts';
import { pathValue } from './entryValue.ts';

/** The files that an entry names; absolute paths. */
export interface EntryFiles {
  readonly identityFile: string;
  readonly knownHostsFile: string;
}

/** An entry that can be told from others when all else is lost. */
export interface OwnedEntry extends Entry {
  /** As `ownerOf` gives it. */
  readonly owner: string;
}

/**
 * The block of an entry. Everything that a `Host *` of the person's could otherwise set for a
 * container is said here.
 * @returns lines that end in `\n`, for the system's OpenSSH (ssh_config(5)) and for clients that
 * read the file with the ssh-config package.
 * @throws ENTRY_REFUSED when a value cannot be written for both.
 */
export function entryText(
  entry: OwnedEntry,
  files: EntryFiles,
  platform: NodeJS.Platform = process.platform,
): string {
  const { alias } = checked(entry);
  const { owner } = entry;
  const options = entryOptions(entry, files, platform);
  const lines = [
    beginMark(alias),
    `# ${commentText(entry.description)}`,
    ownerLine(owner),
    '# Written by Dockhop, and written anew with each attach. To remove it, use Forget in Dockhop,',
    `# or delete everything from here to the line "${endMark(alias)}".`,
    `Host ${alias}`,
    `  ${ownLinesMark}`,
    ...options.map(([keyword, value]) => `  ${keyword} ${value}`),
    endMark(alias),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** The keywords that an entry sets, in lower case. */
export const entryKeywords: ReadonlySet<string> = new Set(
  optionsWith({ HostName: '', Port: '', User: '', HostKeyAlias: '', ProxyCommand: '' }, '', '').map(
    ([keyword]) => keyword.toLowerCase(),
  ),
);

/** The pinned host key, as a line of known_hosts (sshd(8)): found by HostKeyAlias, without a port. */
export function knownHostsText({ alias, hostKey }: Entry): string {
  return `${alias} ${hostKey}\n`;
}

type Option = readonly [keyword: string, value: string];

function entryOptions(
  entry: Entry,
  { identityFile, knownHostsFile }: EntryFiles,
  platform: NodeJS.Platform,
): readonly Option[] {
  const fileValue = (file: string): string => {
    const value = pathValue(file, platform);
    if (value === undefined) throw refused(entry, `ssh cannot be told the path ${file}`);
    return value;
  };
  const values = {
    HostName: entry.hostName.replaceAll('%', '%%'),
    Port: String(entry.port),
    User: entry.user,
    HostKeyAlias: entry.alias,
    ProxyCommand: proxyCommandText(entry, platform),
  };
  return optionsWith(values, fileValue(identityFile), fileValue(knownHostsFile));
}

interface EntryValues {
  readonly HostName: string;
  readonly Port: string;
  readonly User: string;
  readonly HostKeyAlias: string;
  readonly ProxyCommand: string;
}

function optionsWith(
  { ProxyCommand, ...values }: EntryValues,
  identityFile: string,
  knownHostsFile: string,
): readonly Option[] {
  return [
    ...Object.entries(values),
    ['IdentityFile', identityFile],
    ['IdentitiesOnly', 'yes'],
    ['AddKeysToAgent', 'no'],
    ['PubkeyAuthentication', 'yes'],
    ['PreferredAuthentications', 'publickey'],
    ['HostKeyAlgorithms', 'ssh-ed25519'],
    ['UserKnownHostsFile', knownHostsFile],
    ['StrictHostKeyChecking', 'yes'],
    ['VerifyHostKeyDNS', 'no'],
    ['UpdateHostKeys', 'no'],
    ['ControlMaster', 'no'],
    ['ControlPath', 'none'],
    ['ForwardAgent', 'no'],
    ['ForwardX11', 'no'],
    ['RemoteCommand', 'none'],
    ['RequestTTY', 'auto'],
    ['PermitLocalCommand', 'no'],
    ['ServerAliveInterval', '30'],
    ['ServerAliveCountMax', '4'],
    ['ProxyCommand', ProxyCommand],
  ];
}

function checked(entry: Entry): Entry {
  const { alias, hostName, port, user, hostKey } = entry;
  const problem =
    (!isAlias(alias) && `“${alias}” is no alias`) ||
    (!isHostName(hostName) && `“${hostName}” is no address`) ||
    (!(Number.isInteger(port) && port > 0 && port < 65536) && `${port} is no port`) ||
    (!/^(?:[a-z_][a-z0-9_-]{0,31}|[1-9]\d{0,9})$/.test(user) && `“${user}” is no login name`) ||
    (!/^ssh-ed25519 [A-Za-z0-9+/]{68}$/.test(hostKey) && 'its host key is not an ed25519 key');
  if (problem) throw refused(entry, problem);
  return entry;
}

/** One of Dockhop's aliases: it names a Host block and a file. */
export function isAlias(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?$/.test(text);
}

function isHostName(text: string): boolean {
  return isIP(text) !== 0 || /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/.test(text);
}

/**
 * Words after the program must be plain: then no shell, no CreateProcess and no other client's
 * splitter has anything to quote. (The ssh-config package takes `=` for a separator and loses all
 * but a single one inside a word.) Only the program, which this laptop found, may hold spaces.
 */
function proxyCommandText(entry: Entry, platform: NodeJS.Platform): string {
  const [program, ...words] = entry.proxyCommand;
  const odd = words.find((word) => !isPlainWord(word) || /^=|==|=$/.test(word));
  if (odd !== undefined) throw refused(entry, `“${odd}” cannot stand in a ProxyCommand`);
  const slashed = platform === 'win32' ? program?.replaceAll('\\', '/') : program;
  if (slashed === undefined || !/^[\p{L}\p{N}_./~][\p{L}\p{N}@%+=:,./_ ()~-]*$/u.test(slashed)) {
    throw refused(entry, `the path of ssh, “${program ?? ''}”, cannot stand in a ProxyCommand`);
  }
  const quoted = isPlainWord(slashed) ? slashed : `"${slashed}"`;
  return [quoted, ...words].join(' ').replaceAll('%', '%%');
}

/** A comment that ends in a backslash would fail the ssh-config package for the whole file. */
function commentText(description: string): string {
  return plainText(description).replace(/[\\\s]+$/u, '');
}

function refused(entry: Entry, reason: string): Error {
  return failure('ENTRY_REFUSED', { container: entry.description, reason });
}
