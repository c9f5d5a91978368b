import * as vscode from 'vscode';
import { plainText } from '../../core/errors/dockhopError.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Progress, Step } from '../../core/ports/progress.ts';
import { plainMessage } from '../plainMessage.ts';
import { stepName } from './stepNames.ts';
import {
  withNotification,
  type NotificationOptions,
  type Outcome,
  type Report,
} from './withNotification.ts';

/** As much of a program's line as fits a notification. */
const longestOutput = 60;

/** A program may print faster than the editor can draw, and it must stay able to cancel. */
const outputPauseMs = 100;

export interface StepsOptions extends NotificationOptions {
  /** What it is about, for the log. */
  readonly subject: string;
  readonly log: Log;
}

export type SteppedTask<Value> = (progress: Progress, signal: AbortSignal) => Promise<Value>;

/** Runs a task under a notification that names its step and can cancel it. Never throws. */
export async function withSteps<Value>(
  { subject, log, ...options }: StepsOptions,
  task: SteppedTask<Value>,
): Promise<Outcome<Value>> {
  return withNotification(options, (report, signal) =>
    task(new ReportedSteps(report, log, subject), signal),
  );
}

class ReportedSteps implements Progress {
  readonly #report: Report;
  readonly #log: Log;
  readonly #subject: string;
  #step = '';
  #lastOutput = 0;

  constructor(report: Report, log: Log, subject: string) {
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
