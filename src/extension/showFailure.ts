import * as vscode from 'vscode';
import { describeError, DockhopError, isCancelled } from '../core/errors/dockhopError.ts';
import { parseDestination } from '../core/ssh/config/destination.ts';
import { namingConfig } from '../core/ssh/sshCommandLine.ts';
import type { SshSettings } from '../core/ssh/sshProgram.ts';
import { commandIds } from './commandIds.ts';
import type { OutputLog } from './log.ts';
import { openSshConfig } from './openSshConfig.ts';
import { plainMessage } from './plainMessage.ts';
import { openSshTerminal } from './terminals/sshTerminal.ts';
import { isWorthRetrying, usefulButton, type UsefulButton } from './usefulButton.ts';

interface Button extends vscode.MessageItem {
  readonly press: () => void | Thenable<void>;
}

/** Tells the person what failed and what to do, with buttons that do it. */
export class FailureDesk {
  readonly #settings: SshSettings;
  readonly #log: OutputLog;

  constructor(settings: SshSettings, log: OutputLog) {
    this.#settings = settings;
    this.#log = log;
  }

  /**
   * Shows a failure and waits for the person's answer. A cancelled action is none.
   * @returns true when they want another try, which is offered only with `retry`.
   */
  async show(error: unknown, { retry = false } = {}): Promise<boolean> {
    const isDismissed = error instanceof DockhopError && error.code === 'CANCELLED';
    if (isDismissed || isCancelled(error)) return false;
    this.#log.error(error);
    const { code, message, action } = describeError(error, (english) =>
      namingConfig(vscode.l10n.t(english), this.#settings),
    );
    const details = error instanceof DockhopError ? error.details : {};
    const useful = usefulButton(code, details);
    const retryButton: Button = { title: vscode.l10n.t('Retry'), press: () => undefined };
    const buttons = [
      ...(retry && isWorthRetrying(code) ? [retryButton] : []),
      ...(useful ? [this.#button(useful)] : []),
      {
        title: vscode.l10n.t('Show Log'),
        press: () => {
          this.#log.show();
        },
      },
    ];
    const text = vscode.l10n.t('{message}. {action}', { message, action });
    const pressed = await vscode.window.showErrorMessage(plainMessage(text), ...buttons);
    await pressed?.press();
    return pressed === retryButton;
  }

  #button(useful: UsefulButton): Button {
    switch (useful.type) {
      case 'chooseHosts':
        return {
          title: vscode.l10n.t('Choose Hosts…'),
          press: () => vscode.commands.executeCommand(commandIds.chooseHosts),
        };
      case 'openConfig':
        return {
          title: vscode.l10n.t('Open ssh Config'),
          press: () => openSshConfig(useful.file, this.#settings),
        };
      case 'runSsh':
        return {
          title: vscode.l10n.t('Run ssh in Terminal'),
          press: () => this.#runSsh(useful.host),
        };
      case 'copyLine':
        return {
          title: vscode.l10n.t('Copy Line'),
          press: () => vscode.env.clipboard.writeText(useful.line),
        };
    }
  }

  async #runSsh(host: string): Promise<void> {
    parseDestination(host);
    await openSshTerminal(host, this.#settings);
  }
}
