import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Connection } from '../../ssh/connection.ts';
import { unlessAborted } from '../../ssh/abortListening.ts';
import type { Service } from '../speak/endpoint.ts';
import { podmanServiceScript, serviceMark } from './podmanServiceScript.ts';

const startMs = 20_000;
const beatMs = 30_000;
const maxSaidBytes = 64 * 1024;

/**
 * A podman service on a host that has none: runs while it is needed, ends with the connection, and
 * is started again when it ended for want of requests.
 */
export class PodmanService implements Service {
  readonly #connection: Connection;
  readonly #script: string;
  #running: Promise<string> | undefined;

  /** @param command plain words: podman's own command, with sudo before it where root is meant. */
  constructor(connection: Connection, command: readonly string[]) {
    this.#connection = connection;
    this.#script = podmanServiceScript(command, randomBytes(12).toString('hex'));
  }

  async ready(signal: AbortSignal): Promise<void> {
    await this.socket(signal);
  }

  /**
   * The socket on which it listens; the same each time.
   * @throws Error with what podman said.
   */
  socket(signal: AbortSignal): Promise<string> {
    this.#running ??= this.#start();
    return unlessAborted(this.#running, [signal]);
  }

  async #start(): Promise<string> {
    const late = AbortSignal.timeout(startMs);
    const forget = (): void => {
      this.#running = undefined;
    };
    try {
      const program = await this.#connection.openProgram(['sh', '-s'], late);
      // Said again by its close, which may come late or not at all where nobody listens any more.
      program.on('error', forget).once('close', forget);
      program.write(this.#script);
      try {
        return await unlessAborted(listening(program), [late, this.#connection.closed]);
      } catch (error) {
        program.destroy();
        throw error;
      }
    } catch (error) {
      forget();
      throw error;
    }
  }
}

/** Waits for the script's word, past what start-up files print; from then on keeps it going. */
function listening(program: Duplex): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const read = (chunk: Buffer): void => {
      said += chunk.toString('latin1');
      const line = new RegExp(`^${serviceMark} (listening|failed) (.*)\n`, 'm').exec(said);
      if (line) {
        program.off('data', read).resume();
        const [, how, what = ''] = line;
        if (how === 'failed') reject(new Error(what || 'podman does not say why'));
        else if (/^\/[A-Za-z0-9@%+=:,./_-]+$/.test(what)) resolve(what);
        else reject(new Error('its socket has no plain path'));
      } else if (said.length > maxSaidBytes) reject(new Error('the host says too much'));
    };
    program.on('data', read);
    program.once('close', () => {
      reject(new Error('it ended at once'));
    });
    const beat = setInterval(() => {
      program.write('\n');
    }, beatMs).unref();
    program.once('close', () => {
      clearInterval(beat);
    });
  });
}
