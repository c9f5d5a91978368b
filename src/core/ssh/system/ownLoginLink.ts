import type { Duplex } from 'node:stream';
import { failure } from '../../errors/dockhopError.ts';
import type { AskpassConversation } from './askpassConversation.ts';
import type { Transport } from '../connection.ts';
import { hostPort } from '../config/hopAddress.ts';
import { unreachable } from '../hopFailure.ts';
import { lastHop, type Hop } from '../config/path.ts';
import type { PrivateDirectory } from '../privateDirectory.ts';
import { isProhibition, loginFailure } from './sshWords.ts';
import type { Refusal, SystemLink } from './systemLink.ts';
import { converse, loginOptions, unanswered, type LoginTalk } from './systemLogin.ts';
import { startSystemProgram, type SystemProgram } from './systemProgram.ts';
import type { WayToHop } from '../builtin/wayToHop.ts';

interface Parts {
  /** The path of ssh. */
  readonly program: string;
  readonly way: WayToHop;
  readonly talk: LoginTalk;
  readonly directory: PrivateDirectory;
  readonly transport: Transport;
}

/** Where connections cannot be shared, every program logs in by itself. */
export class OwnLoginLink implements SystemLink {
  readonly transport: Transport;
  readonly sharedHops: readonly string[] = [];
  readonly directory: string;
  readonly ended: AbortSignal;
  readonly #ending = new AbortController();
  readonly #parts: Parts;
  readonly #hop: Hop;
  #last: AskpassConversation | undefined;
  #isAlone = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#hop = lastHop(parts.talk.path);
    this.transport = parts.transport;
    this.directory = parts.directory.path;
    this.ended = this.#ending.signal;
  }

  isAlive(): Promise<boolean> {
    return Promise.resolve(!this.ended.aborted);
  }

  start(options: readonly string[], command?: string): SystemProgram {
    const { program, way, talk } = this.#parts;
    const args = [
      ...way.options,
      ...loginOptions(talk),
      ...['-o', 'ControlMaster=no', '-o', 'ControlPath=none', '-o', 'ForwardAgent=no'],
      ...options,
      '--',
      way.destination,
      ...(command === undefined ? [] : [command]),
    ];
    const giveUp = (): void => {
      started.end();
    };
    const { conversation, env } = converse(talk, giveUp, () => undefined, this.ended);
    this.#last = conversation;
    this.#isAlone = talk.prompter.canAsk?.() === false;
    const started = startSystemProgram(program, args, env);
    return started;
  }

  mark(): Promise<number> {
    return Promise.resolve(0);
  }

  forwardFailure(next: Hop, { words }: Refusal): Promise<Error> {
    const target = hostPort(next.hostName, next.port);
    const { name } = this.#hop;
    const details = { hop: name, target };
    if (isProhibition(words)) {
      return Promise.resolve(failure('FORWARDING_REFUSED', details, { hop: name }));
    }
    const refused = /open failed: (?:connect failed: )?(.+)/.exec(words)?.[1];
    if (refused === undefined) return Promise.resolve(this.loginFailure(words));
    return Promise.resolve(unreachable(next, `${name} says: ${refused.trim()}`));
  }

  loginFailure(words: string): Error {
    const { path } = this.#parts.talk;
    const error = this.#last?.failure ?? loginFailure(path, words);
    return this.#isAlone ? unanswered(path, error) : error;
  }

  /** One more login for each request would ask again and again: a program carries them all. */
  openSocket(socketPath: string): Promise<Duplex> {
    const { name } = this.#hop;
    const cause = new Error('connections to it are not shared');
    return Promise.reject(
      failure('FORWARDING_REFUSED', { hop: name, target: socketPath }, { hop: name, cause }),
    );
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#parts.talk.desk?.close();
    await this.#parts.directory.remove();
  }
}
