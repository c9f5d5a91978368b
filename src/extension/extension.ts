import type * as vscode from 'vscode';
import { composeFace } from './face.ts';
import { OutputLog } from './log.ts';
import { onSshSettings } from './settings.ts';

/**
 * Called when the view or a command is used, or a window on an ssh host is about to connect: that
 * window waits for the promise.
 */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = new OutputLog();
  let face = composeFace(context, log);
  context.subscriptions.push(
    log,
    { dispose: () => face.dispose() },
    // Another ssh or another configuration: everything starts over.
    onSshSettings(() => {
      void face.dispose();
      face = composeFace(context, log);
    }),
  );
  await face.beforeConnect();
}
