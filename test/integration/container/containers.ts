import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ContainerDetails } from '../../../src/core/engine/container.ts';
import type { Preparation } from '../../../src/core/container/preparation.ts';
import {
  prepareContainer,
  type PrepareRequest,
} from '../../../src/core/container/prepareContainer.ts';
import type { Step } from '../../../src/core/ports/progress.ts';
import type { Answer, InstallQuestion } from '../../../src/core/ports/prompter.ts';
import { nobody } from '../../nobody.ts';
import { docker, DockerCliEngine } from './dockerCliEngine.ts';

const run = promisify(execFile);

type LabImage = 'debian' | 'workspace' | 'workspaceenv' | 'workspaceliar' | 'workspacereadonly';

/** The image of that name that the lab was built from. */
export async function imageId(name: LabImage): Promise<string> {
  const found = await docker('images', '-q', `localhost/dockhop-lab/${name}`);
  const [id] = found.split('\n');
  if (id === undefined || id === '') throw new Error(`no image ${name}; run test/lab/up`);
  return id;
}

export interface Login {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What was said while a container was prepared. */
export interface Heard {
  readonly steps: Step[];
  readonly questions: InstallQuestion[];
  readonly output: string[];
  readonly log: string[];
}

/** Containers of the local engine for one test file, and a laptop with a key that visits them. */
export class Containers {
  readonly engine = new DockerCliEngine();
  readonly #directory: string;
  readonly #started: string[] = [];
  readonly publicKey: string;

  private constructor(directory: string, publicKey: string) {
    this.#directory = directory;
    this.publicKey = publicKey;
  }

  static async create(): Promise<Containers> {
    const directory = await mkdtemp(path.join(tmpdir(), 'dockhop-container-test-'));
    const key = path.join(directory, 'key');
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key]);
    return new Containers(directory, (await readFile(`${key}.pub`, 'utf8')).trim());
  }

  async start(
    image: LabImage,
    options: readonly string[] = [],
    command: readonly string[] = ['sleep', 'infinity'],
  ): Promise<ContainerDetails> {
    return this.startImage(await imageId(image), options, command);
  }

  async startImage(
    image: string,
    options: readonly string[] = [],
    command: readonly string[] = ['sleep', 'infinity'],
  ): Promise<ContainerDetails> {
    const words = ['run', '-d', '--init', '--label', 'dockhop.test=container', ...options];
    const id = await docker(...words, image, ...command);
    this.#started.push(id);
    return this.engine.inspectContainer(id);
  }

  /** Prepares as a person would who answers `answer` to whether packages may be installed. */
  async prepare(
    container: ContainerDetails,
    request: Partial<PrepareRequest> = {},
    answer: Answer = 'no',
    heard: Heard = { steps: [], questions: [], output: [], log: [] },
    signal: AbortSignal = AbortSignal.timeout(100_000),
  ): Promise<Preparation> {
    const note = (line: string) => heard.log.push(line);
    return prepareContainer(
      {
        engine: this.engine,
        container,
        authorizedKey: this.publicKey,
        laptop: 'laptop-1',
        ...request,
      },
      {
        log: { debug: note, info: note, warn: note },
        progress: {
          step: (step) => heard.steps.push(step),
          output: (line) => heard.output.push(line),
        },
        prompter: {
          ...nobody,
          allowInstall: (question) => {
            heard.questions.push(question);
            return Promise.resolve(answer);
          },
          allowRepair: () => Promise.resolve(answer),
        },
      },
      signal,
    );
  }

  /** Logs in by the real ssh over the route exec; the host key must be the one that prepare read. */
  async ssh(preparation: Preparation, ...words: readonly string[]): Promise<Login> {
    return this.#ssh(await this.sshArguments(preparation, ...words));
  }

  /** What ssh is told for that. */
  async sshArguments(
    preparation: Preparation,
    ...words: readonly string[]
  ): Promise<readonly string[]> {
    const { container, enterUid, directory } = preparation;
    const inside = `-e LD_LIBRARY_PATH=/lib -u ${enterUid} ${container}`;
    const enter = `docker exec -i ${inside} /bin/sh ${directory}/enter`;
    return this.#arguments(preparation, ['-o', `ProxyCommand=${enter}`], words);
  }

  /** The same over TCP. */
  async sshTo(port: number, preparation: Preparation, ...words: readonly string[]): Promise<Login> {
    const options = ['-o', 'HostName=127.0.0.1', '-p', String(port)];
    return this.#ssh(await this.#arguments(preparation, options, words));
  }

  /** The same by another command that leads to the container. */
  async sshBy(
    command: string,
    preparation: Preparation,
    ...words: readonly string[]
  ): Promise<Login> {
    const options = ['-o', `ProxyCommand=${command}`];
    return this.#ssh(await this.#arguments(preparation, options, words));
  }

  async #arguments(
    { container, hostKey, user }: Preparation,
    options: readonly string[],
    words: readonly string[],
  ): Promise<readonly string[]> {
    // Tests may run side by side.
    const knownHosts = path.join(this.#directory, `known_hosts-${container}`);
    await writeFile(knownHosts, `box ${hostKey}\n`);
    const settings = {
      HostKeyAlias: 'box',
      UserKnownHostsFile: knownHosts,
      StrictHostKeyChecking: 'yes',
      IdentityFile: path.join(this.#directory, 'key'),
      IdentitiesOnly: 'yes',
      BatchMode: 'yes',
      ConnectTimeout: '20',
    };
    return [
      ...['-F', '/dev/null', ...options],
      ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
      ...['-l', user, 'box', ...words],
    ];
  }

  #ssh(args: readonly string[]): Promise<Login> {
    return new Promise((resolve) => {
      const child = execFile('ssh', [...args], { timeout: 60_000 }, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, stdout, stderr });
      });
      child.stdin?.end();
    });
  }

  /** Runs a program in a container as root. */
  async inside({ id }: ContainerDetails, ...words: readonly string[]): Promise<string> {
    return docker('exec', '-u', '0', id, ...words);
  }

  /** Every file of ours, and those that a preparation could touch, with what `ls` says of them. */
  async snapshot(container: ContainerDetails): Promise<string> {
    const script = `cd /
      for place in etc/dockhop run/dockhop dev/shm/dockhop etc/profile.d; do
        [ -e "$place" ] || continue
        find "$place" -printf '%p %M %U %T@ %l\\n' -type f -exec md5sum {} \\;
      done
      md5sum etc/passwd etc/shadow etc/group
      find etc/ssh usr/sbin var/lib/dpkg/status -printf '%p %M %U %T@\\n' 2>/dev/null | sort | md5sum`;
    return this.inside(container, 'sh', '-c', script);
  }

  async close(): Promise<void> {
    if (this.#started.length > 0) await docker('rm', '-f', '-v', ...this.#started);
    await rm(this.#directory, { recursive: true });
  }
}
