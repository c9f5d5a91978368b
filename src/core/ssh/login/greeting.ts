import type { Duplex } from 'node:stream';
import { ProxyCommandStream } from '../builtin/proxyCommandStream.ts';

const keptCharacters = 512;

/**
 * Overhears what a server says first, to tell one that has no room at its door from one that fails:
 * beyond MaxStartups sshd hangs up before it identifies itself (sshd_config(5), MaxStartups; RFC
 * 4253, section 4.2). Nobody has tried to prove anything by then, so knocking again locks nobody out.
 */
export class Greeting {
  readonly #stream: Duplex;
  #text = '';

  /** Listens along with the first who reads the stream, and makes nothing flow by itself. */
  constructor(stream: Duplex) {
    this.#stream = stream;
    const hear = (chunk: Buffer): void => {
      this.#text += chunk.toString('latin1', 0, keptCharacters);
      if (this.#text.length >= keptCharacters || this.#isIdentified()) stream.off('data', hear);
    };
    const listen = (event: string | symbol): void => {
      if (event !== 'data') return;
      stream.off('newListener', listen);
      stream.on('data', hear);
    };
    stream.on('newListener', listen);
  }

  /** True when the server hung up before its identification, and not for a reason of its own. */
  get wasTurnedAway(): boolean {
    if (this.#isIdentified()) return false;
    const stream = this.#stream;
    if (stream instanceof ProxyCommandStream && stream.failure) return stream.wasTurnedAway;
    return this.#text === '' || this.#text.startsWith('Exceeded MaxStartups');
  }

  #isIdentified(): boolean {
    return /^SSH-/m.test(this.#text);
  }
}
