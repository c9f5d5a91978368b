import type * as vscode from 'vscode';
import type { LoadErrands } from '../errands.ts';
import type { FailureDesk } from '../showFailure.ts';

/** Links of the editor's own scheme. */
export class LinkHandler implements vscode.UriHandler {
  readonly #loadErrands: LoadErrands;
  readonly #failures: FailureDesk;

  constructor(loadErrands: LoadErrands, failures: FailureDesk) {
    this.#loadErrands = loadErrands;
    this.#failures = failures;
  }

  async handleUri(uri: vscode.Uri): Promise<void> {
    try {
      await (await this.#loadErrands()).followLink(uri);
    } catch (error) {
      await this.#failures.show(error);
    }
  }
}
