import * as vscode from 'vscode';
import type { LogOptions } from '../../core/engine/streams/engineStreams.ts';
import { LogFollower, type LogFollowerOptions } from '../../core/engine/streams/logFollower.ts';
import { isCancelled } from '../../core/errors/dockhopError.ts';
import type { OutputLog } from '../log.ts';
import { failureNotice, notice } from '../terminals/notice.ts';

/** Screen and scroll-back: what is shown again must not stand there twice. */
const clear = '\u001b[2J\u001b[3J\u001b[H';

export interface LogTerminalOptions extends Pick<LogFollowerOptions, 'reach'> {
  readonly logs: LogOptions;
  readonly log: OutputLog;
  /** Aborted when the extension ends. */
  readonly ended: AbortSignal;
}

/** What a container prints, in a terminal of the editor that takes no input. */
export class LogTerminal implements vscode.Pseudoterminal {
  readonly #written = new vscode.EventEmitter<string>();
  readonly onDidWrite = this.#written.event;
  readonly #options: LogTerminalOptions;
  readonly #closed = new AbortController();
  /** The connection or the container is gone: a key tries again. */
  #isWaiting = false;

  constructor(options: LogTerminalOptions) {
    this.#options = options;
  }

  open(): void {
    void this.#follow();
  }

  handleInput(): void {
    if (!this.#isWaiting) return;
    this.#written.fire(clear);
    void this.#follow();
  }

  close(): void {
    this.#closed.abort();
    this.#written.dispose();
  }

  async #follow(): Promise<void> {
    this.#isWaiting = false;
    const { reach, logs, log, ended } = this.#options;
    const tell = (text: string): void => {
      this.#written.fire(`\r\n${notice(text)}`);
    };
    const follower = new LogFollower({
      ...{ reach, logs },
      onText: (text) => {
        this.#written.fire(text);
      },
      onStopped: () => {
        tell(vscode.l10n.t('The container has stopped; its next start is waited for.'));
      },
      onStarted: () => {
        tell(vscode.l10n.t('The container was started again.'));
      },
    });
    try {
      await follower.run(AbortSignal.any([this.#closed.signal, ended]));
    } catch (error) {
      if (isCancelled(error)) return;
      log.error(error);
      this.#isWaiting = true;
      this.#written.fire(failureNotice(error));
    }
  }
}
