import { request } from 'node:http';

import { startMs, waitFor } from './waitFor.ts';

/** What the stand-in for Remote-SSH was asked to open. */
export interface OpenedWindow {
  readonly command: 'vscode.openFolder' | 'vscode.newWindow';
  readonly uri: string | null;
  readonly options: unknown;
}

interface Reply {
  readonly value?: unknown;
  readonly error?: string;
}

/** Runs code inside the editor's extension host, through the companion extension `inHost`. */
export class InHost {
  readonly #socket: string;

  constructor(socket: string) {
    this.#socket = socket;
  }

  /** The companion starts with the workbench: call this once the page is there. */
  async ready(timeoutMs = startMs): Promise<void> {
    await waitFor('the companion extension to answer', timeoutMs, () => this.run('return true;'));
  }

  /**
   * `source` is the inside of an async function that sees `vscode`, `args` and `require`; what it returns must be JSON.
   * Rejects with what it threw.
   */
  async run(source: string, ...args: unknown[]): Promise<unknown> {
    const { value, error } = await this.#post(JSON.stringify({ source, args }));
    if (error !== undefined) throw new Error(`in the extension host: ${error}`);
    return value;
  }

  /** Runs a command and waits for it to end. */
  async execute(command: string, ...args: unknown[]): Promise<unknown> {
    return this.run('return vscode.commands.executeCommand(args[0], ...args[1]);', command, args);
  }

  /** The text on the person's clipboard. */
  async clipboard(): Promise<unknown> {
    return this.run('return vscode.env.clipboard.readText();');
  }

  /** Windows that would have been opened so far; needs the companion `remoteSsh`. */
  async openedWindows(): Promise<OpenedWindow[]> {
    const windows = await this.run(
      'return vscode.extensions.getExtension("ms-vscode-remote.remote-ssh").exports.opened;',
    );
    if (!Array.isArray(windows)) throw new Error('the companion remoteSsh is not active');
    return windows as OpenedWindow[];
  }

  #post(body: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const asked = request({ socketPath: this.#socket, method: 'POST', path: '/' }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          resolve(JSON.parse(Buffer.concat(parts).toString('utf8')) as Reply);
        });
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }
}
