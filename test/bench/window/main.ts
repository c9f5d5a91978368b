import { createRequire } from 'node:module';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';
import { answer } from '../helper.ts';
import type { Truth } from '../simulatedEngines/simulatedEngine.ts';
import { EditorTree } from './editorTree.ts';
import type * as fakeVscode from './fakeVscode.ts';

/** A window of the editor with Dockhop in it, which does what it is asked. */
export interface Opening {
  /** The bundle. */
  readonly extension: string;
  /** The person's, by their full names. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly storage: string;
}

/** How long each part of opening took, in milliseconds. */
export interface Opened {
  readonly loadMs: number;
  readonly activateMs: number;
}

interface Extension {
  activate(context: object): Promise<void>;
  deactivate(): Promise<void>;
}

const load = createRequire(path.resolve('package.json'));
let extension: Extension | undefined;
let tree: EditorTree | undefined;
let onDrawn = (): void => undefined;

function memory(): object {
  const values = new Map<string, unknown>();
  return {
    get: (key: string) => values.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
    keys: () => [...values.keys()],
  };
}

const asked = {
  open: async ({ extension: file, settings, storage }: Opening): Promise<Opened> => {
    const { fake } = load('vscode') as typeof fakeVscode;
    for (const [key, value] of Object.entries(settings)) fake.settings.set(key, value);
    const context = {
      subscriptions: [],
      globalState: memory(),
      workspaceState: memory(),
      globalStorageUri: { fsPath: storage },
      secrets: {
        get: () => Promise.resolve(undefined),
        store: () => Promise.resolve(),
        delete: () => Promise.resolve(),
      },
    };
    const begin = performance.now();
    const loaded = load(file) as Extension;
    const isLoaded = performance.now();
    await loaded.activate(context);
    const isActive = performance.now();
    extension = loaded;
    return { loadMs: isLoaded - begin, activateMs: isActive - isLoaded };
  },

  /** Shows the view of hosts with all of them expanded. */
  show: async (): Promise<void> => {
    const { fake } = load('vscode') as typeof fakeVscode;
    const view = fake.views.get('dockhop.hosts');
    if (!view) throw new Error('there is no view of hosts');
    tree ??= new EditorTree(view, () => {
      onDrawn();
    });
    await tree.show();
  },

  hide: (): void => {
    tree?.hide();
  },

  /** Resolves when so many containers are drawn, with `Date.now()`. */
  untilContainers: async (count: number): Promise<number> =>
    await untilDrawn((rows) => containersOf(rows).length === count),

  /** Resolves when every container is drawn as it is, with `Date.now()`. */
  untilTrue: async (truth: readonly Truth[]): Promise<number> => {
    const wanted = lookOf(truth);
    return await untilDrawn((rows) => lookOf(containersOf(rows)) === wanted);
  },

  /** What is drawn that is not so, or not drawn that is. */
  differences: (truth: readonly Truth[]): number => {
    const drawn = containersOf(tree?.rows ?? []).map(wordsOf);
    const there = truth.map(wordsOf);
    const missing = (from: readonly string[], words: readonly string[]): number => {
      const known = new Set(from);
      return words.filter((one) => !known.has(one)).length;
    };
    return missing(drawn, there) + missing(there, drawn);
  },

  /**
   * Lets go of what nobody needs any more; the process must have been started with `--expose-gc`.
   * Resolves with how many bytes V8 keeps for what is to come, with nothing in them.
   */
  collect: async (): Promise<number> => {
    // Twice: what the first finds dead may have held what the second does.
    for (let times = 0; times < 2; times++) await globalThis.gc?.({ execution: 'async' });
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    return young ? young.physical_space_size - young.space_used_size : 0;
  },

  /** Warnings, errors and messages to the person so far. */
  complaints: (): string[] => (load('vscode') as typeof fakeVscode).fake.complaints,
};

export type WindowQuestions = typeof asked;

interface ContainerRow {
  readonly kind: 'container';
  readonly container: Truth;
}

function containersOf(rows: readonly unknown[]): Truth[] {
  return (rows as readonly { readonly kind: string }[])
    .filter((row): row is ContainerRow => row.kind === 'container')
    .map(({ container }) => container);
}

function wordsOf({ id, name, state }: Truth): string {
  return [id, name, state].join(' ');
}

function lookOf(truth: readonly Truth[]): string {
  return truth.map(wordsOf).sort().join('\n');
}

function untilDrawn(isSo: (rows: readonly unknown[]) => boolean): Promise<number> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!isSo(tree?.rows ?? [])) return;
      onDrawn = () => undefined;
      resolve(Date.now());
    };
    onDrawn = look;
    look();
  });
}

answer(asked, async () => {
  await extension?.deactivate();
});
