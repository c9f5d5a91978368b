/**
 * The lab as tests see it: where its SSH config is, what it is made of, and ways to break it.
 *
 * Faults act on the lab's machines and engines by the `docker` command line with argument arrays, found by
 * the lab's label. Every wait is for a condition, with a bound; a bound that passes is an error that says
 * what was waited for.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const source = import.meta.dirname;

/** Where the lab keeps its state; `DOCKHOP_LAB_DIR` moves it, as it does for `test/lab/up`. */
export const labDirectory = path.resolve(
  process.env['DOCKHOP_LAB_DIR'] ?? path.join(source, '..', '..', '.lab'),
);

/** For `ssh -F`: a config as a person might have written it, with every host below. */
export const labSshConfig = path.join(labDirectory, 'ssh', 'config');

/** Host names of the SSH config. */
export const hosts = {
  jump: 'jump',
  /** Forwards nothing, but has `nc`. */
  jumpStrict: 'jump-strict',
  /** alice, who is in the docker group. */
  gpu1: 'gpu1',
  /** bob, with a rootless Docker Engine of his own. */
  gpu1Bob: 'gpu1-bob',
  /** carol, who reaches the rootful engine only with sudo. */
  gpu1Carol: 'gpu1-carol',
  /** dave, whom every engine refuses. */
  gpu1Dave: 'gpu1-dave',
  /** alice, in the recipe's form: a ProxyCommand with `nc` through jump-strict. */
  gpu1Nc: 'gpu1-nc',
  gpu1NcBob: 'gpu1-nc-bob',
  /** alice, with RemoteCommand, LocalForward, ForwardAgent, ControlMaster and RequestTTY. */
  gpu1Busy: 'gpu1-busy',
  /** root, with rootful podman. */
  gpu2: 'gpu2',
  /** peggy, with rootless podman. */
  gpu2Peggy: 'gpu2-peggy',
  /** mallory, with something that answers like a rootful engine, with hostile values. */
  fake: 'fake',
  /** trudy, with something that answers like a rootless engine, but not as the API has it. */
  fakeMalformed: 'fake-malformed',
} as const;

/** A machine with a port of its own on 127.0.0.1. What is special about `doors` is in doors.ts. */
export type JumpHost = 'jump' | 'jump-strict' | 'doors';
/** A machine behind the jump hosts. */
export type InnerMachine = 'gpu1' | 'gpu2' | 'fake' | 'gpu3' | 'gpu4';
export type Machine = JumpHost | InnerMachine;

/** A real engine of the lab, named after its owner where that is one person. */
export type EngineName = 'docker' | 'bob' | 'podman' | 'peggy';

export interface LabEngine {
  readonly machine: InnerMachine;
  /** Host of the SSH config whose user owns the engine. */
  readonly host: string;
  readonly kind: 'docker' | 'podman';
  readonly rootless: boolean;
  readonly socket: string;
  /** `ws-published` listens on the first of these + 1, and so on: see workspaces/define.sh. */
  readonly firstPort: number;
}

export const engines: Readonly<Record<EngineName, LabEngine>> = {
  docker: {
    machine: 'gpu1',
    host: hosts.gpu1,
    kind: 'docker',
    rootless: false,
    socket: '/var/run/docker.sock',
    firstPort: 2200,
  },
  bob: {
    machine: 'gpu1',
    host: hosts.gpu1Bob,
    kind: 'docker',
    rootless: true,
    socket: '/run/user/1002/docker.sock',
    firstPort: 2300,
  },
  podman: {
    machine: 'gpu2',
    host: hosts.gpu2,
    kind: 'podman',
    rootless: false,
    socket: '/run/podman/podman.sock',
    firstPort: 2200,
  },
  peggy: {
    machine: 'gpu2',
    host: hosts.gpu2Peggy,
    kind: 'podman',
    rootless: true,
    socket: '/run/user/1005/podman/podman.sock',
    firstPort: 2300,
  },
};

/** Containers that every engine has. */
const everywhere = [
  'ws-published',
  'ws-noport',
  'ws-idle',
  'ws-nossh',
  'ws-user',
  'ws-nonet',
  'ws-stopped',
  'ws-env',
  'ws-hostile',
  'trainer-api-1',
  'trainer-db-1',
] as const;

/** Containers that only the Docker Engines have. */
const dockerOnly = ['ws-loopback', 'ws-readonly', 'ws-hostnet', 'ws-tmpfsrun', 'ws-liar'] as const;

/** A container inside an engine; test/lab/README.md says what each is for. */
export type Workspace = (typeof everywhere)[number] | (typeof dockerOnly)[number];

export function workspacesOf(engine: EngineName): readonly Workspace[] {
  return engines[engine].kind === 'docker' ? [...everywhere, ...dockerOnly] : everywhere;
}

/**
 * Brings the lab up, or back to what it should be; quick when it is up. Bound: 10 minutes, for a first time.
 * Does nothing where DOCKHOP_LAB_IS_UP says that another runner sees to that.
 */
export async function up(): Promise<void> {
  if (process.env['DOCKHOP_LAB_IS_UP'] !== undefined) return;
  await run(path.join(source, 'up'), [], 600);
}

/**
 * Runs the engine's own command line inside its machine, as the engine's owner.
 * @returns its standard output. @throws with its standard error when it fails or takes more than 120 s.
 */
export async function docker(engine: EngineName, ...args: readonly string[]): Promise<string> {
  return onMachine(engines[engine].machine, '/lab/cli', engine, ...args);
}

/** Runs a program inside a machine, as root, bypassing SSH. @returns its standard output. */
export async function onMachine(machine: Machine, ...command: readonly string[]): Promise<string> {
  return run('docker', ['exec', await machineId(machine), ...command]);
}

/** Removes the container and runs the same one anew: another id, another host key, the image's files. */
export async function recreate(engine: EngineName, workspace: Workspace): Promise<void> {
  await onMachine(
    engines[engine].machine,
    '/lab/workspaces/workspaces',
    'recreate',
    engine,
    workspace,
  );
}

/** As if somebody pulled the plug: connections are not closed by this machine, it is just gone. */
export async function killMachine(machine: Machine): Promise<void> {
  await run('docker', ['kill', await machineId(machine)]);
}

/**
 * Boots a machine that was killed, and waits until its SSH server greets, its engines answer and its
 * workspaces are as they should be. Host keys stay the same.
 */
export async function startMachine(machine: Machine): Promise<void> {
  await run('docker', ['start', await machineId(machine)]);
  await sshServerGreets(machine);
  for (const engine of enginesOn(machine)) {
    await engineAnswers(engine);
    // Docker starts its containers itself; podman leaves that to an init system, which a machine here has not.
    await onMachine(engines[engine].machine, '/lab/workspaces/workspaces', 'up', engine);
  }
}

export async function killJump(jump: JumpHost = 'jump'): Promise<void> {
  await killMachine(jump);
}

export async function startJump(jump: JumpHost = 'jump'): Promise<void> {
  await startMachine(jump);
}

/** Freezes every process of a machine: connections stay open and say nothing more. */
export async function pauseMachine(machine: Machine): Promise<void> {
  await run('docker', ['pause', await machineId(machine)]);
}

export async function unpauseMachine(machine: Machine): Promise<void> {
  await run('docker', ['unpause', await machineId(machine)]);
  await sshServerGreets(machine);
}

/** Unplugs a machine from the inner network: packets to it vanish, while it goes on running. */
export async function cutNetwork(machine: InnerMachine): Promise<void> {
  await run('docker', ['network', 'disconnect', await innerNetwork(), await machineId(machine)]);
}

/** Plugs it in again, under the same address. */
export async function restoreNetwork(machine: InnerMachine): Promise<void> {
  const id = await machineId(machine);
  const name = `${machine}.inner`;
  const address = await addressOf(machine);
  await run('docker', [
    ...['network', 'connect', '--ip', address, '--alias', name],
    ...[await innerNetwork(), id],
  ]);
  await onMachine(machine, '/lab/network', machine);
  await until(`${machine} to be reachable from the jump host`, async () => {
    await onMachine('jump', 'nc', '-z', '-w', '1', address, '22');
  });
}

/**
 * Restarts an engine as a person with an init system would. Containers of a Docker Engine end with it and
 * come back with it (the same containers, with a new start time); those of podman do not notice.
 * Resolves when the engine answers and its workspaces are as they should be.
 */
export async function restartEngine(engine: EngineName): Promise<void> {
  const { machine } = engines[engine];
  await onMachine(machine, '/lab/engine', 'restart', engine);
  await engineAnswers(engine);
  await until(`the workspaces of ${engine} to come back`, async () => {
    await onMachine(machine, '/lab/workspaces/workspaces', 'status', engine);
  });
}

/** Stops an engine without starting it again: its socket is left behind or gone, nothing answers. */
export async function stopEngine(engine: EngineName): Promise<void> {
  await onMachine(engines[engine].machine, '/lab/engine', 'stop', engine);
}

/** Starts an engine that was stopped; see {@link restartEngine} for when it resolves. */
export async function startEngine(engine: EngineName): Promise<void> {
  // With nothing to stop, a restart is a start.
  await restartEngine(engine);
}

function enginesOn(machine: Machine): EngineName[] {
  const names: EngineName[] = ['docker', 'bob', 'podman', 'peggy'];
  return names.filter((name) => engines[name].machine === machine);
}

async function engineAnswers(engine: EngineName): Promise<void> {
  await until(`the engine ${engine} to answer`, async () => {
    await onMachine(engines[engine].machine, '/lab/engine', 'answers', engine);
  });
}

async function sshServerGreets(machine: Machine): Promise<void> {
  await until(`the SSH server of ${machine} to greet`, async () => {
    if (machine === 'jump' || machine === 'jump-strict' || machine === 'doors')
      await greeting(await publishedPort(machine));
    else await onMachine(machine, '/lab/ssh-greets');
  });
}

/** Waits for the banner, as the engine accepts on a published port before the SSH server listens. */
async function greeting(port: number): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port, timeout: 2_000 });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('data', (data) => {
        if (data.toString('latin1').startsWith('SSH-')) resolve();
        else reject(new Error('the first bytes are not those of SSH'));
      });
      socket.once('error', reject);
      socket.once('close', () => {
        reject(new Error('closed without a greeting'));
      });
      socket.once('timeout', () => {
        reject(new Error('no greeting within 2 s'));
      });
    });
  } finally {
    socket.destroy();
  }
}

export async function machineId(machine: Machine): Promise<string> {
  const filter = `label=dockhop.lab=${machine}`;
  const id = (await run('docker', ['ps', '-aq', '--no-trunc', '--filter', filter])).trim();
  if (!/^[0-9a-f]{64}$/.test(id)) throw new Error(`no machine ${machine}; run test/lab/up`);
  return id;
}

async function innerNetwork(): Promise<string> {
  const filters = ['--filter', 'label=dockhop.lab=network', '--filter', 'name=inner'];
  return (await run('docker', ['network', 'ls', '-q', ...filters])).trim();
}

/** The address of a machine on the inner network, which the client has no way to reach. */
export async function addressOf(machine: InnerMachine): Promise<string> {
  const lastByte = { gpu1: 11, gpu2: 12, fake: 13, gpu3: 14, gpu4: 15 }[machine];
  return `${await setting('LAB_RANGE')}.1.${lastByte}`;
}

/** The port of 127.0.0.1 that leads to the SSH server on its port 22. */
export async function publishedPort(jump: JumpHost): Promise<number> {
  const names = {
    jump: 'LAB_JUMP_PORT',
    'jump-strict': 'LAB_STRICT_PORT',
    doors: 'LAB_DOORS_PORT',
  } as const;
  return Number(await setting(names[jump]));
}

async function setting(name: string): Promise<string> {
  const text = await readFile(path.join(labDirectory, 'lab.env'), 'utf8');
  const value = new RegExp(`^${name}=(.+)$`, 'm').exec(text)?.[1];
  if (value === undefined) throw new Error(`${name} is missing in lab.env; run test/lab/up`);
  return value;
}

/** Tries until an attempt succeeds. @throws after the bound, with what the last attempt said as its cause. */
async function until(what: string, attempt: () => Promise<void>, seconds = 120): Promise<void> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Error(`waited ${seconds} s for ${what}`, { cause: error });
      }
      await delay(100);
    }
  }
}

const execute = promisify(execFile);

async function run(program: string, args: readonly string[], seconds = 120): Promise<string> {
  const options = { timeout: seconds * 1_000, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await execute(program, [...args], options);
  return stdout;
}
