import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { Duplex } from 'node:stream';
import type { ServerPlace } from '../../../../src/core/editorServer/bringServer.ts';
import type { FetchedArchive } from '../../../../src/core/editorServer/serverCache.ts';
import type { EngineInfo } from '../../../../src/core/engine/engine.ts';
import { containerDetails } from '../container/containerDetails.ts';
import { partialEngine } from '../engine/partialEngine.ts';
import { commit } from './editors.ts';

/** In the place of an answer: takes all that is sent, and then does not end while anybody listens. */
export const lingering = 'lingering';

/**
 * A “container” in which our scripts run by this machine's sh, with a home of its own in a new
 * directory, as the user who runs the tests.
 */
export class LocalPlace {
  readonly root = mkdtempSync(path.join(tmpdir(), 'dockhop-home-'));
  readonly home = mkdtempSync(path.join(tmpdir(), 'dockhop-home-'));
  readonly #passwd = path.join(this.root, 'passwd');
  readonly user = { name: 'dev', uid: userInfo().uid };

  constructor() {
    writeFileSync(this.#passwd, `root:x:0:0::/nowhere:/bin/sh\ndev:x:1:1::${this.home}/:/bin/sh\n`);
  }

  /** @param answers what each script prints, instead of running it. */
  place(answers?: string): ServerPlace {
    const info = { id: 'docker', kind: 'docker' } as EngineInfo;
    const start = (command: readonly string[], lingers = false) => {
      const [shell = '', ...words] = command;
      const mine = words.map((word) => word.replaceAll('/etc/passwd', this.#passwd));
      const then = lingers ? 'while sleep 0.05; do printf x; done' : 'printf %s "$0"';
      const faked = answers === undefined ? mine : ['-c', `cat >/dev/null; ${then}`, answers];
      return spawn(shell, faked, { stdio: 'pipe' });
    };
    const engine = partialEngine({
      info,
      exec: async (_, { command }) => {
        const child = start(command);
        child.stdin.end();
        const [stdout, exitCode] = await Promise.all([
          textOf(child.stdout),
          new Promise<number>((resolve) =>
            child.once('close', (code) => {
              resolve(code ?? -1);
            }),
          ),
        ]);
        return { exitCode, stdout, stderr: '' };
      },
      streams: {
        ...({} as ServerPlace['engine']['streams']),
        lost: (error) => Promise.resolve(error),
        openProgram: (_, { command }) => {
          const child = start(command, answers === lingering);
          let stderr = '';
          child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
          const ended = new Promise<number>((resolve) => {
            child.once('close', (code) => {
              resolve(code ?? -1);
            });
          });
          return Promise.resolve({
            stream: Duplex.from({ writable: child.stdin, readable: child.stdout }),
            stderr: () => stderr,
            exitCode: () => ended,
          });
        },
      },
    });
    return { engine, container: containerDetails() };
  }

  /** Every file below the home. */
  files(): readonly string[] {
    const found = execFileSync('find', ['.', '-mindepth', '1'], { cwd: this.home }).toString();
    return found
      .split('\n')
      .filter((line) => line !== '')
      .sort();
  }

  /** The archive of a server: a folder, as editors pack it. */
  server({ version = commit, node = '#!/bin/sh\necho v20\n', padding = 0 } = {}): FetchedArchive {
    const folder = path.join(this.root, 'vscode-server-linux-x64');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(path.join(folder, 'bin'), { recursive: true });
    writeFileSync(path.join(folder, 'product.json'), JSON.stringify({ commit: version }));
    writeFileSync(path.join(folder, 'padding'), randomBytes(padding));
    for (const [name, text] of [
      ['node', node],
      ['bin/code-server', '#!/bin/sh\n'],
    ] as const) {
      writeFileSync(path.join(folder, name), text);
      chmodSync(path.join(folder, name), 0o755);
    }
    return this.pack('vscode-server-linux-x64');
  }

  /** The archive of a launcher: one file. */
  launcher(): FetchedArchive {
    writeFileSync(path.join(this.root, 'code'), '#!/bin/sh\necho code 1.104.0\n');
    chmodSync(path.join(this.root, 'code'), 0o755);
    return this.pack('code');
  }

  pack(name: string): FetchedArchive {
    const file = path.join(this.root, `${name}.tar.gz`);
    execFileSync('tar', ['-czf', file, '-C', this.root, name]);
    return { file, bytes: statSync(file).size };
  }

  remove(): void {
    for (const folder of [this.root, this.home]) rmSync(folder, { recursive: true, force: true });
  }
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
