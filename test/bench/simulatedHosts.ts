import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Helper } from './helper.ts';
import type { EngineQuestions } from './simulatedEngines/main.ts';
import { accountOf, SshServer } from './sshServer.ts';

const firstUid = 2000;

interface Parts {
  readonly names: readonly string[];
  readonly scratch: string;
  readonly engines: Helper<EngineQuestions>;
  readonly server: SshServer;
}

/**
 * Hosts to ssh that are accounts of one real sshd, each with a simulated rootless Docker of its own,
 * all behind the same door.
 */
export class SimulatedHosts implements AsyncDisposable {
  readonly names: readonly string[];
  readonly engines: Helper<EngineQuestions>;
  readonly server: SshServer;

  readonly #scratch: string;

  private constructor({ names, scratch, engines, server }: Parts) {
    this.names = names;
    this.#scratch = scratch;
    this.engines = engines;
    this.server = server;
  }

  /** So many hosts, each with so many containers. */
  static async start(
    count: { readonly hosts: number; readonly containers: number },
    scratch: string,
    signal: AbortSignal,
  ): Promise<SimulatedHosts> {
    const uids = Array.from({ length: count.hosts }, (_, index) => firstUid + index);
    const folder = path.join(scratch, 'run');
    await mkdir(folder);
    const source = 'test/bench/simulatedEngines/main.ts';
    const engines = await Helper.start<EngineQuestions>({ source, scratch, signal });
    try {
      await engines.ask('listen', { folder, uids, containers: count.containers });
      const server = await SshServer.start(uids, folder, scratch, signal);
      return new SimulatedHosts({ names: uids.map(accountOf), scratch, engines, server });
    } catch (error) {
      await engines[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** A config for `ssh -F`, by a port of this machine that leads to the server. */
  async configAt(port = this.server.port): Promise<string> {
    const config = path.join(this.#scratch, `sshConfig${port}`);
    await writeFile(config, configOf(this, port), { mode: 0o600 });
    return config;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.engines[Symbol.asyncDispose]();
  }
}

function configOf({ names, server }: SimulatedHosts, port: number): string {
  const hosts = names.map((name) => `Host ${name}\n  User ${name}\n`);
  const all = `Host *
  HostName 127.0.0.1
  Port ${port}
  HostKeyAlias bench
  IdentityFile ${server.clientKey}
  IdentitiesOnly yes
  UserKnownHostsFile ${server.knownHosts}
`;
  return [...hosts, all].join('\n');
}
