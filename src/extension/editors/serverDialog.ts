import * as vscode from 'vscode';
import { describeError, failure } from '../../core/errors/dockhopError.ts';
import { plainMessage, quoteCode } from '../plainMessage.ts';

/** What the question is about. */
export interface ServerQuestion {
  readonly editor: string;
  readonly host: string;
  readonly container: string;
  readonly user: string;
  /** Below the home of that user. */
  readonly folder: string;
  /** Of what would be sent; undefined where nobody says. */
  readonly bytes: number | undefined;
  /** Can Remote-SSH be told to do it itself? */
  readonly canSendItself: boolean;
}

/** `without`: open the window as it is. `no`: open none. */
export type ServerAnswer = 'bring' | 'always' | 'itself' | 'without' | 'no';

/** Asks whether the editor's server may be brought into a container that cannot download it. */
export async function askAboutServer(question: ServerQuestion): Promise<ServerAnswer> {
  const { l10n } = vscode;
  const answers = new Map<string, ServerAnswer>([
    [l10n.t('Bring It In'), 'bring'],
    [l10n.t('Always Bring It In'), 'always'],
    ...(question.canSendItself ? [[l10n.t('Let Remote-SSH Send It'), 'itself'] as const] : []),
    [l10n.t('Open Without'), 'without'],
  ]);
  const { editor, host, container, user, folder, bytes } = question;
  const names = {
    editor: plainMessage(editor),
    host: plainMessage(host),
    container: plainMessage(container),
  };
  const message =
    bytes === undefined
      ? l10n.t('Bring the server of {editor} into {container} on {host}?', names)
      : l10n.t('Bring the server of {editor} ({size} MB) into {container} on {host}?', {
          ...names,
          size: (bytes / 1e6).toFixed(0),
        });
  const what = l10n.t(
    'A window needs it, and the container cannot download it. Dockhop fetches it on this machine and sends it over the engine into `~/{folder}` of {user}. No port is opened.',
    { folder: plainMessage(folder), user: plainMessage(user) },
  );
  const itself = l10n.t(
    'Remote-SSH can be told to fetch servers on this machine and to send them itself, to every host: `remote.SSH.localServerDownload`.',
  );
  const detail = quoteCode([what, ...(question.canSendItself ? [itself] : [])].join('\n\n'));
  const options = { modal: true, detail };
  const pressed = await vscode.window.showInformationMessage(message, options, ...answers.keys());
  return (pressed === undefined ? undefined : answers.get(pressed)) ?? 'no';
}

/** Says why a container has no server and gets none. @returns whether a window is to be tried all the same. */
export async function warnOfBarred(
  editor: string,
  container: string,
  reason: string,
): Promise<boolean> {
  const { l10n } = vscode;
  const open = l10n.t('Open All the Same');
  const { message, action: detail } = describeError(
    failure('EDITOR_SERVER_UNFIT', { editor, container, reason }),
    (english) => l10n.t(english),
  );
  const options = { modal: true, detail };
  return (await vscode.window.showWarningMessage(quoteCode(message), options, open)) === open;
}

/** Says that no window will open on a container. @returns whether one is to be tried all the same. */
export async function warnOfUnfit(
  editor: string,
  container: string,
  lacking: readonly string[],
): Promise<boolean> {
  const { l10n } = vscode;
  const open = l10n.t('Open All the Same');
  const message = l10n.t(
    'The server of {editor} will not run in {container}: it lacks {lacking}.',
    {
      editor: plainMessage(editor),
      container: plainMessage(container),
      lacking: plainMessage(lacking.join(', ')),
    },
  );
  const detail = l10n.t('SSH in a terminal works. For a window, use a newer image.');
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, open)) === open;
}
