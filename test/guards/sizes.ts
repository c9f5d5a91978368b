import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundlesIn, loadedWith, type Bundles } from './bundles.ts';
import { packedFiles } from './packedFiles.ts';

/** What a window loads to connect to a host and list its containers, by the beginning of the name. */
const forTheTree = ['connectHop-', 'findEngines-'];

export interface Sizes {
  /** All code that is loaded when Dockhop is activated. */
  readonly activation: number;
  /** All code of a window that is connected to a host and shows its containers. */
  readonly tree: number;
  /** All code of both faces. */
  readonly all: number;
  /** The packed extension without the SSH servers that it brings for containers. */
  readonly vsix: number;
}

/** In bytes, of what was built and packed into a folder last. */
export async function sizesIn(folder: string): Promise<Sizes> {
  const bundles = await bundlesIn(folder);
  const ofTheTree = [...bundles.keys()].filter((name) =>
    forTheTree.some((part) => name.startsWith(part)),
  );
  if (ofTheTree.length !== forTheTree.length) throw new Error(`there is no ${forTheTree.join()}`);
  const face = 'extension.cjs';
  return {
    activation: bytesOf(loadedWith([face], bundles, 'atOnce'), bundles),
    tree: bytesOf(loadedWith([face, ...ofTheTree], bundles, 'atOnce'), bundles),
    all: bytesOf(new Set(bundles.keys()), bundles),
    vsix: await packedBytes(join(folder, 'dockhop.vsix')),
  };
}

async function packedBytes(vsix: string): Promise<number> {
  const files = packedFiles(await readFile(vsix));
  const own = files.filter(({ name }) => !name.startsWith('extension/dist/portable/'));
  return own.reduce((sum, { bytes }) => sum + bytes, 0);
}

function bytesOf(names: ReadonlySet<string>, bundles: Bundles): number {
  return [...names].reduce((sum, name) => sum + (bundles.get(name)?.bytes ?? 0), 0);
}
