import type * as vscode from 'vscode';
import { composeFace } from './face.ts';
import { OutputLog } from './log.ts';
import { onSshSettings } from './settings.ts';

/**
 * Ends everything. Kept here, for the editor gives deactivate nothing; and in deactivate, for it
 * waits for that and not for subscriptions: programs of ours must not outlive the window.
 */
let end = (): Promise<void> => Promise.resolve();

/**
 * Called when the view or a command is used, or a window on an ssh host is about to connect: that
 * window waits for the promise.
 */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = new OutputLog();
  let face = composeFace(context, log);
  context.subscriptions.push(
    log,
    // Another ssh or another configuration: everything starts over.
    onSshSettings(() => {
      void face.dispose();
      face = composeFace(context, log);
    }),
  );
  end = () => face.dispose();
  await face.beforeConnect();
}

/** Called when the window closes or Dockhop is switched off; the editor waits a few seconds. */
export async function deactivate(): Promise<void> {
  await end();
}
