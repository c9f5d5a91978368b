import type { Prompter } from '../ports/prompter.ts';

/** Is anybody there to answer? It may change while a login goes on. */
export type IsAttended = () => boolean;

/** Puts the questions of one login to the person only while somebody waits who asked for it. */
export class Attendance {
  readonly isAttended: IsAttended;
  #hasMissed = false;

  constructor(isAttended: IsAttended) {
    this.isAttended = isAttended;
  }

  /** True when there was a question and nobody to put it to. */
  get hasMissed(): boolean {
    return this.#hasMissed;
  }

  /** The prompter for this login. */
  over(prompter: Prompter): Prompter {
    return {
      canAsk: () => {
        if (this.isAttended()) return prompter.canAsk?.() ?? true;
        this.#hasMissed = true;
        return false;
      },
      askSecret: (...args) => this.#ask(() => prompter.askSecret(...args)),
      confirm: (...args) => this.#ask(() => prompter.confirm(...args)),
      tell: (...args) => {
        if (this.isAttended()) prompter.tell(...args);
      },
      trustHostKey: (...args) => this.#ask(() => prompter.trustHostKey(...args)),
      allowInstall: (...args) => this.#ask(() => prompter.allowInstall(...args)),
      allowPortable: (...args) => this.#ask(() => prompter.allowPortable(...args)),
      allowRepair: (...args) => this.#ask(() => prompter.allowRepair(...args)),
    };
  }

  #ask<Reply>(ask: () => Promise<Reply>): Promise<Reply | 'cannotAsk'> {
    if (this.isAttended()) return ask();
    this.#hasMissed = true;
    return Promise.resolve('cannotAsk');
  }
}
