import module from 'node:module';

/**
 * Imported before anything else: the bundles leave out the native parts of libraries (esbuild.mjs), which
 * then do without, so what is measured does without them, too.
 */
Object.assign(Reflect.get(module, '_extensions') as object, {
  '.node': () => {
    throw new Error('native parts are not shipped');
  },
});
