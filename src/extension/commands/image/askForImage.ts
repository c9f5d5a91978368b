import * as vscode from 'vscode';
import { parseImageName, type ImageName } from '../../../core/engine/imageName.ts';

/** The name of an image, as it is typed. */
export async function askForImage(
  title: string,
  prompt: string,
  value = '',
): Promise<ImageName | undefined> {
  const typed = await vscode.window.showInputBox({
    ...{ title, prompt, value, ignoreFocusOut: true },
    validateInput: (text) =>
      parseImageName(text.trim())
        ? undefined
        : vscode.l10n.t(
            'This is no name of an image: lower-case letters, digits and . _ - /, then :tag.',
          ),
  });
  return typed === undefined ? undefined : parseImageName(typed.trim());
}
