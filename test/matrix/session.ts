import { randomBytes, randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run, type Finished, type Laptop } from '../integration/laptop.ts';
import { expectEcho } from './echo.ts';

/** One connection of the system's ssh, which carries all that a person does over it. */
export class Session {
  readonly #alias: string;
  readonly #directory: string;
  readonly #name = randomUUID().slice(0, 8);
  readonly #options: readonly string[];

  private constructor(laptop: Laptop, alias: string) {
    this.#alias = alias;
    this.#directory = laptop.directory;
    const socket = this.#file('control');
    this.#options = ['-F', laptop.config, '-o', 'BatchMode=yes', '-o', `ControlPath=${socket}`];
  }

  /** Logs in. @throws with what ssh said. */
  static async open(laptop: Laptop, alias: string): Promise<Session> {
    const session = new Session(laptop, alias);
    const log = session.#file('log');
    const options = ['-o', 'ControlMaster=yes', '-E', log, '-f', '-N'];
    const args = [...session.#options, ...options, '--', alias];
    const child = spawn('ssh', args, { stdio: 'ignore' });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    if (code !== 0) throw new Error(`ssh: ${await readFile(log, 'utf8')}`);
    return session;
  }

  /** @throws unless it ends well and says nothing on standard error. */
  async command(script: string, ...options: readonly string[]): Promise<string> {
    const args = [...this.#options, ...options, '--', this.#alias, script];
    return expectSuccess(await run('ssh', args), 'a command', options.includes('-tt'));
  }

  /** Sends a file there and fetches it again. */
  async copyThereAndBack(directory: string): Promise<void> {
    const [one, other, batch] = [this.#file('sent'), this.#file('fetched'), this.#file('batch')];
    const remote = `${directory}/${this.#name}`;
    await writeFile(one, randomBytes(200_000));
    await writeFile(batch, `put ${one} ${remote}\nget ${remote} ${other}\nrm ${remote}\n`);
    const args = ['-q', ...this.#options, '-b', batch, '--', this.#alias];
    expectSuccess(await run('sftp', args), 'sftp');
    if (!(await readFile(one)).equals(await readFile(other))) throw new Error('sftp: other bytes');
  }

  /**
   * To the container and back: what sshd listens at there leads to an echo here, and what listens
   * here leads to that.
   */
  async forwardThereAndBack(echo: string, directory: string): Promise<void> {
    const tcp = this.#file('tcp');
    const port = (await this.#forward('-R', `127.0.0.1:0:${echo}`)).trim();
    await this.#forward('-L', `${tcp}:127.0.0.1:${port}`);
    await expectEcho(tcp, 'local and remote forwarding of a port');
    const remote = `${directory}/${this.#name}.sock`;
    const local = this.#file('stream');
    await this.#forward('-R', `${remote}:${echo}`);
    await this.#forward('-L', `${local}:${remote}`);
    await expectEcho(local, 'local and remote forwarding of a socket');
    await this.command(`rm ${remote}`);
  }

  async close(): Promise<void> {
    await run('ssh', [...this.#options, '-O', 'exit', '--', this.#alias]);
  }

  async #forward(...words: readonly string[]): Promise<string> {
    const args = [...this.#options, '-O', 'forward', ...words, '--', this.#alias];
    return expectSuccess(await run('ssh', args), `forwarding ${words.join(' ')}`);
  }

  #file(what: string): string {
    return path.join(this.#directory, `${this.#name}-${what}`);
  }
}

function expectSuccess(finished: Finished, what: string, mayTalk = false): string {
  const { code, stdout, stderr } = finished;
  if (code !== 0 || (stderr !== '' && !mayTalk)) {
    throw new Error(`${what} ended with ${code}: ${stderr}${stdout.slice(0, 300)}`);
  }
  return stdout;
}
