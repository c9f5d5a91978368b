import * as vscode from 'vscode';
import { isCancelled, plainText } from '../../core/errors/dockhopError.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Progress, Step } from '../../core/ports/progress.ts';
import { plainMessage } from '../plainMessage.ts';
import { stepName } from './stepNames.ts';

/** As much of a program's line as fits a notification. */
const longestOutput = 60;

/** A program may print faster than the editor can draw, and it must stay able to cancel. */
const outputPauseMs = 100;

export type Outcome<Value> =
  | { readonly status: 'done'; readonly value: Value }
  | { readonly status: 'cancelled' }
  | { readonly status: 'failed'; readonly error: unknown };

export interface StepsOptions {
  readonly title: string;
  /** What it is about, for the log. */
  readonly subject: string;
  readonly log: Log;
  /** Ends the task, too, beside the person. */
  readonly signal?: AbortSignal;
}

export type SteppedTask<Value> = (progress: Progress, signal: AbortSignal) => Promise<Value>;

/** Runs a task under a notification that names its step and can cancel it. Never throws. */
export async function withSteps<Value>(
  { title, subject, log, signal }: StepsOptions,
  task: SteppedTask<Value>,
): Promise<Outcome<Value>> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: plainMessage(title),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (report, token): Promise<Outcome<Value>> => {
    const cancel = new AbortController();
    const subscription = token.onCancellationRequested(() => {
      cancel.abort();
    });
    const all = signal ? AbortSignal.any([cancel.signal, signal]) : cancel.signal;
    try {
      return { status: 'done', value: await task(new ReportedSteps(report, log, subject), all) };
    } catch (error) {
      return cancel.signal.aborted || isCancelled(error)
        ? { status: 'cancelled' }
        : { status: 'failed', error };
    } finally {
      subscription.dispose();
    }
  });
}

class ReportedSteps implements Progress {
  readonly #report: vscode.Progress<{ message?: string }>;
  readonly #log: Log;
  readonly #subject: string;
  #step = '';
  #lastOutput = 0;

  constructor(report: vscode.Progress<{ message?: string }>, log: Log, subject: string) {
    this.#report = report;
    this.#log = log;
    this.#subject = subject;
  }

  step(step: Step): void {
    this.#step = stepName(step, vscode.l10n);
    this.#log.info(`${this.#subject}: ${step}`);
    this.#report.report({ message: this.#step });
  }

  output(line: string): void {
    this.#log.debug(line);
    const now = performance.now();
    if (now - this.#lastOutput < outputPauseMs) return;
    this.#lastOutput = now;
    const text = plainText(line);
    const tail = text.length > longestOutput ? `${text.slice(0, longestOutput)}…` : text;
    this.#report.report({ message: plainMessage(`${this.#step}: ${tail}`) });
  }
}
