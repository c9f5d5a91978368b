import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { attach } from '../../src/core/attach/attach.ts';
import type { AttachTools } from '../../src/core/attach/attachTools.ts';
import { EngineDirectory } from '../../src/core/attach/engineDirectory.ts';
import { ClientFiles } from '../../src/core/clientFiles/clientFiles.ts';
import { dockhopHome } from '../../src/core/clientFiles/dockhopHome.ts';
import { SharedConfigFile } from '../../src/core/clientFiles/sharedConfig.ts';
import type { Prompter } from '../../src/core/ports/prompter.ts';
import { ConnectionPool } from '../../src/core/ssh/connectionPool.ts';
import type { SshClient } from '../../src/core/ssh/sshProgram.ts';
import { SystemSsh } from '../../src/core/ssh/system/systemSsh.ts';
import { Laptop } from './laptop.ts';

const execute = promisify(execFile);
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const silent = { step: () => undefined, output: () => undefined };
const never = new AbortController().signal;

/** One run of a face on a laptop: a pool of its own, gone when it is closed. */
export interface Run {
  readonly pool: ConnectionPool;
  readonly tools: AttachTools;
  readonly attach: (host: string, container: string) => Promise<string>;
}

/** A laptop on which the ssh program shares logins, whose control masters end with the test. */
export class SystemRoad {
  readonly laptop: Laptop;
  readonly #runs: Run[] = [];

  private constructor(laptop: Laptop) {
    this.laptop = laptop;
  }

  /** With this text in front of a config of the lab, where it counts first. */
  static async create(configFile: string, text = ''): Promise<SystemRoad> {
    const laptop = await Laptop.create();
    await writeFile(laptop.config, `${text}\nMatch all\nInclude ${configFile}\n`, { mode: 0o600 });
    return new SystemRoad(laptop);
  }

  /** @param directory Dockhop’s, where it is not the laptop’s own. */
  run(prompter: Prompter, client: SshClient = 'auto', directory = this.laptop.home): Run {
    const settings = { configFile: this.laptop.config, client };
    const home = dockhopHome({ env: { DOCKHOP_HOME: directory } });
    const shared = new SharedConfigFile(home, settings);
    const system = new SystemSsh({ settings, shared, log });
    const pool = new ConnectionPool({ settings, prompter, log, system });
    const engines = new EngineDirectory(pool, log);
    const clientFiles = new ClientFiles({ home, settings, log });
    const tools = { directory: engines, clientFiles, shared, settings, prompter, log };
    const run: Run = {
      pool,
      tools,
      attach: async (host, container) =>
        (await attach({ host, container }, tools, silent, never)).alias,
    };
    this.#runs.push(run);
    return run;
  }

  /** Control sockets of masters of ours; dead ones too. */
  async sockets(): Promise<readonly string[]> {
    const names = await readdir(this.laptop.home).catch(() => []);
    const folders = names.filter((name) => /^m(-|$)/.test(name));
    const found = await Promise.all(
      folders.map(async (folder) => {
        const directory = path.join(this.laptop.home, folder);
        const entries = await readdir(directory, { withFileTypes: true });
        return entries
          .filter((one) => one.isSocket())
          .map(({ name }) => path.join(directory, name));
      }),
    );
    return found.flat();
  }

  /** Process ids of the ssh programs that were called with these words, and of masters by their socket. */
  static async programs(words: string): Promise<readonly number[]> {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const lines = await Promise.all(
      pids.map(async (pid) => ({
        pid: Number(pid),
        line: await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
      })),
    );
    return lines
      .filter(({ line }) => /^(?:\S*\/)?ssh(?:\0|:)/.test(line) && line.includes(words))
      .map(({ pid }) => pid);
  }

  /** As after some minutes in which nobody used them. */
  async endMasters(): Promise<void> {
    for (const socket of await this.sockets()) {
      // One may have ended with the one that it went through.
      await execute('ssh', ['-F', 'none', '-S', socket, '-O', 'exit', 'x']).catch(() => undefined);
    }
  }

  async remove(): Promise<void> {
    await Promise.all(this.#runs.map(({ pool }) => pool.dispose()));
    await this.endMasters();
    await this.laptop.remove();
  }
}
