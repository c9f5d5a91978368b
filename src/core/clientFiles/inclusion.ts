import { createHash } from 'node:crypto';
import path from 'node:path';
import { DockhopError, failure } from '../errors/dockhopError.ts';
import type { Log } from '../ports/log.ts';
import { listHostPatterns } from '../ssh/config/hostList.ts';
import type { SshSettings } from '../ssh/sshProgram.ts';
import type { DockhopHome } from './dockhopHome.ts';
import { includeLineFor } from './includeLine.ts';
import { differenceOf } from './sameAnswers.ts';
import { readState, updateState, type IncludingConfig } from './stateFile.ts';
import { UserConfig } from './userConfig.ts';

/**
 * Sees to it that the config of the person includes our entries, and remembers which configs do:
 * with `ssh -F` there may be several. Called under the file lock.
 */
export class Inclusion {
  readonly #home: DockhopHome;
  readonly #file: string;
  readonly #sshProgram: () => Promise<string>;
  readonly #log: Log;

  constructor(
    home: DockhopHome,
    { configFile }: SshSettings,
    sshProgram: () => Promise<string>,
    log: Log,
  ) {
    this.#home = home;
    this.#file = path.resolve(configFile ?? home.userConfigFile);
    this.#sshProgram = sshProgram;
    this.#log = log;
  }

  /**
   * Whether the line is the first of the config in use, and the only one of its kind.
   * @throws CONFIG_UNSAFE, FILE_UNREADABLE
   */
  isThere(): Promise<boolean> {
    return this.#config(this.#file).isIncluded();
  }

  /**
   * Puts the line into the config in use, unless it is there.
   * @throws CONFIG_UNSAFE, CONFIG_UNREADABLE, HOME_UNSAFE, FILE_UNREADABLE, FILE_UNWRITABLE
   */
  async add(signal: AbortSignal): Promise<void> {
    const file = this.#file;
    const config = this.#config(file);
    const created = !(await config.exists());
    const known = (await readState(this.#home)).configs.some((one) => one.file === file);
    // First, so that a crash in between leaves no line that nobody takes out again.
    if (created || !known) await this.#remember(file, { file, created }, signal);
    try {
      await config.addInclude(signal);
    } catch (error) {
      if (!known) await this.#remember(file, undefined, AbortSignal.timeout(undoMs));
      throw error;
    }
  }

  /** Takes the line out of every config that holds it; where that is not safe it stays, harmless. */
  async remove(signal: AbortSignal): Promise<void> {
    const { configs } = await readState(this.#home);
    const isKnown = configs.some(({ file }) => file === this.#file);
    // The state may have been lost; the config in use is looked at in any case.
    const all = isKnown ? configs : [...configs, { file: this.#file, created: false }];
    for (const { file, created } of all) {
      try {
        await this.#config(file).removeInclude(created, signal);
      } catch (error) {
        if (!(error instanceof DockhopError) || error.code === 'FILE_LOCKED') throw error;
        this.#log.warn(`The Include line stays in ${file}: ${error.message}`);
        continue;
      }
      await this.#remember(file, undefined, signal);
    }
  }

  #remember(file: string, config: IncludingConfig | undefined, signal: AbortSignal): Promise<void> {
    return updateState(
      this.#home,
      (state) => {
        const others = state.configs.filter((one) => one.file !== file);
        if (config === undefined && others.length === state.configs.length) return state;
        return { ...state, configs: config === undefined ? others : [...others, config] };
      },
      signal,
    );
  }

  #config(file: string): UserConfig {
    const include = includeLineFor(this.#home, file);
    return new UserConfig(file, include, {
      originalFile: this.#originalFile(file),
      compare: async (present, candidate, signal) => {
        const program = await this.#sshProgram();
        const hosts = present === undefined ? [] : await this.#sample(file);
        const reason = await differenceOf({ program, present, candidate, hosts }, signal);
        if (reason !== undefined)
          throw failure('CONFIG_UNSAFE', { file, reason, line: include.line });
      },
    });
  }

  /** Every host that the config names, and one for each pattern. */
  async #sample(configFile: string): Promise<readonly string[]> {
    const patterns = await listHostPatterns({ configFile }, this.#home.directory);
    const names = patterns.map((pattern) => pattern.replace(/^!/, '').replace(/[*?]/g, 'x'));
    return [...new Set(names)].filter((name) => /^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/.test(name));
  }

  #originalFile(file: string): string {
    const name = path.join(this.#home.directory, 'config.original');
    if (file === this.#home.userConfigFile) return name;
    return `${name}-${createHash('sha256').update(file).digest('hex').slice(0, 6)}`;
  }
}

/** Undoing must end, whatever holds a file. */
const undoMs = 10_000;
