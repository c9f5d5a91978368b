// Bundles the two faces: dist/extension.cjs for the editor, dist/cli.cjs for the terminal. Beside
// them dist/keyWorker.cjs, the thread in which keys are decrypted.
import { build } from 'esbuild';

/** Native parts, and what our libraries need only to build images: never loaded on our paths, left out. */
const leftOut = ['cpu-features', '@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs', 'tar-fs'];

const leaveOut = {
  name: 'leave-out',
  setup(bundler) {
    const pattern = new RegExp(`^(${leftOut.join('|')})(/|$)|\\.node$`);
    bundler.onResolve({ filter: pattern }, ({ path }) => ({ path, namespace: 'left-out' }));
    // Thrown, not empty: ssh2 tries its native parts in a try block and then does without.
    bundler.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: /\.node$|cpu-features/.test(path)
        ? `throw new Error(${JSON.stringify(`${path} is left out of the bundle`)});`
        : 'module.exports = {};',
    }));
  },
};

/** What our libraries carry along and we never use, or Node has itself. */
const replaced = [
  // Only its class is asked for, by a client that never opens SFTP.
  [/\/ssh2\/lib\/protocol\/SFTP\.js$/, 'module.exports = { SFTP: class {} };'],
  [/\/ssh2\/lib\/(server|keygen|http-agents)\.js$/, 'module.exports = {};'],
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

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  sourcemap: false,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [leaveOut, replace],
};

/** CommonJS has no import.meta: where a bundle lies is where it finds the worker. */
const ownUrl = `const ownUrl = require('node:url').pathToFileURL(__filename).href;`;
const face = { ...shared, define: { 'import.meta.url': 'ownUrl' } };

await Promise.all([
  build({
    ...face,
    entryPoints: ['src/extension/extension.ts'],
    outfile: 'dist/extension.cjs',
    external: ['vscode'],
    banner: { js: ownUrl },
  }),
  build({
    ...face,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.cjs',
    banner: { js: `#!/usr/bin/env node\n${ownUrl}` },
  }),
  build({
    ...shared,
    entryPoints: ['src/core/ssh/login/keyWorker.cjs'],
    outfile: 'dist/keyWorker.cjs',
  }),
]);
