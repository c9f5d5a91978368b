import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, it, onTestFailed } from 'vitest';

import { docker } from '../lab/lab.ts';
import { attachInTerminal } from './harness/attachInTerminal.ts';
import { launchBrowser } from './harness/browser.ts';
import { RemoteVsCodeServer } from './harness/remoteVsCodeServer.ts';
import { makeFolders, removeFolders, type SessionFolders } from './harness/session.ts';
import { Workbench, workingSize } from './harness/workbench.ts';

// What a Remote-SSH does after the window was opened, with nothing of ours running any more.

const container = 'ws-idle';
/** A folder that only the container has. */
const folder = `/srv/dockhop-${randomUUID()}`;

let folders: SessionFolders;
let browser: Browser;

beforeAll(async () => {
  folders = await makeFolders();
  browser = await launchBrowser();
  const make = `mkdir ${folder} && touch ${folder}/only-in-the-container.txt`;
  await docker('docker', 'exec', container, 'sh', '-c', make);
}, 60_000);

afterAll(async () => {
  await browser.close();
  await docker('docker', 'exec', container, 'rm', '-rf', folder);
  await removeFolders(folders);
}, 60_000);

it('VS Code Server runs in the container and serves a window on it', async () => {
  const alias = await attachInTerminal(folders, 'gpu1', container);
  const server = await RemoteVsCodeServer.start({
    sshConfig: folders.sshConfig,
    alias,
    remoteFolder: `${folder}-server`,
    log: join(folders.root, 'remote-server.log'),
  });
  try {
    const context = await browser.newContext({ viewport: workingSize });
    const workbench = new Workbench(await context.newPage());
    onTestFailed(async () => {
      await workbench.picture('failed-remote-server');
    });
    await workbench.load(`${server.url}?folder=${folder}`);

    const explorer = workbench.page.locator('.explorer-folders-view');
    await explorer.getByText('only-in-the-container.txt', { exact: true }).waitFor();

    await workbench.runCommand('Terminal: Create New Terminal');
    await workbench.terminal.waitForText(/[#$] *$/m);
    await workbench.terminal.type('echo "I am $(id -un) in $(cat /etc/hostname) at $PWD"');
    const hostname = await docker('docker', 'exec', container, 'cat', '/etc/hostname');
    await workbench.terminal.waitForText(`I am root in ${hostname.trim()} at ${folder}`);
    await workbench.picture('remote-server');
    await context.close();
  } finally {
    await server.stop();
  }
});
