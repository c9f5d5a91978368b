import { execFile } from 'node:child_process';

/** The parts of OpenSSH's version that decide; 0.0 when ssh does not say. */
export interface SshVersion {
  readonly major: number;
  readonly minor: number;
}

/** What `ssh -V` says, which is on standard error (ssh(1)). */
export function sshVersion(program: string): Promise<SshVersion> {
  return new Promise((resolve) => {
    execFile(program, ['-V'], { timeout: 10_000, windowsHide: true }, (_, out, err) => {
      resolve(parseSshVersion(`${err}\n${out}`));
    });
  });
}

/** `OpenSSH_9.2p1 Debian-2`, `OpenSSH_for_Windows_9.5p1`. */
export function parseSshVersion(text: string): SshVersion {
  const [, major, minor] = /^OpenSSH_(?:for_Windows_)?(\d{1,4})\.(\d{1,4})/m.exec(text) ?? [];
  return { major: Number(major ?? 0), minor: Number(minor ?? 0) };
}

export function isAtLeast(version: SshVersion, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}
