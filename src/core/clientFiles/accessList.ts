import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { systemCode } from '../ssh/systemReason.ts';
import { unreadable } from './fileError.ts';

/** The program that shows access lists on a system, and how to tell one in what it prints. */
interface Viewer {
  readonly programs: readonly string[];
  readonly words: (file: string) => readonly string[];
  readonly shows: (output: string) => boolean;
}

/** `-rw-r--r--+`: POSIX.1 ls(1) marks a file that has more than its mode. */
const ls: Viewer = {
  programs: ['/bin/ls', '/usr/bin/ls', '/run/current-system/sw/bin/ls'],
  words: (file) => ['-ld', '--', file],
  shows: (output) => /^\S{10}\+/.test(output),
};

/** There `+` gives way to `@` where a file also has extended attributes; `-e` lists the entries. */
const macLs: Viewer = {
  programs: ['/bin/ls'],
  words: (file) => ['-lde', '--', file],
  shows: (output) => /^ \d+: /m.test(output),
};

/** Every file has a list there; `(I)` marks what a new file in the same folder gets as well. */
const icacls: Viewer = {
  programs: [path.win32.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'icacls.exe')],
  words: (file) => [file],
  shows: (output) => /:\((?!I\))[A-Z,]+\)/.test(output),
};

/**
 * Whether access to a file is ruled by a list of its own, which a rename would put another in the
 * place of, and which Node cannot read. Where the system has no program that shows it: no.
 * @throws FILE_UNREADABLE
 */
export async function hasAccessList(
  file: string,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  const { programs, words, shows } = viewerOf(platform);
  for (const program of programs) {
    try {
      const env = { ...process.env, LC_ALL: 'C' };
      const options = { env, timeout: deadlineMs, windowsHide: true };
      return shows((await promisify(execFile)(program, [...words(file)], options)).stdout);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw unreadable(file, error);
    }
  }
  return false;
}

/** What such a program prints about a file with a list, as far as its system says so. */
export function showsAccessList(output: string, platform: NodeJS.Platform): boolean {
  return viewerOf(platform).shows(output);
}

function viewerOf(platform: NodeJS.Platform): Viewer {
  if (platform === 'win32') return icacls;
  return platform === 'darwin' ? macLs : ls;
}

const deadlineMs = 10_000;
