import * as v from 'valibot';
import * as vscode from 'vscode';
import { filteredKey, groupedKey, runningOnlyKey } from '../commandIds.ts';
import { everything, isFiltered, type ViewChoices } from './viewChoices.ts';

const groupedMemory = 'explorer.grouped';
const runningOnlyMemory = 'explorer.runningOnly';
const textMemory = 'explorer.filter';

const flag = v.fallback(v.boolean(), false);
const text = v.fallback(v.pipe(v.string(), v.maxLength(200)), '');

/** Grouping is a matter of taste and the same in every window; a filter is for this one. */
export class RememberedChoices {
  readonly #everywhere: vscode.Memento;
  readonly #here: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<ViewChoices>();
  readonly onDidChange = this.#changed.event;
  #value: ViewChoices = everything;

  constructor({
    globalState,
    workspaceState,
  }: Pick<vscode.ExtensionContext, 'globalState' | 'workspaceState'>) {
    this.#everywhere = globalState;
    this.#here = workspaceState;
    this.#value = {
      grouped: v.parse(flag, globalState.get(groupedMemory)),
      runningOnly: v.parse(flag, workspaceState.get(runningOnlyMemory)),
      text: v.parse(text, workspaceState.get(textMemory)),
    };
    void this.#tellMenus();
  }

  get value(): ViewChoices {
    return this.#value;
  }

  /** Shows the containers so at once, and in windows to come. */
  async choose(part: Partial<ViewChoices>): Promise<void> {
    this.#value = { ...this.#value, ...part };
    this.#changed.fire(this.#value);
    const { grouped, runningOnly } = this.#value;
    await Promise.all([
      this.#tellMenus(),
      this.#everywhere.update(groupedMemory, grouped),
      this.#here.update(runningOnlyMemory, runningOnly),
      this.#here.update(textMemory, this.#value.text),
    ]);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #tellMenus(): Promise<void> {
    const set = (key: string, value: boolean): Thenable<unknown> =>
      vscode.commands.executeCommand('setContext', key, value);
    await Promise.all([
      set(groupedKey, this.#value.grouped),
      set(runningOnlyKey, this.#value.runningOnly),
      set(filteredKey, isFiltered(this.#value)),
    ]);
  }
}
