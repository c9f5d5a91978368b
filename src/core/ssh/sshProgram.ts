import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { failure } from '../errors/dockhopError.ts';

/** Who speaks SSH: whoever can, always ssh2 in this process, always the ssh program. */
export const sshClients = ['auto', 'builtin', 'system'] as const;
export type SshClient = (typeof sshClients)[number];

export interface SshSettings {
  /** `auto` where absent. */
  readonly client?: SshClient;
  /** The ssh program; the one on the PATH where absent. */
  readonly program?: string;
  /** Another configuration than `~/.ssh/config`, as `ssh -F` takes it. */
  readonly configFile?: string;
}

/** The arguments that make ssh read the configuration of these settings. */
export function sshArguments({ configFile }: SshSettings): string[] {
  return configFile === undefined ? [] : ['-F', configFile];
}

/**
 * The ssh program of these settings.
 * @throws SSH_NOT_FOUND
 */
export async function sshProgramOf({ program }: SshSettings): Promise<string> {
  return program ?? (await findSshProgram());
}

/**
 * The absolute path of the system's ssh. Only absolute directories of the PATH count: a folder
 * that happens to be the current one must not bring its own.
 * @throws SSH_NOT_FOUND
 */
export async function findSshProgram(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<string> {
  for (const candidate of candidates(env, platform)) {
    if (await isProgram(candidate)) return candidate;
  }
  throw failure('SSH_NOT_FOUND', {});
}

function candidates(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string[] {
  const windows = platform === 'win32';
  const paths = windows ? path.win32 : path.posix;
  const systemRoot = env['SystemRoot'];
  const system =
    windows && systemRoot ? [paths.join(systemRoot, 'System32', 'OpenSSH', 'ssh.exe')] : [];
  // Windows spells it Path, and an environment that was copied has lost its disregard of case.
  const searchPath = env['PATH'] ?? env['Path'] ?? '';
  const directories = searchPath.split(paths.delimiter).filter((one) => paths.isAbsolute(one));
  return [
    ...system,
    ...directories.map((directory) => paths.join(directory, windows ? 'ssh.exe' : 'ssh')),
  ];
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
