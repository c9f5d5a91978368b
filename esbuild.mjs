// Bundles the two faces, dist/extension.cjs for the editor and dist/cli.cjs for the terminal, and
// dist/keyWorker.cjs, the thread in which keys are decrypted. What several of them need, and what is
// loaded at its first use (an `import()` in the source), is a file of its own beside them. What they
// have of others is told in dist/licenses.txt, as those licenses ask for.
import { build, transform } from 'esbuild';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Native parts: never loaded on our paths, left out. */
const leftOut = /^cpu-features(\/|$)|\.node$/;

const leaveOut = {
  name: 'leave-out',
  setup(bundler) {
    bundler.onResolve({ filter: leftOut }, ({ path }) => ({ path, namespace: 'left-out' }));
    // Thrown, not empty: ssh2 tries its native parts in a try block and then does without.
    bundler.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is left out of the bundle`)});`,
    }));
  },
};

/** What our libraries carry along and we never use, or Node has itself. */
const replaced = [
  // Only its class is asked for, by a client that never opens SFTP.
  [/\/ssh2\/lib\/protocol\/SFTP\.js$/, 'module.exports = { SFTP: class {} };'],
  [/\/ssh2\/lib\/(server|keygen|http-agents)\.js$/, 'module.exports = {};'],
  // It makes Node's own wait for free file descriptors, of which a lock needs none. A copy, for a lock
  // leaves a mark on it.
  [/\/graceful-fs\/graceful-fs\.js$/, `module.exports = { ...require('node:fs') };`],
  // Its own way over SSH, one connection a request.
  [/\/docker-modem\/lib\/ssh\.js$/, 'module.exports = {};'],
  [
    /\/text-decoder\/index\.js$/,
    `const { StringDecoder } = require('node:string_decoder');
    module.exports = class extends StringDecoder { push(bytes) { return this.write(bytes); } };`,
  ],
  // Nothing listens to what it says.
  [/\/debug\/src\/index\.js$/, 'module.exports = () => () => {};'],
  [/\/readable-stream\/readable\.js$/, `module.exports = require('node:stream');`],
  // bcrypt-pbkdf wants its SHA-512 (one of three functions of the same shape), and nothing else.
  [
    /\/tweetnacl\/nacl-fast\.js$/,
    `const { createHash } = require('node:crypto');
    exports.lowlevel = {
      crypto_hash: (out, input, length) =>
        out.set(createHash('sha512').update(input.subarray(0, length)).digest()),
    };`,
  ],
];

const replace = {
  name: 'replace',
  setup(bundler) {
    for (const [filter, contents] of replaced) bundler.onLoad({ filter }, () => ({ contents }));
  },
};

const folder = 'dist';

// Only ES modules are split by esbuild; an extension of VS Code is CommonJS. So both, one after the other.
const { outputFiles, metafile } = await build({
  entryPoints: {
    extension: 'src/extension/extension.ts',
    cli: 'src/cli/main.ts',
    keyWorker: 'src/core/ssh/login/keyWorker.cjs',
  },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['vscode'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  outdir: folder,
  outExtension: { '.js': '.cjs' },
  chunkNames: '[name]-[hash]',
  plugins: [leaveOut, replace],
  write: false,
  metafile: true,
});

/** CommonJS has no import.meta: where a file lies is where it finds what lies beside it. */
const ownUrl = `const ownUrl = require('node:url').pathToFileURL(__filename).href;`;

async function asCommonJs({ path, text }) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // `import()` becomes `require`: they are no ES modules any more.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'ownUrl' },
    minify: true,
    legalComments: 'none',
    banner: text.includes('import.meta.url') ? ownUrl : '',
  });
  const isProgram = basename(path) === 'cli.cjs';
  return isProgram ? `#!/usr/bin/env node\n${code}` : code;
}

/** The license of a package, under its name. */
async function licenseOf(directory) {
  const name = (await readdir(directory)).find((one) => /^licen[cs]e/i.test(one));
  const {
    name: title,
    version,
    license,
  } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'));
  const text = name ? await readFile(join(directory, name), 'utf8') : `License: ${license}`;
  return `${title} ${version}\n\n${text.trim()}\n`;
}

const packages = Object.keys(metafile.inputs).flatMap(
  (input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? [],
);
const licenses = await Promise.all([...new Set(packages)].sort().map(licenseOf));

const bundles = await Promise.all(outputFiles.map(asCommonJs));
await mkdir(folder, { recursive: true });
const before = await readdir(folder);
await Promise.all(
  before.filter((name) => name.endsWith('.cjs')).map((name) => rm(join(folder, name))),
);
await Promise.all(outputFiles.map(({ path }, index) => writeFile(path, bundles[index])));
await writeFile(join(folder, 'licenses.txt'), licenses.join(`\n${'-'.repeat(80)}\n\n`));
