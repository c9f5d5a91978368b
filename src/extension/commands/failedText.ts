import * as vscode from 'vscode';
import { describeError } from '../../core/errors/dockhopError.ts';
import type { CommandName } from '../commandIds.ts';
import { commandTitle } from '../commandTitle.ts';
import { plainMessage } from '../plainMessage.ts';

/** How many failures are told one by one; the log has all of them. */
const mostTold = 3;

interface SomeFailed {
  readonly command: CommandName;
  /** Of how many. */
  readonly total: number;
  /** A name is told before its reason, where the reason does not say it. */
  readonly failed: readonly { readonly name?: string; readonly error: unknown }[];
}

/** What is told where a command was for several and some of them failed. */
export function failedText({ command, total, failed }: SomeFailed): string {
  const { l10n } = vscode;
  const reasons = failed.slice(0, mostTold).map(({ name, error }) => {
    const { message } = describeError(error, (english) => l10n.t(english));
    return name === undefined ? message : `${name}: ${message}`;
  });
  const more = failed.length - reasons.length;
  const rest = more > 0 ? [l10n.t('and {count} more', { count: String(more) })] : [];
  const text = l10n.t('{command}: {failed} of {count} failed. {reasons}', {
    command: commandTitle(command),
    failed: String(failed.length),
    count: String(total),
    reasons: [...reasons, ...rest].join('; '),
  });
  return plainMessage(text);
}
