import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { labSshConfig } from '../lab/lab.ts';

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, however it ends. */
export function run(
  program: string,
  args: readonly string[],
  env = process.env,
): Promise<Finished> {
  return new Promise((resolve) => {
    const options = { env, maxBuffer: 16 * 1024 * 1024, timeout: 110_000 };
    const child = execFile(program, [...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
    child.stdin?.end();
  });
}

/**
 * A laptop of a test's own: a copy of the lab's ssh config, an empty home for Dockhop, and the
 * built terminal face. Nothing of the real ~/.ssh is read or written.
 */
export class Laptop {
  readonly directory: string;
  readonly config: string;
  readonly home: string;

  private constructor(directory: string) {
    this.directory = directory;
    this.config = join(directory, 'config');
    this.home = join(directory, 'dockhop');
  }

  static async create(): Promise<Laptop> {
    const laptop = new Laptop(await mkdtemp(join(tmpdir(), 'dockhop-laptop-')));
    await copyFile(labSshConfig, laptop.config);
    return laptop;
  }

  dockhop(...args: string[]): Promise<Finished> {
    const env = { ...process.env, DOCKHOP_HOME: this.home };
    return run(process.execPath, ['dist/cli.cjs', '-F', this.config, ...args], env);
  }

  /** A command that must succeed, as the document that it prints. */
  async json(...args: string[]): Promise<unknown> {
    const { code, stdout, stderr } = await this.dockhop('--json', ...args);
    if (code !== 0) throw new Error(`dockhop ${args.join(' ')} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout);
  }

  /** The system's ssh, as a person would call it, without anybody at the terminal. */
  ssh(alias: string, ...command: string[]): Promise<Finished> {
    return run('ssh', ['-F', this.config, '-o', 'BatchMode=yes', '--', alias, ...command]);
  }

  /** Every file with its content, the state's time stamps taken out. */
  async snapshot(): Promise<Map<string, string>> {
    const names = await readdir(this.directory, { recursive: true });
    const files = new Map<string, string>();
    for (const name of names.sort()) {
      const path = join(this.directory, name);
      const { mode } = await stat(path);
      if ((await stat(path)).isDirectory()) continue;
      const text = (await readFile(path, 'latin1')).replace(/"at": ?"[^"]*"/g, '"at":""');
      files.set(relative(this.directory, path), `${mode.toString(8)} ${text}`);
    }
    return files;
  }

  /** As if none of the hops had ever been visited. */
  async forgetHostKeys(): Promise<void> {
    const text = await readFile(this.config, 'utf8');
    const empty = join(this.directory, 'known_hosts');
    await writeFile(this.config, text.replace(/^(\s*UserKnownHostsFile).*$/gm, `$1 ${empty}`));
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}
