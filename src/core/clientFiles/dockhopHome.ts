import { chmod, lstat, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { failure } from '../errors/dockhopError.ts';
import { accountHome } from '../ssh/config/accountHome.ts';
import { systemCode } from '../ssh/systemReason.ts';
import { unreadable, unwritable } from './fileError.ts';

/** Where Dockhop's own files are, and the person's config that includes them. */
export interface DockhopHome {
  /** `~/.ssh/dockhop`, or what DOCKHOP_HOME says. */
  readonly directory: string;
  /** All entries, in ssh_config(5) syntax. */
  readonly entriesFile: string;
  /** One file an entry, named after its alias: its pinned host key. */
  readonly knownHostsDirectory: string;
  /** Dockhop's own ed25519 key, which opens prepared containers and nothing else. */
  readonly keyFile: string;
  readonly stateFile: string;
  /** What was learned on the way to hosts; it may be deleted at any time. */
  readonly hintsFile: string;
  /** Held while any of the files is changed. */
  readonly lockFile: string;
  /** `~/.ssh`, which relative paths in the person's config start from. */
  readonly sshDirectory: string;
  /** `~/.ssh/config`. */
  readonly userConfigFile: string;
}

interface Surroundings {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The person's home directory. */
  readonly homeDirectory?: string;
  readonly platform?: NodeJS.Platform;
}

/**
 * The default is the home directory of the account, not of the environment: OpenSSH goes by the
 * former, and both must mean the same files.
 */
export function dockhopHome({
  env = process.env,
  homeDirectory = accountHome(),
  platform = process.platform,
}: Surroundings = {}): DockhopHome {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const sshDirectory = paths.join(homeDirectory, '.ssh');
  const moved = env['DOCKHOP_HOME'];
  const isMoved = moved !== undefined && moved !== '';
  const directory = paths.resolve(isMoved ? moved : paths.join(sshDirectory, 'dockhop'));
  return {
    directory,
    entriesFile: paths.join(directory, 'config'),
    knownHostsDirectory: paths.join(directory, 'known_hosts'),
    keyFile: paths.join(directory, 'id_ed25519'),
    stateFile: paths.join(directory, 'state.json'),
    hintsFile: paths.join(directory, 'hints.json'),
    lockFile: paths.join(directory, 'lock'),
    sshDirectory,
    userConfigFile: paths.join(sshDirectory, 'config'),
  };
}

/** The file with the pinned host key of an entry. */
export function knownHostsFileOf(home: DockhopHome, alias: string): string {
  return path.join(home.knownHostsDirectory, alias);
}

/**
 * Makes Dockhop's directory where it is missing and sees that nobody else can write into it.
 * @throws HOME_UNSAFE, FILE_UNWRITABLE
 */
export async function makeHome(home: DockhopHome): Promise<void> {
  await makePrivateDirectory(home.directory);
  await makePrivateDirectory(home.knownHostsDirectory);
}

async function makePrivateDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    // Something else has the name: said more clearly below.
    if (systemCode(error) !== 'EEXIST') throw unwritable(directory, error);
  }
  await checkOwn(directory, 'directory');
}

/**
 * Sees that something of ours is what we made: not a link, not another account's, not open to
 * others. Wider permissions are taken back where it is the person's own.
 * @returns false when it does not exist.
 * @throws HOME_UNSAFE, FILE_UNREADABLE, FILE_UNWRITABLE
 */
export async function checkOwn(ownPath: string, kind: 'file' | 'directory'): Promise<boolean> {
  const found = await lstat(ownPath).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw unreadable(ownPath, error);
  });
  if (!found) return false;
  const isKind = kind === 'file' ? found.isFile() : found.isDirectory();
  if (!isKind) throw unsafe(ownPath, `it is not a plain ${kind}`);
  // Windows has neither owner nor mode here; the profile's ACL keeps others out.
  if (process.geteuid === undefined) return true;
  if (found.uid !== process.geteuid()) throw unsafe(ownPath, 'it belongs to another account');
  if ((found.mode & 0o077) === 0) return true;
  try {
    await chmod(ownPath, kind === 'file' ? 0o600 : 0o700);
  } catch (error) {
    throw unwritable(ownPath, error);
  }
  return true;
}

function unsafe(ownPath: string, reason: string): Error {
  return failure('HOME_UNSAFE', { path: ownPath, reason });
}
