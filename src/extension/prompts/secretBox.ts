import * as vscode from 'vscode';
import type { Secret, SecretQuestion } from '../../core/ports/prompter.ts';
import { secretWords } from './secretWords.ts';
import { untilAborted } from './untilAborted.ts';

/**
 * Asks for a secret in an input box that stays until it is answered. Escape is `no`.
 * @throws the signal's reason; the box is gone then.
 */
export async function askInBox(
  question: SecretQuestion,
  signal: AbortSignal,
): Promise<Secret | 'no'> {
  const { title, prompt, refusal } = secretWords(question, vscode.l10n);
  const box = vscode.window.createInputBox();
  let keep = false;
  const showKeep = (): void => {
    box.buttons = question.mayKeep ? [keepButton(keep)] : [];
    const kept = vscode.l10n.t('It will be kept in the editor’s secret storage.');
    box.prompt = keep ? `${prompt} ${kept}` : prompt;
  };
  box.title = title;
  box.password = !question.isShown;
  box.ignoreFocusOut = true;
  if (refusal !== undefined) box.validationMessage = refusal;
  showKeep();
  const answer = new Promise<Secret | 'no'>((resolve) => {
    box.onDidChangeValue(() => {
      box.validationMessage = undefined;
    });
    box.onDidTriggerButton(() => {
      keep = !keep;
      showKeep();
    });
    box.onDidAccept(() => {
      // Nothing is the answer to some questions, but no password.
      if (box.value !== '' || question.kind === 'answer') resolve({ text: box.value, keep });
    });
    box.onDidHide(() => {
      resolve('no');
    });
  });
  box.show();
  try {
    return await untilAborted(answer, signal);
  } finally {
    box.dispose();
  }
}

/** Its icon and its words say which of the two holds. */
function keepButton(isKept: boolean): vscode.QuickInputButton {
  return isKept
    ? {
        iconPath: new vscode.ThemeIcon('pinned'),
        tooltip: vscode.l10n.t('Do Not Keep: Remember Until This Window Closes'),
      }
    : {
        iconPath: new vscode.ThemeIcon('pin'),
        tooltip: vscode.l10n.t('Keep in the Secret Storage'),
      };
}
