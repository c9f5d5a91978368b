import * as vscode from 'vscode';
import { describeError } from '../../core/errors/dockhopError.ts';
import { quoteCode } from '../plainMessage.ts';

const reset = '\u001b[0m';

/** Words of ours on a line of a terminal, told apart from those of the container. */
export function notice(text: string): string {
  return `${reset}\u001b[2m${text}${reset}\r\n`;
}

/** What failed, what to do, and how to go on here. */
export function failureNotice(error: unknown): string {
  const { message, action } = describeError(error, (english) => vscode.l10n.t(english));
  const text = quoteCode(vscode.l10n.t('{message}. {action}', { message, action }));
  return `\r\n${reset}\u001b[31m${text}${reset}\r\n${notice(vscode.l10n.t('Press any key to connect again.'))}`;
}
