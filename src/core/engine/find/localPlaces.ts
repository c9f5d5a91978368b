import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Named pipes of Docker Desktop and of podman's machine, the usual one of each first. */
const knownPipes = ['docker_engine', 'dockerDesktopLinuxEngine', 'podman-machine-default'];
const pipeDirectory = '//./pipe/';

/** The named pipes of engines that this Windows machine has, as `//./pipe/<name>`. */
export async function enginePipes(): Promise<string[]> {
  // Opening one to see whether it is there would take a place in it.
  const names = new Set(await readdir(pipeDirectory));
  return knownPipes.filter((name) => names.has(name)).map((name) => `${pipeDirectory}${name}`);
}

/**
 * The absolute path of a program on this machine's PATH or in a usual place. Only absolute
 * directories count.
 */
export async function programOnPath(
  name: string,
  env: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  const windows = platform === 'win32';
  const paths = windows ? path.win32 : path.posix;
  // Windows spells it Path, and an environment that was copied has lost its disregard of case.
  const onPath = (env['PATH'] ?? env['Path'] ?? '').split(paths.delimiter);
  // An editor that was not started from a terminal has a short PATH on macOS.
  const usual = windows ? [] : ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];
  const directories = [...onPath, ...usual].filter((one) => paths.isAbsolute(one));
  for (const directory of directories) {
    const file = paths.join(directory, windows ? `${name}.exe` : name);
    if (await isProgram(file)) return file;
  }
  return undefined;
}

/** Whether this machine may have an engine: a socket or a command of one is there. */
export async function mayHaveEngine(env: Environment = process.env): Promise<boolean> {
  const programs = await Promise.all(['docker', 'podman'].map((name) => programOnPath(name, env)));
  if (programs.some((program) => program !== undefined)) return true;
  if (process.platform === 'win32') return (await enginePipes()).length > 0;
  const runtime = env['XDG_RUNTIME_DIR'];
  const sockets = [
    '/var/run/docker.sock',
    '/run/podman/podman.sock',
    path.join(homedir(), '.docker/run/docker.sock'),
    ...(runtime === undefined ? [] : [`${runtime}/docker.sock`, `${runtime}/podman/podman.sock`]),
  ];
  return (await Promise.all(sockets.map(isSocket))).includes(true);
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    // Not there or not ours to run: the next directory may have it.
    return false;
  }
}

async function isSocket(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isSocket();
  } catch {
    // Not there, or in a directory that is closed to us: then it is not for us either.
    return false;
  }
}
