import * as vscode from 'vscode';
import { isCancelled } from '../../core/errors/dockhopError.ts';
import { plainMessage } from '../plainMessage.ts';

export type Outcome<Value> =
  | { readonly status: 'done'; readonly value: Value }
  | { readonly status: 'cancelled' }
  | { readonly status: 'failed'; readonly error: unknown };

export type Report = vscode.Progress<{ message?: string; increment?: number }>;

export interface NotificationOptions {
  readonly title: string;
  /** Ends the task, too, beside the person. */
  readonly signal?: AbortSignal;
}

/** Runs a task under a notification that can cancel it. Never throws. */
export async function withNotification<Value>(
  { title, signal }: NotificationOptions,
  task: (report: Report, signal: AbortSignal) => Promise<Value>,
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
      return { status: 'done', value: await task(report, all) };
    } catch (error) {
      return cancel.signal.aborted || isCancelled(error)
        ? { status: 'cancelled' }
        : { status: 'failed', error };
    } finally {
      subscription.dispose();
    }
  });
}
