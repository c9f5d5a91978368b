import * as vscode from 'vscode';
import { ShellSession, type ShellSessionOptions } from '../../core/engine/streams/shellSession.ts';
import { isCancelled, plainText } from '../../core/errors/dockhopError.ts';
import type { OutputLog } from '../log.ts';
import { failureNotice, notice } from './notice.ts';

const usual = { columns: 80, rows: 24 };

export interface ShellTerminalOptions extends Pick<ShellSessionOptions, 'reach' | 'user'> {
  /** What the container is called; from a stranger. */
  readonly name: string;
  readonly log: OutputLog;
  /** Nothing of it is left. */
  readonly onGone: (terminal: ShellTerminal) => void;
}

/** A shell in a container, in a terminal of the editor. */
export class ShellTerminal implements vscode.Pseudoterminal {
  readonly #written = new vscode.EventEmitter<string>();
  readonly onDidWrite = this.#written.event;
  readonly #ended = new vscode.EventEmitter<number>();
  readonly onDidClose = this.#ended.event;
  readonly #session: ShellSession;
  readonly #name: string;
  readonly #log: OutputLog;
  readonly #onGone: ShellTerminalOptions['onGone'];
  /** The shell's connection was lost, or it did not come about: a key tries again. */
  #isWaiting = false;

  constructor({ name, log, onGone, ...session }: ShellTerminalOptions) {
    this.#name = plainText(name);
    this.#log = log;
    this.#onGone = onGone;
    const onText = (text: string): void => {
      this.#written.fire(text);
    };
    this.#session = new ShellSession({ ...session, log, onText }, usual);
  }

  open(dimensions: vscode.TerminalDimensions | undefined): void {
    if (dimensions) this.setDimensions(dimensions);
    void this.#run();
  }

  setDimensions({ columns, rows }: vscode.TerminalDimensions): void {
    void this.#session.resize({ columns, rows });
  }

  handleInput(text: string): void {
    if (!this.#isWaiting) this.#session.input(text);
    else void this.#run();
  }

  /** Called by the editor when the person closes the terminal. */
  close(): void {
    void this.end();
  }

  /** Resolves when the shell is told, as far as it can be. */
  async end(): Promise<void> {
    await this.#session.close();
    this.#written.dispose();
    this.#ended.dispose();
    this.#onGone(this);
  }

  async #run(): Promise<void> {
    this.#isWaiting = false;
    const text = vscode.l10n.t('Opening a shell in {name}…', { name: this.#name });
    this.#written.fire(notice(text));
    try {
      this.#ended.fire(await this.#session.run());
      this.#onGone(this);
    } catch (error) {
      if (isCancelled(error)) return;
      this.#log.error(error);
      this.#isWaiting = true;
      this.#written.fire(failureNotice(error));
    }
  }
}
