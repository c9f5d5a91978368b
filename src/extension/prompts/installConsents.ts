import * as v from 'valibot';

/** The part of `vscode.Memento` that is needed. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

const alwaysKey = 'install.always';
const containersKey = 'install.containers';
/** More than anybody attaches to; the oldest go. */
const mostContainers = 500;

const containersSchema = v.fallback(v.array(v.string()), []);

/**
 * What is put into a container: an SSH server by a package manager or by Dockhop itself, or the
 * editor's own server; or `noHome`, that a missing home stays so.
 */
type Agreed = 'packages' | 'portable' | 'editorServer' | 'noHome';

/** In which containers the person has agreed to have something installed. */
export class InstallConsents {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** Has the person said “always”, for any container? */
  get always(): boolean {
    return this.#memory.get(alwaysKey) === true;
  }

  has(host: string, container: string, what: Agreed = 'packages'): boolean {
    return this.#containers().includes(nameIn(host, container, what));
  }

  async add(host: string, container: string, what: Agreed = 'packages'): Promise<void> {
    const name = nameIn(host, container, what);
    const others = this.#containers().filter((other) => other !== name);
    await this.#memory.update(containersKey, [...others, name].slice(-mostContainers));
  }

  async addAlways(): Promise<void> {
    await this.#memory.update(alwaysKey, true);
  }

  #containers(): readonly string[] {
    return v.parse(containersSchema, this.#memory.get(containersKey));
  }
}

function nameIn(host: string, container: string, what: Agreed): string {
  return JSON.stringify([host, container, ...(what === 'packages' ? [] : [what])]);
}
