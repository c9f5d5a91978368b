import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bringServer, type ServerPlace } from '../../src/core/editorServer/bringServer.ts';
import type { Editor } from '../../src/core/editorServer/editor.ts';
import type { ServerUser } from '../../src/core/editorServer/lookForServer.ts';
import { ServerCache } from '../../src/core/editorServer/serverCache.ts';
import { serverState } from '../../src/core/editorServer/serverState.ts';
import { findEngines } from '../../src/core/engine/find/findEngines.ts';
import { engines, up, type EngineName, type Workspace } from '../lab/lab.ts';
import { recordingLog } from '../recordingLog.ts';
import { searching } from '../searching.ts';
import { commit } from '../unit/core/editorServer/editors.ts';
import { LocalPlace } from '../unit/core/editorServer/localPlace.ts';
import { labConnections, never } from './engine/labConnections.ts';

// With an archive of the layout that editors have, but small. test/e2e/remoteServer.test.ts brings a real one.

const pool = labConnections();
const local = new LocalPlace();
/** Whoever runs the test is served on this machine alone: no container reaches it. */
const web = createServer((request, response) => {
  response.writeHead(200, { 'content-length': content.length });
  response.end(request.method === 'HEAD' ? undefined : content);
});
let content: Buffer;
let origin: string;
let folder: string;

beforeAll(async () => {
  await up();
  content = await readFile(local.server({ padding: 8_000_000 }).file);
  folder = await mkdtemp(path.join(tmpdir(), 'dockhop-servers-'));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const address = web.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  origin = `http://127.0.0.1:${address.port}`;
}, 600_000);
afterAll(async () => {
  web.close();
  local.remove();
  await rm(folder, { recursive: true });
  await pool.dispose();
});

/** In each test another one, so that none finds what another one brought. */
const anEditor = (template = `${origin}/\${commit}-\${os}-\${arch}`): Editor => ({
  name: 'Code',
  commit,
  quality: 'stable',
  version: '1.104.0',
  release: undefined,
  dataFolder: `.editor-${randomUUID()}`,
  program: 'code-server',
  source: { template },
});

/** Each look is a program in a container of a busy machine. */
const patience = { timeout: 60_000, interval: 200 };

const root: ServerUser = { name: 'root', uid: 0 };
const dev: ServerUser = { name: 'dev', uid: 1000 };

async function placeOf(name: EngineName, workspace: Workspace): Promise<ServerPlace> {
  const connection = await pool.to(engines[name].host, never);
  const [engine] = (await findEngines(connection, searching(), never)).engines;
  const listed = (await engine?.listContainers(never)) ?? [];
  const id = listed.find((row) => row.name === workspace)?.id;
  if (!engine || id === undefined) throw new Error(`no ${workspace} on ${name}`);
  return { engine, container: await engine.inspectContainer(id, never) };
}

async function inside({ engine, container }: ServerPlace, script: string): Promise<string> {
  const request = { uid: 0, maxBytes: 1e6, timeoutMs: 60_000, what: 'a test' };
  const command = ['sh', '-c', script];
  const { stdout } = await engine.exec(container, { ...request, command }, never);
  return stdout;
}

const look = (place: ServerPlace, user: ServerUser, editor: Editor) =>
  serverState(place, user, { editor, layout: 'commit' }, never);

async function bring(place: ServerPlace, user: ServerUser, editor: Editor): Promise<void> {
  const state = await look(place, user, editor);
  if (state.state !== 'absent') throw new Error(`it is ${state.state}`);
  const cache = new ServerCache(folder, fetch);
  const progress = { step: () => undefined, output: () => undefined };
  await bringServer(
    place,
    { editor, user, look: state.look },
    { cache, progress, log: recordingLog() },
    never,
  );
}

describe.concurrent.each<EngineName>(['docker', 'bob', 'podman', 'peggy'])(
  'in containers of %s',
  (name) => {
    test.each<[Workspace, ServerUser, string]>([
      ['ws-nonet', root, '/root'],
      ['ws-user', dev, '/home/dev'],
    ])('a server that %s cannot download is brought, for its user', async (box, user, home) => {
      const editor = anEditor();
      const place = await placeOf(name, box);
      const data = `${home}/${editor.dataFolder}`;
      try {
        await bring(place, user, editor);
        expect(await look(place, user, editor)).toEqual({ state: 'there' });
        const server = `${data}/bin/${commit}`;
        const others = `find ${data} ! -uid ${user.uid} -o -perm -020 -o -name '.dockhop-*'`;
        expect(await inside(place, `ls ${server}; ${others}`)).toBe(
          'bin\nnode\npadding\nproduct.json\n',
        );
      } finally {
        await inside(place, `rm -rf ${data}`);
      }
    });

    test('what is cancelled on its way leaves nothing, and nothing that runs', async () => {
      const editor = anEditor();
      const place = await placeOf(name, 'ws-nonet');
      const data = `/root/${editor.dataFolder}`;
      const controller = new AbortController();
      // It is in the cache, or comes into it: the second word is of the sending.
      let step = '';
      const state = await look(place, root, editor);
      if (state.state !== 'absent') throw new Error(`it is ${state.state}`);
      const progress = {
        step: (now: string) => (step = now),
        output: () => {
          if (step === 'bring') controller.abort();
        },
      };
      const cache = new ServerCache(folder, fetch);
      const request = { editor, user: root, look: state.look };
      try {
        const brought = bringServer(
          place,
          request,
          { cache, progress, log: recordingLog() },
          controller.signal,
        );
        await expect(brought).rejects.toHaveProperty('name', 'AbortError');
        await vi.waitFor(async () => {
          // Another test brings one to the same container.
          const ours = `grep -c '[d]ockhop-bring.*${editor.dataFolder}'`;
          const lines = `for one in /proc/[0-9]*/cmdline; do tr '\\0\\n' '  ' <$one; echo; done`;
          const left = await inside(place, `(${lines}) 2>/dev/null | ${ours}; ls -A ${data}`);
          expect(left).toBe('0\n');
        }, patience);
      } finally {
        await inside(place, `rm -rf ${data}`);
      }
    });
  },
);

test('a container that reaches the address is left to download it', async () => {
  const place = await placeOf('docker', 'ws-idle');
  const port = 20_000 + Math.floor(Math.random() * 10_000);
  const server =
    `use IO::Socket::INET; my $s = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1",` +
    ` LocalPort => ${port}, ReuseAddr => 1) or die; $| = 1; print "up\\n"; my $c = $s->accept;` +
    ` while (<$c>) { last if /^\\r?$/ }` +
    ` print $c "HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nConnection: close\\r\\n\\r\\n"`;
  const program = await place.engine.streams.openProgram(
    place.container,
    { command: ['perl', '-e', server] },
    never,
  );
  await new Promise((resolve) => program.stream.once('data', resolve));
  const editor = anEditor(`http://127.0.0.1:${port}/server`);
  expect(await look(place, root, editor)).toEqual({ state: 'downloads' });
  expect(await program.exitCode(never)).toBe(0);
});
