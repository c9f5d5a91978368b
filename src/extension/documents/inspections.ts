import * as vscode from 'vscode';
import { describeError, failure } from '../../core/errors/dockhopError.ts';
import type { ContainerTarget } from '../explorer/containerTarget.ts';
import { inspectedTarget, inspectionScheme, inspectionUri } from './inspectionUri.ts';

/** Reads a description anew, without asking the person for anything. */
export type ReadUnasked = (target: ContainerTarget) => Promise<string>;

/**
 * What engines say about containers, as documents that nobody can edit. A text is kept only while its
 * document is open: it may hold secrets.
 */
export class Inspections implements vscode.TextDocumentContentProvider {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #texts = new Map<string, string>();
  readonly #read: ReadUnasked;
  readonly #disposables: readonly { dispose(): unknown }[];

  constructor(read: ReadUnasked) {
    this.#read = read;
    this.#disposables = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(inspectionScheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#texts.delete(uri.toString());
      }),
    ];
  }

  /** Shows a description; where it is open already, in its place. */
  async show(target: ContainerTarget, text: string): Promise<void> {
    const uri = vscode.Uri.from(inspectionUri(target));
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  /** Called by the editor; also for a document of an earlier session, whose text is read again. */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const known = this.#texts.get(uri.toString());
    if (known !== undefined) return known;
    const target = inspectedTarget(uri);
    try {
      if (!target) throw failure('CONTAINER_NOT_FOUND', { container: uri.path, host: '?' });
      return await this.#read(target);
    } catch (error) {
      // The editor shows this in the document's place.
      throw new Error(describeError(error, (english) => vscode.l10n.t(english)).message, {
        cause: error,
      });
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
