import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { failure } from '../../errors/dockhopError.ts';
import { accountHome } from './accountHome.ts';
import { parseConfigLines } from './configLines.ts';
import { parseDestination } from './destination.ts';
import { globFiles } from './globFiles.ts';
import { matchesHostLine } from './hostPattern.ts';
import { resolveNamed } from './resolveHost.ts';
import type { SshSettings } from '../sshProgram.ts';
import { systemCode, systemReason } from '../systemReason.ts';

export interface ListedHost {
  readonly host: string;
  /** The comment right above its block. Shown as plain text. */
  readonly description?: string;
}

/** A name that is nobody's (RFC 2606): what ssh says about it, it says about the configuration. */
const probedName = 'dockhop.invalid';

/** READCONF_MAX_DEPTH of OpenSSH. */
const maxDepth = 16;

/**
 * The hosts that the ssh configuration names, in its order: every name of a `Host` line that is
 * no pattern and that can be handed to ssh, in the file and all that it includes (ssh_config(5),
 * Include). What lies in `ownDirectory` is left out: those are containers.
 * @throws SSH_NOT_FOUND; CONFIG_UNREADABLE in ssh's own words where ssh refuses the configuration,
 * as it does for a file of `-F` that is not there. Without one, a missing file is an empty one.
 */
export async function listHosts(
  settings: SshSettings,
  ownDirectory?: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<ListedHost[]> {
  // What ssh does not accept leads nowhere, however well we could read it.
  await resolveNamed(probedName, {}, settings, signal);
  return [...(await readAll(settings, ownDirectory)).hosts.values()];
}

/**
 * The patterns of every `Host` line, in the file and all that it includes, as they are written
 * (`gpu1`, `gpu*`, `!gpu2`), each once. What lies in `ownDirectory` is left out.
 * @throws CONFIG_UNREADABLE; a file that is not there is an empty one.
 */
export async function listHostPatterns(
  settings: SshSettings,
  ownDirectory: string,
): Promise<string[]> {
  return [...(await readAll(settings, ownDirectory)).patterns];
}

async function readAll(
  { configFile }: SshSettings,
  ownDirectory: string | undefined,
): Promise<HostReader> {
  const file = configFile ?? path.join(sshDirectory(), 'config');
  const reader = new HostReader(ownDirectory === undefined ? undefined : await real(ownDirectory));
  await reader.read(path.resolve(file), [], 0);
  return reader;
}

/** The patterns of a block of which an Include line is part: only names that match them count. */
type Block = readonly string[];

class HostReader {
  readonly hosts = new Map<string, ListedHost>();
  readonly patterns = new Set<string>();
  readonly #ownDirectory: string | undefined;

  constructor(ownDirectory: string | undefined) {
    this.#ownDirectory = ownDirectory;
  }

  async read(file: string, within: readonly Block[], depth: number): Promise<void> {
    if (depth > maxDepth) throw unreadable(file, 'it is included too deeply');
    let block: Block | undefined;
    for (const { keyword, args, comment } of parseConfigLines(await textOf(file))) {
      if (keyword === 'host') {
        block = args;
        this.#add(args, within, comment);
      } else if (keyword === 'match') {
        // What a Match block asks for is not known here: nothing in it is left out.
        block = undefined;
      } else if (keyword === 'include') {
        const around = block === undefined ? within : [...within, block];
        for (const included of await this.#includedFiles(args)) {
          await this.read(included, around, depth + 1);
        }
      }
    }
  }

  #add(patterns: readonly string[], within: readonly Block[], description?: string): void {
    for (const host of patterns) {
      this.patterns.add(host);
      const listed = this.hosts.has(host) || /[*?!]/.test(host) || !canBeHandedToSsh(host);
      if (listed || !within.every((block) => matchesHostLine(host, block))) continue;
      this.hosts.set(host, { host, ...(description === undefined ? {} : { description }) });
    }
  }

  async #includedFiles(patterns: readonly string[]): Promise<string[]> {
    const files = (await Promise.all(patterns.map((one) => globFiles(absolute(one))))).flat();
    const ours = await Promise.all(files.map((file) => this.#isOurs(file)));
    return files.filter((_, index) => ours[index] !== true);
  }

  async #isOurs(file: string): Promise<boolean> {
    if (this.#ownDirectory === undefined) return false;
    const relative = path.relative(this.#ownDirectory, await real(file));
    return !relative.startsWith('..') && !path.isAbsolute(relative);
  }
}

function sshDirectory(): string {
  return path.join(accountHome(), '.ssh');
}

/** Relative names mean `~/.ssh`, also in the file of -F, which is a user's configuration too. */
function absolute(pattern: string): string {
  const expanded = pattern
    .replace(/^~(?=[/\\]|$)/, () => accountHome())
    .replace(/\$\{([^}]+)\}/g, (_, name: string) => process.env[name] ?? '');
  return path.isAbsolute(expanded) ? expanded : path.join(sshDirectory(), expanded);
}

function canBeHandedToSsh(host: string): boolean {
  try {
    parseDestination(host);
    return true;
  } catch {
    // The one thing it throws is the refusal.
    return false;
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    // A directory that a wildcard matched is empty to ssh as well.
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'EISDIR') return '';
    throw unreadable(file, systemReason(error), error);
  }
}

async function real(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    // Not there, or not to be looked at: its name is all there is to compare.
    return path.resolve(file);
  }
}

function unreadable(file: string, reason: string, cause?: unknown): Error {
  return failure('CONFIG_UNREADABLE', { file, reason }, { cause });
}
