import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';

/** Parts of VS Code Server that serving a workbench does not need; they are most of its size. */
const leftOut = [
  './extensions/*',
  './node_modules/@github',
  './node_modules/@microsoft/mxc-sdk',
  './node_modules/@vscode/ripgrep-universal',
  './node_modules/@vscode/tree-sitter-wasm',
  './node_modules/*/third_party',
  // Of other systems, and what programs were made of.
  'win32-*',
  'darwin-*',
  'deps',
  'obj',
  'obj.target',
  '*.d.*ts',
  '*.map',
];

/**
 * Packs a server as editors do: one folder, with the node that runs it.
 * @param server the folder of a code-server's VS Code Server.
 */
export async function packServer(server: string, node: string, archive: string): Promise<void> {
  const program = await realpath(node);
  await promisify(execFile)('tar', [
    ...['-cf', archive, '--use-compress-program=gzip -1'],
    ...leftOut.map((pattern) => `--exclude=${pattern}`),
    // Also of files that are hard links of others, but what symbolic links lead to stays.
    '--transform=flags=rhS;s,^,vscode-server-linux-x64/,',
    ...['-C', server, '.'],
    ...['-C', dirname(program), basename(program)],
  ]);
}
