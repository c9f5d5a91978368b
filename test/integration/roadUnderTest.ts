import { attach, type Attachment } from '../../src/core/attach/attach.ts';
import type { AttachTools } from '../../src/core/attach/attachTools.ts';
import { EngineDirectory } from '../../src/core/attach/engineDirectory.ts';
import { forget, type Forgotten } from '../../src/core/attach/forget.ts';
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
/** Looked at once a file: its tests leave the lab as it should be. */
let labIsUp: Promise<void> | undefined;

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
    labIsUp ??= up();
    await labIsUp;
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
    return (await this.attachment(host, container, progress)).alias;
  }

  attachment(host: string, container: string, progress: Progress = silent): Promise<Attachment> {
    const never = new AbortController().signal;
    return attach({ host, container }, this.tools, progress, never);
  }

  /** Removes the entry, and all that was made in the container. */
  forget(host: string, container: string): Promise<Forgotten> {
    const never = new AbortController().signal;
    return forget({ host, container, undo: true }, this.tools, never);
  }

  async remove(): Promise<void> {
    await this.#pool.dispose();
    await this.laptop.remove();
  }
}
