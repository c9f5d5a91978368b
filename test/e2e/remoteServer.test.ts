import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, type TestContext } from 'vitest';

import { findContainer } from '../../src/core/attach/findContainer.ts';
import { bringServer, type ServerPlace } from '../../src/core/editorServer/bringServer.ts';
import { parseEditor, type Editor } from '../../src/core/editorServer/editor.ts';
import { ServerCache } from '../../src/core/editorServer/serverCache.ts';
import { serverState } from '../../src/core/editorServer/serverState.ts';
import { RoadUnderTest } from '../integration/roadUnderTest.ts';
import { launchBrowser } from './harness/browser.ts';
import { packServer } from './harness/packServer.ts';
import { RemoteVsCodeServer } from './harness/remoteVsCodeServer.ts';
import { codeServerFolder, codeServerNode } from './harness/tools.ts';
import { patienceMs } from './harness/waitFor.ts';
import { Workbench, workingSize } from './harness/workbench.ts';
import { recordingLog } from '../recordingLog.ts';

// What happens when a window opens on an alias: Dockhop brings the server of an editor, a real VS Code Server, into a
// container that cannot download it; then it runs with nothing but the system's ssh, as a Remote-SSH would run it.

const never = new AbortController().signal;
const silent = { step: () => undefined, output: () => undefined };

let folder: string;
let road: RoadUnderTest;
let browser: Browser;
let editor: Editor;
/** An editor's own, on this machine's loopback: no container reaches it. */
const web = createServer((request, response) => {
  void stat(join(folder, 'server.tar.gz')).then(({ size }) => {
    response.writeHead(200, { 'content-length': size });
    if (request.method === 'HEAD') response.end();
    else createReadStream(join(folder, 'server.tar.gz')).pipe(response);
  });
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dockhop-e2e-server-'));
  const server = join(await codeServerFolder(), 'lib/vscode');
  [road, browser] = await Promise.all([
    RoadUnderTest.create(),
    launchBrowser(),
    packServer(server, await codeServerNode(), join(folder, 'server.tar.gz')),
    new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve)),
  ]);
  const address = web.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const template = `http://127.0.0.1:${address.port}/\${commit}/\${os}-\${arch}/\${quality}.tar.gz`;
  const product = await readFile(join(server, 'product.json'), 'utf8');
  const parsed = parseEditor(product, '1.0.0', template);
  if (!parsed) throw new Error('the product.json of a real server is not understood');
  editor = parsed;
});

afterAll(async () => {
  web.close();
  await browser.close();
  await road.remove();
  await rm(folder, { recursive: true });
});

interface Brought {
  readonly alias: string;
  readonly place: ServerPlace;
  readonly user: { readonly name: string; readonly uid: number };
}

/** What a test hands on, as several run at once. */
type Finished = Pick<TestContext, 'onTestFinished'>;

/** Attaches, finds that the server is not there, and brings it. */
async function bring(host: string, name: string, test: Finished): Promise<Brought> {
  const { tools } = road;
  const alias = await road.attach(host, name);
  const record = await tools.clientFiles.record(alias);
  if (!record) throw new Error(`no record of ${alias}`);
  const { engines } = await tools.directory.reach(host, never);
  const { engine, container } = await findContainer({ host, container: name }, engines, never);
  const place = { engine, container: await engine.inspectContainer(container.id, never) };
  const user = { name: record.user, uid: record.uid };
  const look = () => serverState(place, user, { editor, layout: 'commit' }, never);
  test.onTestFinished(async () => {
    await run(place, user.uid, `rm -rf ~/${editor.dataFolder}`);
  }, 60_000);
  const before = await look();
  if (before.state !== 'absent') throw new Error(`the server of ${alias} is ${before.state}`);
  const cache = new ServerCache(join(folder, 'cache'), fetch);
  const request = { editor, user, look: before.look };
  await bringServer(place, request, { cache, progress: silent, log: recordingLog() }, never);
  expect(await look()).toEqual({ state: 'there' });
  return { alias, place, user };
}

/** Runs a script in a container, at the home of a user. */
async function run({ engine, container }: ServerPlace, uid: number, script: string) {
  const home = `HOME=$(sed -n 's/^[^:]*:[^:]*:${uid}:[^:]*:[^:]*:\\([^:]*\\):.*/\\1/p' /etc/passwd)`;
  const command = ['sh', '-ec', `${home}\n${script}`];
  const request = { uid, command, maxBytes: 1e5, timeoutMs: 60_000, what: 'a test' };
  const { exitCode, stdout, stderr } = await engine.exec(container, request, never);
  if (exitCode !== 0) throw new Error(stderr);
  return stdout;
}

async function serve({ alias, place, user }: Brought): Promise<RemoteVsCodeServer> {
  const { dataFolder, commit } = editor;
  const home = (await run(place, user.uid, 'echo ~')).trim();
  return RemoteVsCodeServer.start({
    sshConfig: road.laptop.config,
    alias,
    server: `${home}/${dataFolder}/bin/${commit}`,
    remoteFolder: `${home}/${dataFolder}/test-${randomUUID()}`,
    log: join(folder, `${alias}.log`),
  });
}

it('a server that Dockhop brought into a container without a network serves a window on it', async (test) => {
  const brought = await bring('gpu1', 'ws-nonet', test);
  const opened = `/srv/dockhop-${randomUUID()}`;
  await run(brought.place, 0, `mkdir ${opened}; touch ${opened}/only-in-the-container.txt`);
  test.onTestFinished(async () => {
    await run(brought.place, 0, `rm -rf ${opened}`);
  }, 60_000);
  const server = await serve(brought);
  try {
    const context = await browser.newContext({ viewport: workingSize });
    context.setDefaultTimeout(patienceMs);
    const workbench = new Workbench(await context.newPage());
    test.onTestFailed(async () => {
      await workbench.picture('failed-remote-server');
    });
    await workbench.load(`${server.url}?folder=${opened}`);

    const explorer = workbench.page.locator('.explorer-folders-view');
    await explorer.getByText('only-in-the-container.txt', { exact: true }).waitFor();

    await workbench.runCommand('Terminal: Create New Terminal');
    await workbench.terminal.waitForText(/[#$] *$/m);
    await workbench.terminal.type('echo "I am $(id -un) in $(cat /etc/hostname) at $PWD"');
    const hostname = await run(brought.place, 0, 'cat /etc/hostname');
    await workbench.terminal.waitForText(`I am root in ${hostname.trim()} at ${opened}`);
    await workbench.picture('remote-server');
    await context.close();
  } finally {
    await server.stop();
  }
});

// At once: each is mostly a wait for a host.
it.concurrent.for([
  ['gpu1', 'ws-user'],
  ['gpu1-bob', 'ws-tmpfsrun'],
  ['gpu2', 'ws-idle'],
  ['gpu2-peggy', 'ws-nonet'],
] as const)('one brought from %s into %s serves a workbench', async ([host, name], test) => {
  const server = await serve(await bring(host, name, test));
  try {
    const ask = (path: string) =>
      fetch(`${server.url}${path}`, { signal: AbortSignal.timeout(patienceMs) });
    expect(await (await ask('version')).text()).toBe(editor.commit);
    const page = await ask('');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('id="vscode-workbench-web-configuration"');
  } finally {
    await server.stop();
  }
});
