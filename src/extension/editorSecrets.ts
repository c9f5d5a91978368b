import * as v from 'valibot';
import type { Secrets } from '../core/ports/secrets.ts';

/** The part of `vscode.SecretStorage` that is needed. */
export interface SecretStore {
  get(key: string): Thenable<string | undefined>;
  store(key: string, value: string): Thenable<void>;
  delete(key: string): Thenable<void>;
}

/** All under one key: the storage cannot list its keys, and all of it must be forgettable. */
const storeKey = 'dockhop.secrets';

const schema = v.array(v.tuple([v.string(), v.string()]));

/** What the person wanted kept, in the editor's secret storage. */
export class EditorSecrets implements Secrets {
  readonly #store: SecretStore;
  #last: Promise<unknown> = Promise.resolve();

  constructor(store: SecretStore) {
    this.#store = store;
  }

  async get(name: string): Promise<string | undefined> {
    return (await this.#all()).get(name);
  }

  set(name: string, secret: string): Promise<void> {
    return this.#change((all) => all.set(name, secret));
  }

  async delete(name: string): Promise<void> {
    await this.#change((all) => {
      all.delete(name);
    });
  }

  /** @returns how many there were. */
  async forgetAll(): Promise<number> {
    const { size } = await this.#all();
    await this.#store.delete(storeKey);
    return size;
  }

  /** One change after the other, or one would undo the other. */
  #change(change: (all: Map<string, string>) => void): Promise<void> {
    const changed = this.#last.then(async () => {
      const all = await this.#all();
      const before = JSON.stringify([...all]);
      change(all);
      if (JSON.stringify([...all]) === before) return;
      if (all.size === 0) await this.#store.delete(storeKey);
      else await this.#store.store(storeKey, JSON.stringify([...all]));
    });
    this.#last = changed.catch(() => undefined);
    return changed;
  }

  async #all(): Promise<Map<string, string>> {
    const text = await this.#store.get(storeKey);
    return new Map(text === undefined ? [] : parse(text));
  }
}

/** What is not ours, or damaged, is as good as nothing: the person is asked. */
function parse(text: string): [string, string][] {
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    return parsed.success ? parsed.output : [];
  } catch {
    return [];
  }
}
