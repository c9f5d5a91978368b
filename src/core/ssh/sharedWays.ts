import { stat } from 'node:fs/promises';
import nodePath from 'node:path';
import { unlessAborted } from './abortListening.ts';
import { isBindable } from './system/controlSocket.ts';
import type { HopPath } from './config/path.ts';
import { sshProgramOf, type SshSettings } from './sshProgram.ts';
import { isAtLeast, sshVersion, type SshVersion } from './system/sshVersion.ts';
import { wayToHop, type WayToHop } from './builtin/wayToHop.ts';

/** The configuration by which all ssh programs of this laptop find the connections that we share. */
export interface SharedConfig {
  /**
   * Its file, written where it is missing; undefined where no file can say it.
   * @throws DockhopError when the directory is not safe to use.
   */
  file(signal: AbortSignal): Promise<string | undefined>;
  /** False where there is no control socket of ours at all, whose hop ssh would have to be asked about. */
  hasSockets(): Promise<boolean>;
}

/** A way to a hop by whose control socket programs can share one login. */
export interface SharedWay {
  readonly way: WayToHop;
  readonly controlPath: string;
}

interface Options {
  readonly settings: SshSettings;
  readonly shared: SharedConfig;
}

/** Where and whether logins to hops can be shared, as this laptop's ssh and its configuration have it. */
export class SharedWays {
  readonly #options: Options;
  readonly #platform: NodeJS.Platform;
  #version: Promise<SshVersion> | undefined;

  constructor(options: Options, platform: NodeJS.Platform) {
    this.#options = options;
    this.#platform = platform;
  }

  /** False where no login is shared yet: nothing was written, and ssh need not be asked. */
  hasSockets(): Promise<boolean> {
    return this.#options.shared.hasSockets();
  }

  /** The way to the last hop of a path; undefined where its login cannot be shared. */
  async to(path: HopPath, signal: AbortSignal): Promise<SharedWay | undefined> {
    if (this.#platform === 'win32') return undefined;
    const { settings, shared } = this.#options;
    const program = await sshProgramOf(settings);
    // What forwards to Unix sockets and keeps masters (OpenSSH 6.7).
    if (!isAtLeast(await this.#versionOf(program, signal), 6, 7)) return undefined;
    const configFile = await shared.file(signal);
    if (configFile === undefined) return undefined;
    const way = await wayToHop(path, program, configFile, signal);
    const { controlPath } = way;
    if (controlPath === undefined || !isBindable(controlPath)) return undefined;
    // A slash in a name would lead elsewhere.
    const directory = nodePath.dirname(controlPath);
    const isInPlace = nodePath.dirname(directory) === nodePath.dirname(configFile);
    return isInPlace && (await isDirectory(directory)) ? { way, controlPath } : undefined;
  }

  /** True when this ssh tells a server's questions from its own (OpenSSH 8.5). */
  async marksStrangers(program: string, signal: AbortSignal): Promise<boolean> {
    return isAtLeast(await this.#versionOf(program, signal), 8, 6);
  }

  #versionOf(program: string, signal: AbortSignal): Promise<SshVersion> {
    this.#version ??= sshVersion(program);
    return unlessAborted(this.#version, [signal]);
  }
}

async function isDirectory(directory: string): Promise<boolean> {
  return await stat(directory).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
