import type { Readable, Writable } from 'node:stream';
import { describeError, plainText, type ErrorDescription } from '../core/errors/dockhopError.ts';
import type { Log } from '../core/ports/log.ts';
import type { Progress, Step } from '../core/ports/progress.ts';
import type {
  Answer,
  Confirmation,
  HostKeyQuestion,
  InstallAnswer,
  InstallQuestion,
  PortableQuestion,
  Prompter,
  RepairQuestion,
  Secret,
  SecretQuestion,
} from '../core/ports/prompter.ts';
import { repairText } from './repairText.ts';
import { TerminalQuestions } from './terminalQuestions.ts';
import { namingConfig } from '../core/ssh/sshCommandLine.ts';
import type { SshSettings } from '../core/ssh/sshProgram.ts';
import { usageText } from './usage.ts';

const stepNames: Readonly<Record<Step, string>> = {
  connect: 'Connecting',
  find: 'Finding the container',
  start: 'Starting the container',
  probe: 'Looking into the container',
  install: 'Installing an SSH server in the container',
  configure: 'Setting up the SSH server',
  entry: 'Writing the entry',
  proof: 'Proving it with ssh',
  fetch: 'Fetching the editor’s server',
  bring: 'Bringing the editor’s server into the container',
  open: 'Opening the editor',
};

/** A failure on one line: its code, what happened, what to do. */
export function failureLine({ code, message, action }: ErrorDescription): string {
  return `${code}: ${message}; ${action.charAt(0).toLowerCase()}${action.slice(1)}`;
}

type MaybeTerminal<Stream> = Stream & { readonly isTTY?: boolean };

/**
 * The person at the terminal: results go to standard output, all else to standard error. What
 * comes from strangers is made harmless before it is printed.
 */
export class Terminal implements Prompter, Progress, Log {
  readonly #questions: TerminalQuestions;
  readonly #output: Writable;
  readonly #errors: MaybeTerminal<Writable>;
  /** `--yes`: the person agrees to what would be asked about a container. */
  agreesToAll = false;

  constructor(input: MaybeTerminal<Readable>, output: Writable, errors: MaybeTerminal<Writable>) {
    this.#questions = new TerminalQuestions(input, errors);
    this.#output = output;
    this.#errors = errors;
  }

  /** What a terminal could obey, or would not show, is escaped: JSON means the same by it. */
  printJson(document: unknown): void {
    const text = JSON.stringify(document, undefined, 2);
    this.#output.write(`${text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, jsonEscape)}\n`);
  }

  /** Rows as aligned columns, cells made harmless. */
  printTable(rows: readonly (readonly string[])[]): void {
    const cells = rows.map((row) => row.map(plainText));
    const columns = Math.max(0, ...cells.map((row) => row.length));
    const widths = Array.from({ length: columns }, (_, column) =>
      Math.max(...cells.map((row) => row[column]?.length ?? 0)),
    );
    for (const row of cells) {
      const line = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
      this.#output.write(`${line.trimEnd()}\n`);
    }
  }

  /** Lines of our own making, for a file. What a terminal could obey is taken out. */
  printText(text: string): void {
    this.#output.write(text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ''));
  }

  /** One line for the person beside the result. */
  note(text: string): void {
    this.#errors.write(`dockhop: ${plainText(text)}\n`);
  }

  printUsage(): void {
    this.#output.write(usageText);
  }

  /**
   * The one line of a failure; with `json` also the document on standard output. The commands that
   * it names are for the configuration of these settings.
   */
  printFailure(error: unknown, json: boolean, settings: SshSettings = {}): void {
    const described = describeError(error, (text) => namingConfig(text, settings));
    if (json) this.printJson({ error: described });
    this.#errors.write(`dockhop: ${failureLine(described)}\n`);
  }

  // --- Prompter

  canAsk(): boolean {
    return this.#questions.canAsk;
  }

  askSecret(question: SecretQuestion, signal: AbortSignal): Promise<Secret | 'no' | 'cannotAsk'> {
    return this.#questions.askSecret(question, signal);
  }

  confirm({ hop, text }: Confirmation, signal: AbortSignal): Promise<Answer> {
    return this.#questions.yesOrNo([`${hop}: ${text}`], 'Yes?', signal);
  }

  tell(hop: string, text: string): void {
    this.note(`${hop}: ${text}`);
  }

  trustHostKey(question: HostKeyQuestion, signal: AbortSignal): Promise<Answer> {
    const { hop, address, keyType, fingerprint } = question;
    const shown = `${hop} (${address}) shows an unknown ${keyType} key ${fingerprint}`;
    return this.#questions.yesOrNo([shown], 'Trust it and remember it?', signal);
  }

  /**
   * A command of the person is consent to install an SSH server; they are told what and where. About
   * what the editor needs besides they are asked.
   */
  async allowInstall(question: InstallQuestion, signal: AbortSignal): Promise<InstallAnswer> {
    const { host, container, manager, packages, extras, lacking } = question;
    if (lacking.length > 0) {
      this.note(`VS Code Server will not run in ${container}: it lacks ${lacking.join(', ')}`);
    }
    const withExtras = extras.length > 0 && (await this.#wantsExtras(question, signal));
    const what = [...packages, ...(withExtras ? extras : [])].join(', ');
    this.note(`installing ${what} with ${manager} in ${container} on ${host}`);
    return withExtras || extras.length === 0 ? 'yes' : 'serverOnly';
  }

  async #wantsExtras({ extras }: InstallQuestion, signal: AbortSignal): Promise<boolean> {
    if (this.agreesToAll) return true;
    const what = extras.join(', ');
    if (!this.canAsk()) {
      this.note(`not installing ${what}, which VS Code Server needs; --yes does`);
      return false;
    }
    const needed = [`VS Code Server also needs ${what}`];
    return (await this.#questions.yesOrNo(needed, 'Install that, too?', signal)) === 'yes';
  }

  /** As with packages, the command is consent. */
  allowPortable(question: PortableQuestion): Promise<Answer> {
    const { host, container, source, version, instead } = question;
    if (instead) this.note(instead.message);
    const server = source === 'host' ? `the SSH server of ${host},` : 'the portable SSH server';
    this.note(`bringing ${server} ${version} into ${container} on ${host}`);
    return Promise.resolve('yes');
  }

  allowRepair({ host, container, repairs }: RepairQuestion, signal: AbortSignal): Promise<Answer> {
    const what = repairs.map(repairText).join(', ');
    this.note(`to let you in, ${container} on ${host} needs: ${what}`);
    if (this.agreesToAll) return Promise.resolve('yes');
    const question = 'May Dockhop do that? `forget --undo` takes it back.';
    return this.#questions.yesOrNo([], question, signal);
  }

  // --- Progress

  step(step: Step): void {
    if (this.#errors.isTTY) this.note(`${stepNames[step]} …`);
  }

  output(line: string): void {
    if (this.#errors.isTTY) this.#errors.write(`  ${plainText(line)}\n`);
  }

  // --- Log

  debug(message: string): void {
    if (process.env['DOCKHOP_DEBUG']) this.note(message);
  }

  info(message: string): void {
    this.debug(message);
  }

  warn(message: string): void {
    this.note(message);
  }
}

function jsonEscape(text: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
