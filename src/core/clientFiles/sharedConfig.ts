import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { failure } from '../errors/dockhopError.ts';
import { unlessAborted } from '../ssh/abortListening.ts';
import { sshProgramOf, type SshSettings } from '../ssh/sshProgram.ts';
import type { SharedConfig } from '../ssh/sharedWays.ts';
import { writeAtomically } from './atomicFile.ts';
import { configAnswer } from './configAnswer.ts';
import { checkOwn, makeHome, type DockhopHome } from './dockhopHome.ts';
import { includeValue, pathValue } from './entryValue.ts';
import { unreadable, unwritable } from './fileError.ts';
import { systemCode } from '../ssh/systemReason.ts';

/** Asked about to see that ssh understands the file. */
const anyHost = 'localhost';
const writeMs = 60_000;

/**
 * The config with which every ssh finds the connections that Dockhop shares, for `ssh -F`: the
 * person's own, with one place for control sockets before it. It says nothing of any host, so it is
 * written once; an `ssh` that uses it connects by itself where nothing is shared.
 */
export class SharedConfigFile implements SharedConfig {
  readonly #home: DockhopHome;
  readonly #settings: SshSettings;
  #written: Promise<string | undefined> | undefined;

  constructor(home: DockhopHome, settings: SshSettings) {
    this.#home = home;
    this.#settings = settings;
  }

  /**
   * Its path, once it is written; undefined where ssh cannot be told a path in it.
   * @throws CONFIG_UNREADABLE, HOME_UNSAFE, FILE_UNREADABLE, FILE_UNWRITABLE
   */
  async file(signal: AbortSignal): Promise<string | undefined> {
    // For all who ask: one who gives up does not stop it.
    this.#written ??= this.#write(AbortSignal.timeout(writeMs)).catch((error: unknown) => {
      this.#written = undefined;
      throw error;
    });
    return await unlessAborted(this.#written, [signal]);
  }

  async hasSockets(): Promise<boolean> {
    try {
      const entries = await readdir(this.#sockets(), { withFileTypes: true });
      return entries.some((entry) => entry.isSocket());
    } catch (error) {
      const code = systemCode(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return false;
      throw unreadable(this.#sockets(), error);
    }
  }

  async #write(signal: AbortSignal): Promise<string | undefined> {
    const { configFile } = this.#settings;
    const sockets = this.#sockets();
    const text = sharedConfigText(sockets, this.#included(), configFile === undefined);
    if (text === undefined) return undefined;
    await makeHome(this.#home);
    await makeSocketDirectory(sockets);
    const file = path.join(this.#home.directory, `shared${this.#suffix()}.conf`);
    const program = await sshProgramOf(this.#settings);
    const inspect = async (candidate: string): Promise<void> => {
      const answer = await configAnswer(program, candidate, anyHost, signal);
      if (answer.understood) return;
      const reason = answer.reason.replaceAll(candidate, file);
      throw failure('CONFIG_UNREADABLE', { file, reason });
    };
    await writeAtomically(file, Buffer.from(text), { inspect }, signal);
    return file;
  }

  #sockets(): string {
    return path.join(this.#home.directory, `m${this.#suffix()}`);
  }

  #included(): string {
    return path.resolve(this.#settings.configFile ?? this.#home.userConfigFile);
  }

  /** One for each config of the person's, for with `ssh -F` there may be several. */
  #suffix(): string {
    const included = this.#included();
    if (included === this.#home.userConfigFile) return '';
    return `-${createHash('sha256').update(included).digest('hex').slice(0, 6)}`;
  }
}

/**
 * The text for a directory of control sockets and the config that it stands before. Sockets bear the
 * name that the person has for a host: addresses are not unique behind different jump hosts, and
 * ssh's own digest of them (`%C`) tells the two apart only since OpenSSH 9.6.
 * @param withSystem whether ssh reads the system's config after it too, as it does without `-F`.
 * @returns undefined where a path cannot be written (ssh_config(5), ControlPath and Include).
 */
export function sharedConfigText(
  sockets: string,
  included: string,
  withSystem: boolean,
): string | undefined {
  const controlPath = pathValue(`${sockets}/`);
  const include = includeValue(included);
  if (controlPath === undefined || include === undefined) return undefined;
  const quote = controlPath.endsWith('"') ? '"' : '';
  const lines = [
    '# Written by Dockhop: with it, ssh finds connections that are already logged in.',
    `ControlPath ${controlPath.slice(0, controlPath.length - quote.length)}%r@%n:%p${quote}`,
    'ControlMaster no',
    `Include ${include}`,
    ...(withSystem ? ['Include /etc/ssh/ssh_config'] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

async function makeSocketDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unwritable(directory, error);
  }
  await checkOwn(directory, 'directory');
}
