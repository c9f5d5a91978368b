import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** The lab's, so that `test/lab/down` removes what a killed run leaves behind. */
const label = 'dockhop.lab=bench';

export function accountOf(uid: number): string {
  return `bench${uid}`;
}

/**
 * Debian's sshd on a port of this machine's loopback, as it comes but for its keys. It is in a
 * container, so that its accounts are not this machine's, nor its engines.
 */
export class SshServer implements AsyncDisposable {
  readonly port: number;
  readonly clientKey: string;
  readonly knownHosts: string;
  readonly #name: string;
  readonly #program: ChildProcess;
  #said = '';

  private constructor(name: string, port: number, scratch: string, program: ChildProcess) {
    this.#name = name;
    this.port = port;
    this.clientKey = path.join(scratch, 'clientKey');
    this.knownHosts = path.join(scratch, 'knownHosts');
    this.#program = program;
  }

  /** @param runUser what is to be its `/run/user`. */
  static async start(
    uids: readonly number[],
    runUser: string,
    scratch: string,
    signal: AbortSignal,
  ): Promise<SshServer> {
    const port = await freePort();
    const files = path.join(scratch, 'sshd');
    await writeFiles(scratch, files, port, uids);
    const name = `dockhop-bench-${process.pid}-${port}`;
    const volumes = ['-v', `${files}:/bench:ro`, '-v', `${runUser}:/run/user`];
    const program = spawn(
      'docker',
      [
        ...['run', '--rm', '--name', name, '--label', label, '--network', 'host', ...volumes],
        ...[await machineImage(), 'sh', '/bench/start'],
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const server = new SshServer(name, port, scratch, program);
    try {
      await server.#untilListening(signal);
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Whether it had no room at its door for some of those who knocked (MaxStartups). */
  get hasTurnedAway(): boolean {
    return this.#said.includes('MaxStartups');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#program.exitCode !== null) return;
    const ended = once(this.#program, 'exit');
    await run('docker', ['rm', '--force', '--volumes', this.#name]);
    await ended;
  }

  async #untilListening(signal: AbortSignal): Promise<void> {
    const stderr = this.#program.stderr?.setEncoding('utf8');
    await new Promise<void>((resolve, reject) => {
      const fail = (): void => {
        reject(new Error(`sshd did not start: ${this.#said}`));
      };
      this.#program.once('exit', fail);
      signal.addEventListener('abort', fail, { once: true });
      stderr?.on('data', (text: string) => {
        this.#said += text;
        if (this.#said.includes('Server listening')) resolve();
      });
    });
  }
}

async function writeFiles(
  scratch: string,
  files: string,
  port: number,
  uids: readonly number[],
): Promise<void> {
  await mkdir(files, { recursive: true });
  const keys = [path.join(scratch, 'clientKey'), path.join(files, 'hostKey')] as const;
  for (const key of keys) await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const [clientKey, hostKey] = await Promise.all(keys.map((key) => readFile(`${key}.pub`, 'utf8')));
  await writeFile(path.join(files, 'authorizedKeys'), clientKey ?? '', { mode: 0o644 });
  await writeFile(path.join(scratch, 'knownHosts'), `bench ${hostKey ?? ''}`);
  await writeFile(path.join(files, 'config'), serverConfig(port));
  await writeFile(path.join(files, 'start'), startScript(uids));
}

function serverConfig(port: number): string {
  return `Port ${port}
ListenAddress 127.0.0.1
HostKey /bench/hostKey
AuthorizedKeysFile /bench/authorizedKeys
PasswordAuthentication no
KbdInteractiveAuthentication no
`;
}

function startScript(uids: readonly number[]): string {
  const accounts = uids.map((uid) => `${accountOf(uid)}:x:${uid}:${uid}::/home/bench:/bin/bash`);
  const passwords = uids.map((uid) => `${accountOf(uid)}:*:20000::::::`);
  return `mkdir -p /run/sshd /home/bench
cat >>/etc/passwd <<'END'
${accounts.join('\n')}
END
cat >>/etc/shadow <<'END'
${passwords.join('\n')}
END
exec /usr/sbin/sshd -D -e -f /bench/config
`;
}

/** The lab's own, in which there is an sshd. */
async function machineImage(): Promise<string> {
  const { stdout } = await run('docker', [
    ...['inspect', '--format', '{{.Config.Image}}', 'dockhop-lab-jump'],
  ]);
  return stdout.trim();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
