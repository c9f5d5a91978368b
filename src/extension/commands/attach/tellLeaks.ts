import * as vscode from 'vscode';
import type { Attachment } from '../../../core/attach/attach.ts';
import { isWorthTelling } from '../../../core/clientFiles/leaks.ts';
import { openSshConfig } from '../../openSshConfig.ts';
import { plainMessage } from '../../plainMessage.ts';
import type { Desk } from '../desk.ts';

/** Points out, once a window, what the person's own config adds to an entry. */
export function tellLeaks({ alias, leaks }: Attachment, { tools, log, told }: Desk): void {
  for (const { option, value } of leaks) {
    log.info(`The ssh config adds to ${alias}: ${option} ${value}`);
  }
  const options = leaks.filter(isWorthTelling).map(({ option, value }) => `${option} ${value}`);
  const text = vscode.l10n.t('Your ssh config adds to the entry {alias}: {options}', {
    alias,
    options: options.join(', '),
  });
  if (options.length === 0 || told.has(text)) return;
  told.add(text);
  const open = vscode.l10n.t('Open ssh Config');
  // Not awaited: the entry works.
  void vscode.window.showWarningMessage(plainMessage(text), open).then((pressed) => {
    if (pressed === open) void openSshConfig(undefined, tools.settings);
  });
}
