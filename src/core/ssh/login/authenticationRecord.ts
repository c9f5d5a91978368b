import type { ErrorCode } from '../../errors/catalogue.ts';
import { DockhopError, failure, plainText } from '../../errors/dockhopError.ts';
import { addressOf } from '../config/hopAddress.ts';
import type { Hop } from '../config/path.ts';

const losses: readonly ErrorCode[] = ['CONNECTION_LOST', 'HOP_TIMEOUT', 'JUMP_UNREACHABLE'];

/** What was tried on one server, and how to say that it was not enough. */
export class AuthenticationRecord {
  readonly #hop: Hop;
  readonly #obstacles: readonly string[];
  readonly #tried: string[] = [];
  #accepted: readonly string[] | undefined;
  #isPartlyDone = false;
  #unanswered: DockhopError | undefined;
  keysOffered = 0;
  /** True when nothing is left to try. */
  isExhausted = false;

  constructor(hop: Hop, obstacles: readonly string[]) {
    this.#hop = hop;
    this.#obstacles = obstacles;
  }

  /** A question that nobody answered, if that is what was missing. */
  get unanswered(): DockhopError | undefined {
    return this.#unanswered;
  }

  note(attempt: string): void {
    this.#tried.push(attempt);
  }

  /** Why the last attempt came to nothing before it reached the server. */
  amend(reason: string): void {
    const last = this.#tried.pop() ?? 'a key';
    this.#tried.push(`${last} (${reason})`);
  }

  /** The methods that the server can still be satisfied with. */
  noteAccepted(methods: readonly string[]): void {
    this.#accepted = methods;
  }

  /** Something was accepted, and the server wants more. */
  notePartlyDone(): void {
    this.#isPartlyDone = true;
  }

  /** @returns false where the error is of another kind. */
  noteUnanswered(error: unknown): boolean {
    if (!(error instanceof DockhopError) || error.code !== 'ANSWER_NEEDED') return false;
    this.#unanswered = error;
    return true;
  }

  /** AUTH_FAILED with all that was tried; `said` are the server's own words. */
  failure(said?: string): DockhopError {
    return this.#failed(this.#explanations(said));
  }

  #failed(explanations: readonly string[], cause?: unknown): DockhopError {
    const parts = [...counted(this.#tried), ...this.#obstacles];
    const tried = parts.length > 0 ? parts.join(', ') : 'nothing, as there is no key';
    const details = {
      ...this.#place(),
      user: this.#hop.user,
      tried: [tried, ...explanations].join('; '),
    };
    return failure('AUTH_FAILED', details, { hop: this.#hop.name, cause });
  }

  /**
   * AUTH_FAILED instead of a loss or a silence that came before the server had said whether a secret
   * was right: it may have counted as an attempt, and what is lost is tried again by itself.
   */
  undecided(error: Error): Error {
    const isLoss = error instanceof DockhopError && losses.includes(error.code);
    return isLoss ? this.#failed(['it did not say whether that is right'], error) : error;
  }

  /**
   * The server hung up in the middle, and said why: after many keys that is its MaxAuthTries, which
   * each key counts for.
   */
  hungUp(said: string): DockhopError {
    if (this.keysOffered < 2 || this.#tried.length > this.keysOffered) return this.failure(said);
    const details = { ...this.#place(), count: this.keysOffered.toString(), reason: said };
    return failure('TOO_MANY_KEYS', details, { hop: this.#hop.name });
  }

  passwordExpired(): DockhopError {
    const details = { ...this.#place(), user: this.#hop.user };
    return failure('PASSWORD_EXPIRED', details, { hop: this.#hop.name });
  }

  #place(): { hop: string; address: string } {
    return { hop: this.#hop.name, address: addressOf(this.#hop) };
  }

  #explanations(said: string | undefined): string[] {
    const accepted = this.#accepted?.map(plainText).join(', ') ?? '';
    return [
      ...(this.#isPartlyDone ? [`part of it was accepted, but it also asks for ${accepted}`] : []),
      ...(this.#accepted && !this.#isPartlyDone && !this.#accepted.includes('publickey')
        ? [accepted === '' ? 'it accepts nothing more' : `it accepts only ${accepted}`]
        : []),
      ...(said === undefined ? [] : [`it said: ${plainText(said)}`]),
    ];
  }
}

/** The same thing tried again and again is one thing to read. */
function counted(attempts: readonly string[]): string[] {
  return [...new Set(attempts)].map((one) => {
    const times = attempts.filter((other) => other === one).length;
    return times === 1 ? one : `${one} (${times} times)`;
  });
}
