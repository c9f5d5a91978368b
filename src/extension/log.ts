import { inspect } from 'node:util';
import * as vscode from 'vscode';
import { plainText } from '../core/errors/dockhopError.ts';
import type { Log } from '../core/ports/log.ts';
import { maskSecrets } from './maskSecrets.ts';

/** Of one failure and of each of its causes: an engine may have sent megabytes. */
const mostCharacters = 20_000;
const mostLines = 100;
/** Of what was said, for a report. */
const mostRecent = 200;

/** The output channel “Dockhop”: English, one line a message, secrets masked. */
export class OutputLog implements Log {
  readonly #channel: vscode.LogOutputChannel;
  readonly #recent: string[] = [];

  constructor() {
    this.#channel = vscode.window.createOutputChannel('Dockhop', { log: true });
  }

  debug(message: string): void {
    this.#channel.debug(clean(message));
  }

  info(message: string): void {
    this.#channel.info(this.#kept('info', message));
  }

  warn(message: string): void {
    this.#channel.warn(this.#kept('warn', message));
  }

  /** A failure that the person is told about, with its causes and where they arose. */
  error(error: unknown): void {
    for (let each = error; each !== undefined; each = causeOf(each)) {
      const text = each instanceof Error ? (each.stack ?? each.message) : inspect(each);
      const lines = text.slice(0, mostCharacters).split('\n').slice(0, mostLines);
      for (const line of lines) this.#channel.error(this.#kept('error', line));
    }
  }

  /** The last lines, masked, oldest first; without what is only for whoever looks for a fault in Dockhop. */
  get recent(): readonly string[] {
    return [...this.#recent];
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }

  #kept(level: string, message: string): string {
    const text = clean(message);
    this.#recent.push(`${new Date().toISOString()} [${level}] ${text}`);
    if (this.#recent.length > mostRecent) this.#recent.shift();
    return text;
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== error ? error.cause : undefined;
}

function clean(message: string): string {
  return plainText(maskSecrets(message));
}
