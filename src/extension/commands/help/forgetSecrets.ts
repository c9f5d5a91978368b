import * as vscode from 'vscode';
import type { CommandHandler } from '../../commandIds.ts';
import type { Desk } from '../desk.ts';

/** Forgets every password and passphrase, the kept ones and those of this window. */
export function forgetSecretsCommand({ forgetSecrets }: Desk): CommandHandler {
  return async () => {
    const count = await forgetSecrets();
    const { l10n } = vscode;
    const text =
      count === 0
        ? l10n.t('No password or passphrase was kept.')
        : l10n.t('All kept passwords and passphrases are forgotten ({count}).', { count });
    // Not awaited: it asks nothing.
    void vscode.window.showInformationMessage(text);
  };
}
