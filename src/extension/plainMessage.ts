import { plainText } from '../core/errors/dockhopError.ts';

/**
 * Text that may hold a stranger's words, fit for a notification or a progress message. VS Code
 * turns `[label](command:…)` in those into links that run commands, so no such link may survive.
 */
export function plainMessage(text: string): string {
  return quoteCode(plainText(text)).replace(/\](?=\()/g, '] ');
}

/** Backticks mean code in Markdown and in terminals; where the editor draws plain text, quotes do. */
export function quoteCode(text: string): string {
  return text.replace(/`([^`]+)`/g, '“$1”');
}

/** The same for labels of quick picks, where VS Code draws `$(name)` as an icon. */
export function plainLabel(text: string): string {
  return plainText(text).replace(/\$(?=\()/g, '$ ');
}
