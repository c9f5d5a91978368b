import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { attach, type AttachRequest } from '../../../../src/core/attach/attach.ts';
import { EngineDirectory } from '../../../../src/core/attach/engineDirectory.ts';
import { ClientFiles } from '../../../../src/core/clientFiles/clientFiles.ts';
import type { ContainerDetails } from '../../../../src/core/engine/container.ts';
import type { Connection } from '../../../../src/core/ssh/connection.ts';
import { findSshProgram } from '../../../../src/core/ssh/sshProgram.ts';
import { nobody } from '../../../nobody.ts';
import { recordingLog } from '../../../recordingLog.ts';
import { temporaryHome, uncancelled } from '../clientFiles/fixture.ts';
import { hostKey } from '../clientFiles/values.ts';
import { probeAnswer } from '../container/probeAnswer.ts';
import { partialEngine } from '../engine/partialEngine.ts';
import { container, details, engineInfo } from './fixtures.ts';

const look = ['probe', 'configure'];

/** A laptop and a container that was prepared long ago, and what each attach takes of both. */
class Scene {
  readonly home;
  /** What the container is asked to do. */
  readonly ran: string[] = [];
  /** The container, as the engine describes it. */
  about: ContainerDetails = details();
  configured = { hostKey, changed: 'no' };
  beforeLook = (): Promise<unknown> => Promise.resolve();
  readonly #tools;
  readonly #proofs: string;

  private constructor(home: Awaited<ReturnType<typeof temporaryHome>>, program: string) {
    const log = recordingLog();
    const settings = { program, configFile: home.userConfigFile };
    const directory = new EngineDirectory({ to: () => Promise.resolve(connection) }, log);
    directory.reach = () => Promise.resolve({ connection, engines: [this.#engine()] });
    const clientFiles = new ClientFiles({ home, settings, log });
    this.home = home;
    this.#tools = { directory, clientFiles, settings, prompter: nobody, log };
    this.#proofs = `${program}.log`;
  }

  static async make(): Promise<Scene> {
    const home = await temporaryHome();
    await mkdir(home.sshDirectory, { mode: 0o700 });
    const program = path.join(home.sshDirectory, 'fake-ssh');
    await writeFile(home.userConfigFile, '', { mode: 0o600 });
    await writeFile(`${program}.log`, '');
    // Reads configs as ssh does; of a session, it is the container's shell.
    const script = [
      '#!/bin/sh',
      `for word; do [ "$word" = -G ] && exec '${await findSshProgram()}' "$@"; done`,
      `echo proof >>'${program}.log'`,
      `[ -e '${program}.refused' ] && { echo 'Permission denied (publickey).' >&2; exit 255; }`,
      `[ -e '${program}.asks' ] && { "$SSH_ASKPASS" Password:; exit 255; }`,
      'for word; do :; done',
      'eval "$word"',
    ];
    await writeFile(program, script.map((line) => `${line}\n`).join(''));
    await chmod(program, 0o700);
    return new Scene(home, program);
  }

  async proofs(): Promise<number> {
    return (await readFile(this.#proofs, 'utf8')).split('\n').length - 1;
  }

  /** Resolves when so many proofs have begun. */
  async hasProven(times: number): Promise<void> {
    const check = async (): Promise<void> => {
      expect(await this.proofs()).toBe(times);
    };
    await vi.waitFor(check, { timeout: 20_000 });
  }

  /** From now on the hop refuses every login, or asks for something at each. */
  async makeHop(unwilling: 'refused' | 'asks'): Promise<void> {
    await writeFile(this.#proofs.replace(/log$/, unwilling), '');
  }

  /** @returns what it took: programs in the container, and sessions of ssh. */
  async attach(request: Partial<AttachRequest> = {}) {
    this.ran.length = 0;
    const before = await this.proofs();
    const wanted = { host: 'gpu1', container: 'trainer', ...request };
    const progress = { step: () => undefined, output: () => undefined };
    const { steps, ...attachment } = await attach(wanted, this.#tools, progress, uncancelled);
    const taken = { ran: [...this.ran], proofs: (await this.proofs()) - before };
    return { attachment, taken, steps };
  }

  /** As it is after a minute. */
  async forgetProofs(): Promise<void> {
    const text = await readFile(this.home.stateFile, 'utf8');
    await writeFile(
      this.home.stateFile,
      text.replace(/"at": "[^"]*"/, '"at": "2026-01-01T00:00:00Z"'),
    );
  }

  #engine() {
    return partialEngine({
      info: engineInfo(),
      listContainers: () => Promise.resolve([container()]),
      inspectContainer: () => Promise.resolve(this.about),
      exec: async (_, { command }) => {
        const name = (command[3] ?? '').replace('dockhop-', '');
        this.ran.push(name);
        if (name === 'probe') await this.beforeLook();
        const root = { name: ['root'], uid: ['0'], locked: ['no'] };
        const answer = `hostKey=${this.configured.hostKey}\nchanged=${this.configured.changed}\nend=yes\n`;
        return { exitCode: 0, stdout: name === 'probe' ? probeAnswer(root) : answer, stderr: '' };
      },
    });
  }
}

const notPartOfThisTest = (): never => {
  throw new Error('not part of this test');
};
const connection: Connection = {
  path: { host: 'gpu1', hops: [] },
  transport: { client: 'builtin', reason: 'a test' },
  closed: uncancelled,
  sharedHops: [],
  run: notPartOfThisTest,
  openSocket: notPartOfThisTest,
  openProgram: () => Promise.reject(new Error('a program of the open connection')),
};

describe('an attach', () => {
  it('looks into the container and proves the entry', async () => {
    const scene = await Scene.make();
    const { taken } = await scene.attach();
    expect(taken).toEqual({ ran: look, proofs: 1 });
  });

  it('takes nothing of either where the proof still holds, and comes to the same', async () => {
    const scene = await Scene.make();
    const first = await scene.attach();
    const second = await scene.attach();
    expect(second.taken).toEqual({ ran: [], proofs: 0 });
    expect(second.attachment).toEqual(first.attachment);
  });

  it.each<[string, Partial<AttachRequest>]>([
    ['a folder', { folder: '/other' }],
    ['the look', { anew: true }],
  ])('looks again where %s is asked for', async (_, request) => {
    const scene = await Scene.make();
    await scene.attach();
    expect((await scene.attach(request)).taken).toEqual({ ran: look, proofs: 0 });
  });

  it.each<[string, (scene: Scene) => unknown]>([
    [
      'was started again',
      (scene) => (scene.about = details({ startedAt: '2026-06-01T00:00:00Z' })),
    ],
    ['is another one', (scene) => (scene.about = details({ id: 'c'.repeat(64) }))],
  ])('looks and proves again where the container %s', async (_, change) => {
    const scene = await Scene.make();
    await scene.attach();
    change(scene);
    expect((await scene.attach()).taken).toEqual({ ran: look, proofs: 1 });
  });

  it('looks again where somebody has changed the entry, and writes it as it was proven', async () => {
    const scene = await Scene.make();
    await scene.attach();
    const text = await readFile(scene.home.entriesFile, 'utf8');
    await writeFile(scene.home.entriesFile, text.replace('Port 22', 'Port 23'));
    expect((await scene.attach()).taken).toEqual({ ran: look, proofs: 0 });
    expect(await readFile(scene.home.entriesFile, 'utf8')).toBe(text);
  });

  it('writes the line again that the person has taken out of their config', async () => {
    const scene = await Scene.make();
    await scene.attach();
    await writeFile(scene.home.userConfigFile, '');
    await scene.attach();
    expect(await readFile(scene.home.userConfigFile, 'utf8')).toContain('Include');
  });
});

describe('a proof that is too old', () => {
  it('is made again while the container is looked into', async () => {
    const scene = await Scene.make();
    await scene.attach();
    await scene.forgetProofs();
    // The look waits for the proof to have begun: one after the other would wait for ever.
    scene.beforeLook = () => scene.hasProven(2);
    expect((await scene.attach()).taken).toEqual({ ran: look, proofs: 1 });
    expect((await scene.attach()).taken).toEqual({ ran: [], proofs: 0 });
  });

  it('is made once more where something had to be changed meanwhile', async () => {
    const scene = await Scene.make();
    await scene.attach();
    await scene.forgetProofs();
    scene.configured = { hostKey: hostKey.replace('xx', 'yy'), changed: 'yes' };
    scene.beforeLook = () => scene.hasProven(2);
    expect((await scene.attach()).taken).toEqual({ ran: look, proofs: 2 });
  });

  it('is not made once more where a login was refused', async () => {
    const scene = await Scene.make();
    await scene.attach();
    await scene.forgetProofs();
    await scene.makeHop('refused');
    await expect(scene.attach()).rejects.toMatchObject({ code: 'ROUTE_REFUSED' });
    expect(await scene.proofs()).toBe(2);
  });

  it('goes over the connection that is open, where ssh would have to ask', async () => {
    const scene = await Scene.make();
    await scene.attach();
    await scene.forgetProofs();
    await scene.makeHop('asks');
    await expect(scene.attach()).rejects.toThrow('a program of the open connection');
    expect(await scene.proofs()).toBe(2);
  });
});
