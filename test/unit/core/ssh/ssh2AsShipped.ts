import { createRequire } from 'node:module';
import type * as ssh2 from 'ssh2';

const requireHere = createRequire(import.meta.url);

/**
 * ssh2 as the bundles have it: it looks for its native parts when it is loaded, and does without. A copy of its
 * own, for other tests of this worker may have loaded it with them, or do so later.
 */
export function ssh2AsShipped(): typeof ssh2 {
  const { cache } = requireHere;
  const loaders = Reflect.get(process.getBuiltinModule('node:module'), '_extensions') as Record<
    string,
    unknown
  >;
  const loadNative = loaders['.node'];
  const others = new Map(ssh2Modules().map((path) => [path, cache[path]]));
  for (const path of others.keys()) Reflect.deleteProperty(cache, path);
  loaders['.node'] = () => {
    throw new Error('left out');
  };
  try {
    return requireHere('ssh2') as typeof ssh2;
  } finally {
    loaders['.node'] = loadNative;
    for (const path of ssh2Modules()) Reflect.deleteProperty(cache, path);
    for (const [path, loaded] of others) cache[path] = loaded;
  }

  function ssh2Modules(): string[] {
    return Object.keys(cache).filter((path) => /[\\/]node_modules[\\/]ssh2[\\/]/.test(path));
  }
}
