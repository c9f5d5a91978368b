import { untilAborted } from './untilAborted.ts';

/** Puts one question at a time: a person cannot answer two boxes, nor tell whose answer is whose. */
export class QuestionQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** @throws what the question throws; the signal's reason, without asking what was withdrawn. */
  put<Reply>(question: () => Promise<Reply>, signal: AbortSignal): Promise<Reply> {
    const reply = this.#last.then(() => {
      signal.throwIfAborted();
      return question();
    });
    this.#last = reply.catch(() => undefined);
    // Who is withdrawn does not wait for the turn, either.
    return untilAborted(reply, signal);
  }
}
