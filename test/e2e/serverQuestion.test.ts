import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { docker } from '../lab/lab.ts';
import { attachMs } from './harness/attachOffer.ts';
import { chooseHosts } from './harness/chooseHosts.ts';
import { codeServerFolder } from './harness/tools.ts';
import { useSession } from './harness/useSession.ts';
import { waitFor } from './harness/waitFor.ts';

const name = 'ws-for-server';
const question = /^Bring the server of code-server \(3 MB\) into ws-for-server on gpu1\?$/;

describe('the server of the editor, where a container cannot download it', () => {
  const session = useSession({
    companions: ['remoteSsh'],
    // One archive, as all have it that descend from VS Code.
    settings: { 'remote.SSH.useExecServer': false },
    prepare: (folders) => chooseHosts(folders, ['gpu1']),
  });
  let archive: Buffer = Buffer.alloc(0);
  /** An editor's own place for servers, on this machine's loopback. */
  const web = createServer((request, response) => {
    response.writeHead(200, { 'content-length': archive.length });
    response.end(request.method === 'HEAD' ? undefined : archive);
  });

  beforeAll(async () => {
    archive = await packStandIn(join(session().folders.root, 'server'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const address = web.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    await session().editor.inHost.run(
      'await vscode.workspace.getConfiguration("remote.SSH")' +
        '.update("serverDownloadUrlTemplate", args[0], vscode.ConfigurationTarget.Global);',
      `http://127.0.0.1:${address.port}/\${commit}/\${os}-\${arch}.tar.gz`,
    );
    const image = await docker('docker', 'inspect', '-f', '{{.Config.Image}}', 'ws-idle');
    const options = ['-d', '--init', '--net=none', '--name', name];
    await docker('docker', 'rm', '-f', name);
    await docker('docker', 'run', ...options, image.trim(), 'sleep', 'infinity');
    await session().workbench.openContainer('Dockhop');
    await session().workbench.tree('Hosts').expand(['gpu1']);
  });

  afterAll(async () => {
    web.close();
    await docker('docker', 'rm', '-f', name);
  });

  it('is asked about before the window, and comes once the person agreed', async () => {
    const { workbench, editor } = session();
    const { dialog } = workbench;
    const attach = () => workbench.tree('Hosts').chooseFromMenu(['gpu1', name], 'Attach');
    await attach();
    const asked = await dialog.read(attachMs);
    expect(asked.message).toMatch(question);
    expect(asked.detail).toContain('into “~/.vscode-server-oss” of root. No port is opened.');
    expect([...asked.buttons].sort()).toEqual([
      ...['Always Bring It In', 'Bring It In', 'Cancel'],
      ...['Let Remote-SSH Send It', 'Open Without'],
    ]);
    await workbench.picture('server-question');
    await dialog.click('Cancel');
    expect(await servers()).toBe('');

    await attach();
    await dialog.read(attachMs);
    expect(await editor.inHost.openedWindows()).toEqual([]);
    await dialog.click('Bring It In');
    await windowsOpened(1);
    expect(await servers()).toMatch(
      /^\/root\/\.[a-z-]+\/bin\/[0-9a-f]{40}\/bin\/code-server-oss\n$/,
    );

    await attach();
    await windowsOpened(2);
  });

  async function servers(): Promise<string> {
    return docker(
      'docker',
      'exec',
      name,
      'find',
      '/root',
      '-name',
      'code-server-oss',
      '-type',
      'f',
    );
  }

  async function windowsOpened(count: number): Promise<void> {
    await waitFor(`${count} windows to be opened`, attachMs, async () =>
      (await session().editor.inHost.openedWindows()).length === count ? true : undefined,
    );
  }
});

/** Packed as a server is, with programs of no use; a real one runs in remoteServer.test.ts. */
async function packStandIn(folder: string): Promise<Buffer> {
  const server = join(folder, 'vscode-server-linux-x64');
  await mkdir(join(server, 'bin'), { recursive: true });
  for (const program of ['bin/code-server-oss', 'node']) {
    await writeFile(join(server, program), '#!/bin/sh\n', { mode: 0o755 });
  }
  await writeFile(join(server, 'weight'), randomBytes(3e6));
  const editor = join(await codeServerFolder(), 'lib/vscode');
  await copyFile(join(editor, 'product.json'), join(server, 'product.json'));
  const file = join(folder, 'server.tar.gz');
  await promisify(execFile)('tar', ['-czf', file, '-C', folder, 'vscode-server-linux-x64']);
  return readFile(file);
}
