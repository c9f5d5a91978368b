import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { attach, type Attachment } from '../../src/core/attach/attach.ts';
import type { AttachTools } from '../../src/core/attach/attachTools.ts';
import { EngineDirectory } from '../../src/core/attach/engineDirectory.ts';
import { forget, type Forgotten } from '../../src/core/attach/forget.ts';
import type { Route } from '../../src/core/attach/route.ts';
import { ClientFiles } from '../../src/core/clientFiles/clientFiles.ts';
import { dockhopHome } from '../../src/core/clientFiles/dockhopHome.ts';
import { PortableServers } from '../../src/core/container/portable/portableServers.ts';
import { ConnectionPool } from '../../src/core/ssh/connectionPool.ts';
import { Laptop } from '../integration/laptop.ts';
import { reachSshConfig } from '../lab/doors.ts';
import { nobody } from '../nobody.ts';

/** What `npm run package` puts into the extension. */
const packed = path.join(import.meta.dirname, '../../dist/portable');
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet };
const progress = { step: quiet, output: quiet };
const yes = () => Promise.resolve('yes' as const);
const prompter = { ...nobody, allowInstall: yes, allowPortable: yes, allowRepair: yes };

/** Core on a laptop whose person agrees to everything. */
export class LabLaptop {
  readonly laptop: Laptop;
  readonly #tools: AttachTools;
  readonly #pool: ConnectionPool;

  private constructor(laptop: Laptop, tools: AttachTools, pool: ConnectionPool) {
    this.laptop = laptop;
    this.#tools = tools;
    this.#pool = pool;
  }

  static async create(): Promise<LabLaptop> {
    const laptop = await Laptop.create();
    await copyFile(reachSshConfig, laptop.config);
    const settings = { configFile: laptop.config };
    const pool = new ConnectionPool({ settings, prompter, log });
    const home = dockhopHome({ env: { DOCKHOP_HOME: laptop.home } });
    const clientFiles = new ClientFiles({ home, settings, log });
    const directory = new EngineDirectory(pool, log);
    const portable = { servers: new PortableServers(packed), isPreferred: () => false };
    const tools = { directory, clientFiles, settings, prompter, log, portable };
    return new LabLaptop(laptop, tools, pool);
  }

  attach(host: string, container: string, route: Route): Promise<Attachment> {
    const signal = AbortSignal.timeout(180_000);
    return attach({ host, container, route }, this.#tools, progress, signal);
  }

  forget(host: string, container: string): Promise<Forgotten> {
    const signal = AbortSignal.timeout(60_000);
    return forget({ host, container, undo: true }, this.#tools, signal);
  }

  async remove(): Promise<void> {
    await this.#pool.dispose();
    await this.laptop.remove();
  }
}
