import * as vscode from 'vscode';
import type { OnTransfer } from '../../core/engine/files/transfers.ts';
import {
  withNotification,
  type NotificationOptions,
  type Outcome,
  type Report,
} from '../progress/withNotification.ts';
import { sizeText } from './sizeText.ts';

/** Bytes come far more often than the editor can draw. */
const reportPauseMs = 200;

/** Runs a transfer under a notification that says how far it is, and can cancel it. Never throws. */
export async function withTransfer<Value>(
  options: NotificationOptions,
  task: (onTransfer: OnTransfer, signal: AbortSignal) => Promise<Value>,
): Promise<Outcome<Value>> {
  return withNotification(options, (report, signal) => task(transferReport(report), signal));
}

/**
 * Draws how far a transfer is.
 * @param phase makes words of it for what comes before the transfer itself, and moves no bar.
 */
export function transferReport(report: Report, phase?: (progress: string) => string): OnTransfer {
  let lastMs = 0;
  let shown = 0;
  return (bytes, total) => {
    const now = performance.now();
    if (now - lastMs < reportPauseMs) return;
    lastMs = now;
    const size = sizeText(bytes);
    if (total === 0) {
      report.report({ message: size });
      return;
    }
    const percent = Math.min(99, (bytes / total) * 100);
    const message = vscode.l10n.t('{size} of {total}', { size, total: sizeText(total) });
    if (phase) {
      report.report({ message: phase(message) });
      return;
    }
    report.report({ message, increment: Math.max(0, percent - shown) });
    shown = Math.max(shown, percent);
  };
}
