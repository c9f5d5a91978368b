import { attach } from '../../src/core/attach/attach.ts';
import type { AttachTools } from '../../src/core/attach/attachTools.ts';
import { EngineDirectory } from '../../src/core/attach/engineDirectory.ts';
import { ClientFiles } from '../../src/core/clientFiles/clientFiles.ts';
import { dockhopHome } from '../../src/core/clientFiles/dockhopHome.ts';
import type { Progress } from '../../src/core/ports/progress.ts';
import { ConnectionPool } from '../../src/core/ssh/connectionPool.ts';
import { up } from '../lab/lab.ts';
import { nobody } from '../nobody.ts';
import { Laptop } from './laptop.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const prompter = {
  ...nobody,
  allowInstall: () => Promise.resolve('yes' as const),
  allowPortable: () => Promise.resolve('yes' as const),
};
const silent: Progress = { step: () => undefined, output: () => undefined };

/** Core on a laptop of a test's own, put together as a face does, over the lab. */
export class RoadUnderTest {
  readonly laptop: Laptop;
  readonly tools: AttachTools;
  readonly #pool: ConnectionPool;

  private constructor(laptop: Laptop, tools: AttachTools, pool: ConnectionPool) {
    this.laptop = laptop;
    this.tools = tools;
    this.#pool = pool;
  }

  /** Brings the lab up first. */
  static async create(): Promise<RoadUnderTest> {
    await up();
    const laptop = await Laptop.create();
    const settings = { configFile: laptop.config };
    const pool = new ConnectionPool({ settings, prompter, log });
    const home = dockhopHome({ env: { DOCKHOP_HOME: laptop.home } });
    const clientFiles = new ClientFiles({ home, settings, log });
    const directory = new EngineDirectory(pool, log);
    return new RoadUnderTest(laptop, { directory, clientFiles, settings, prompter, log }, pool);
  }

  /** Attaches; the alias. */
  async attach(host: string, container: string, progress: Progress = silent): Promise<string> {
    const never = new AbortController().signal;
    return (await attach({ host, container }, this.tools, progress, never)).alias;
  }

  async remove(): Promise<void> {
    await this.#pool.dispose();
    await this.laptop.remove();
  }
}
