import * as vscode from 'vscode';
import type {
  Answer,
  Confirmation,
  HostKeyQuestion,
  InstallQuestion,
  PortableQuestion,
  Prompter,
  RepairQuestion,
  Secret,
  SecretQuestion,
} from '../../core/ports/prompter.ts';
import { plainMessage } from '../plainMessage.ts';
import type { InstallConsents } from './installConsents.ts';
import { askAboutPortable, tellAboutPortable } from './portableDialog.ts';
import { askAboutRepair } from './repairDialog.ts';
import { askAboutHostKey, confirmInDialog } from './hopDialogs.ts';
import { QuestionQueue } from './questionQueue.ts';
import { askInBox } from './secretBox.ts';
import { toldWords } from './toldWords.ts';
import { untilAborted, whenAborted } from './untilAborted.ts';

/** Core's questions as dialogs of the editor. */
export class EditorPrompter implements Prompter {
  readonly #consents: InstallConsents;
  readonly #queue = new QuestionQueue();

  constructor(consents: InstallConsents) {
    this.#consents = consents;
  }

  askSecret(question: SecretQuestion, signal: AbortSignal): Promise<Secret | 'no'> {
    return this.#queue.put(() => askInBox(question, signal), signal);
  }

  confirm(confirmation: Confirmation, signal: AbortSignal): Promise<Answer> {
    return this.#queue.put(() => confirmInDialog(confirmation, signal), signal);
  }

  tell(hop: string, text: string, signal: AbortSignal): void {
    const title = plainMessage(`${hop}: ${toldWords(text, vscode.l10n)}`);
    const location = vscode.ProgressLocation.Notification;
    // Not awaited: it asks nothing, and goes when the signal aborts.
    void vscode.window.withProgress({ location, title }, () => whenAborted(signal));
  }

  trustHostKey(question: HostKeyQuestion, signal: AbortSignal): Promise<Answer> {
    return this.#queue.put(() => askAboutHostKey(question, signal), signal);
  }

  async allowInstall(question: InstallQuestion, signal: AbortSignal): Promise<Answer> {
    const { host, container } = question;
    if (this.#consents.has(host, container)) return 'yes';
    if (this.#consents.always) {
      tellAboutInstall(question);
      return 'yes';
    }
    const { l10n } = vscode;
    const install = l10n.t('Install');
    const always = l10n.t('Always Install');
    const { message, detail } = installTexts(question);
    const options = { modal: true, detail };
    const pressed = vscode.window.showInformationMessage(message, options, install, always);
    const answer = await untilAborted(pressed, signal);
    if (answer === undefined) return 'no';
    if (answer === always) await this.#consents.addAlways();
    await this.#consents.add(host, container);
    return 'yes';
  }

  async allowPortable(question: PortableQuestion, signal: AbortSignal): Promise<Answer> {
    const { host, container } = question;
    // After a restart that lost what was brought it is brought again.
    if (this.#consents.has(host, container, 'portable')) return 'yes';
    if (this.#consents.always) {
      tellAboutPortable(question);
      return 'yes';
    }
    const answer = await askAboutPortable(question, signal);
    if (answer === 'yes') await this.#consents.add(host, container, 'portable');
    return answer;
  }

  async allowRepair(question: RepairQuestion, signal: AbortSignal): Promise<Answer> {
    const { host, container, repairs } = question;
    // A missing home keeps nobody out: each attach would ask again.
    const mayStay = repairs.every(({ kind }) => kind === 'home');
    if (mayStay && this.#consents.has(host, container, 'noHome')) return 'no';
    const answer = await askAboutRepair(question, signal);
    if (mayStay && answer === 'no') await this.#consents.add(host, container, 'noHome');
    return answer;
  }
}

/** For “Set Up SSH Server”, which is consent by itself: says what is installed where, and goes on. */
export class AgreedPrompter implements Prompter {
  readonly #inner: Prompter;
  readonly #consents: InstallConsents;

  constructor(inner: Prompter, consents: InstallConsents) {
    this.#inner = inner;
    this.#consents = consents;
  }

  askSecret(question: SecretQuestion, signal: AbortSignal): Promise<Secret | 'no' | 'cannotAsk'> {
    return this.#inner.askSecret(question, signal);
  }

  confirm(confirmation: Confirmation, signal: AbortSignal): Promise<Answer> {
    return this.#inner.confirm(confirmation, signal);
  }

  tell(hop: string, text: string, signal: AbortSignal): void {
    this.#inner.tell(hop, text, signal);
  }

  trustHostKey(question: HostKeyQuestion, signal: AbortSignal): Promise<Answer> {
    return this.#inner.trustHostKey(question, signal);
  }

  async allowInstall(question: InstallQuestion): Promise<Answer> {
    tellAboutInstall(question);
    await this.#consents.add(question.host, question.container);
    return 'yes';
  }

  allowPortable(question: PortableQuestion, signal: AbortSignal): Promise<Answer> {
    return this.#inner.allowPortable(question, signal);
  }

  /** Whatever was answered before. */
  allowRepair(question: RepairQuestion, signal: AbortSignal): Promise<Answer> {
    return askAboutRepair(question, signal);
  }
}

function tellAboutInstall(question: InstallQuestion): void {
  const { host, container, manager } = namesIn(question);
  const packages = plainMessage([...question.packages, ...question.extras].join(', '));
  const text = vscode.l10n.t('Installing {packages} in {container} on {host} with {manager}', {
    packages,
    container,
    host,
    manager,
  });
  // Not awaited: it asks nothing.
  void vscode.window.showInformationMessage(text);
}

function installTexts(question: InstallQuestion): { message: string; detail: string } {
  const { host, container, manager, packages } = namesIn(question);
  return {
    message: vscode.l10n.t('Install {packages} in {container} on {host}?', {
      packages,
      container,
      host,
    }),
    detail: [
      vscode.l10n.t(
        'The container has no SSH server. Dockhop runs {manager} inside it, once. Nothing is installed on {host} itself, and no port is opened.',
        { manager, host },
      ),
      ...editorTexts(question),
    ].join('\n\n'),
  };
}

/** What VS Code Server needs besides. */
function editorTexts({ extras, lacking }: InstallQuestion): readonly string[] {
  const { l10n } = vscode;
  const names = (some: readonly string[]) => plainMessage(some.join(', '));
  return [
    ...(extras.length > 0
      ? [l10n.t('What VS Code Server needs comes with it: {extras}.', { extras: names(extras) })]
      : []),
    ...(lacking.length > 0
      ? [
          l10n.t(
            'VS Code Server will not run there, for the container lacks {lacking}. SSH in a terminal works; for a window, use a newer image.',
            { lacking: names(lacking) },
          ),
        ]
      : []),
  ];
}

function namesIn({ host, container, manager, packages }: InstallQuestion) {
  return {
    host: plainMessage(host),
    container: plainMessage(container),
    manager: plainMessage(manager),
    packages: plainMessage(packages.join(', ')),
  };
}
