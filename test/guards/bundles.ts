import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** One file of the built code. */
export interface Bundle {
  readonly bytes: number;
  /** The bundles that it loads at once. */
  readonly needs: readonly string[];
  /** Those that it loads at their first use. */
  readonly mayNeed: readonly string[];
}

export type Bundles = ReadonlyMap<string, Bundle>;

/** As esbuild writes an `import()` that has become a `require`. */
const later = /\.then\(\(\)=>[\w$]+\(require\("\.\/([^"]+)"\)\)\)/g;
const any = /require\("\.\/([^"]+)"\)/g;

/** The bundles in a folder, by their names. */
export async function bundlesIn(folder: string): Promise<Bundles> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.cjs'));
  const read = names.map(async (name): Promise<[string, Bundle]> => {
    const text = await readFile(join(folder, name), 'utf8');
    const found = (pattern: RegExp, where: string) =>
      [...where.matchAll(pattern)].flatMap(([, needed]) => needed ?? []);
    const needs = found(any, text.replaceAll(later, ''));
    return [name, { bytes: Buffer.byteLength(text), needs, mayNeed: found(later, text) }];
  });
  return new Map(await Promise.all(read));
}

/** What is loaded with these, at once or sooner or later. */
export function loadedWith(
  names: readonly string[],
  bundles: Bundles,
  when: 'atOnce' | 'ever',
): ReadonlySet<string> {
  const loaded = new Set<string>();
  const load = (name: string): void => {
    const bundle = bundles.get(name);
    if (!bundle) throw new Error(`${name} is needed, and not there`);
    if (loaded.has(name)) return;
    loaded.add(name);
    for (const needed of bundle.needs) load(needed);
    if (when === 'ever') for (const needed of bundle.mayNeed) load(needed);
  };
  for (const name of names) load(name);
  return loaded;
}
