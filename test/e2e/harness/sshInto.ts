import { execFile } from 'node:child_process';

export interface SshAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const patienceMs = 60_000;

/** What the system's own `ssh` says to a command, as in a person's terminal without anything of ours running. */
export function sshInto(sshConfig: string, alias: string, command: string): Promise<SshAnswer> {
  const args = ['-F', sshConfig, '-o', 'BatchMode=yes', '--', alias, command];
  return new Promise((resolve, reject) => {
    execFile('ssh', args, { timeout: patienceMs }, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
      else reject(new Error(`ssh ${alias} did not end by itself`, { cause: error }));
    });
  });
}
