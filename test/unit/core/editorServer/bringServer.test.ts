import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, symlinkSync, truncateSync } from 'node:fs';
import { chmodSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bringServer } from '../../../../src/core/editorServer/bringServer.ts';
import type { ServerLook } from '../../../../src/core/editorServer/lookForServer.ts';
import { ServerCache, type FetchedArchive } from '../../../../src/core/editorServer/serverCache.ts';
import { serverPieces } from '../../../../src/core/editorServer/serverPieces.ts';
import { commit, vsCode } from './editors.ts';
import { lingering, LocalPlace } from './localPlace.ts';
import { recordingLog } from '../../../recordingLog.ts';

const here = { os: 'linux', arch: 'x64' } as const;
const pieces = serverPieces(vsCode, here, 'commit') ?? [];
const look: ServerLook = {
  missing: pieces,
  downloads: false,
  hasTar: true,
  hasGzip: true,
  freeBytes: undefined,
  fault: undefined,
};
const final = `.vscode-server/bin/${commit}`;

let local: LocalPlace;
beforeEach(() => {
  local = new LocalPlace();
});
afterEach(() => {
  local.remove();
});

/** Has the archives already, in the order in which they are asked for. */
class FullCache extends ServerCache {
  readonly #archives: FetchedArchive[];

  constructor(archives: readonly FetchedArchive[]) {
    super('/nowhere', () => Promise.reject(new Error('nothing is fetched here')));
    this.#archives = [...archives];
  }

  override fetch(): Promise<FetchedArchive> {
    const archive = this.#archives.shift();
    return archive ? Promise.resolve(archive) : Promise.reject(new Error('no more archives'));
  }
}

interface Circumstances {
  readonly look?: Partial<ServerLook>;
  readonly signal?: AbortSignal;
  readonly onOutput?: (line: string) => void;
  readonly answers?: string;
}

function bring(
  archives: readonly FetchedArchive[],
  { look: change, signal, onOutput, answers }: Circumstances = {},
): Promise<void> {
  return bringServer(
    local.place(answers),
    { editor: vsCode, user: local.user, look: { ...look, ...change } },
    {
      cache: new FullCache(archives),
      log: recordingLog(),
      progress: { step: () => undefined, output: onOutput ?? (() => undefined) },
    },
    signal ?? AbortSignal.timeout(9_000),
  );
}

const inHome = (name: string) => path.join(local.home, name);
/** What a Remote-SSH would take for a server. */
const looksComplete = () => existsSync(inHome(`${final}/bin/code-server`));

describe('bringing a server', () => {
  it.each([true, false])('unpacks it into its place (with gzip in there: %s)', async (hasGzip) => {
    const said: string[] = [];
    await bring([local.server()], { look: { hasGzip }, onOutput: (line) => said.push(line) });
    expect(local.files()).toEqual([
      './.vscode-server',
      './.vscode-server/bin',
      `./${final}`,
      `./${final}/bin`,
      `./${final}/bin/code-server`,
      `./${final}/node`,
      `./${final}/padding`,
      `./${final}/product.json`,
    ]);
    expect(said.at(-1)).toMatch(/^\d+ \/ \d+ MB$/);
    expect(statSync(inHome('.vscode-server')).mode & 0o022).toBe(0);
  });

  it('puts a launcher and a server where Microsoft’s Remote-SSH looks for them', async () => {
    const missing = serverPieces(vsCode, here, 'launcher') ?? [];
    await bring([local.launcher(), local.server()], { look: { missing } });
    expect(readFileSync(inHome(`.vscode-server/code-${commit}`), 'utf8')).toContain('1.104.0');
    const server = `.vscode-server/cli/servers/Stable-${commit}/server/bin/code-server`;
    expect(existsSync(inHome(server))).toBe(true);
  });

  it.each([true, false])('leaves nothing of half an archive (gzip: %s)', async (hasGzip) => {
    const archive = local.server({ padding: 500_000 });
    truncateSync(archive.file, archive.bytes - 1000);
    await expect(bring([archive], { look: { hasGzip } })).rejects.toThrow();
    expect(local.files()).toEqual(['./.vscode-server']);
  });

  it('leaves nothing when it is cancelled on the way', async () => {
    const controller = new AbortController();
    const archive = local.server({ padding: 3_000_000 });
    const brought = bring([archive], {
      signal: controller.signal,
      onOutput: () => {
        controller.abort();
      },
    });
    await expect(brought).rejects.toHaveProperty('name', 'AbortError');
    expect(looksComplete()).toBe(false);
  });

  it('is cancelled while the container thinks about what was sent', async () => {
    const controller = new AbortController();
    const brought = bring([local.server()], {
      answers: lingering,
      signal: controller.signal,
      onOutput: () => {
        // All of it is sent with that word.
        setTimeout(() => {
          controller.abort();
        }, 100);
      },
    });
    await expect(brought).rejects.toHaveProperty('name', 'AbortError');
  });

  it.each([
    ['of another version', { version: 'f'.repeat(40) }, 'is not the server of this version'],
    ['that does not run', { node: '#!/bin/sh\necho no libstdc++ >&2; exit 1\n' }, 'no libstdc++'],
  ])('refuses one %s, and leaves nothing of it', async (_, change, reason) => {
    await expect(bring([local.server(change)])).rejects.toMatchObject({
      code: 'EDITOR_SERVER_UNFIT',
      details: { reason: expect.stringContaining(reason) as string },
    });
    expect(local.files()).toEqual(['./.vscode-server']);
  });

  it('refuses an archive that is none', async () => {
    writeFileSync(path.join(local.root, 'page.html'), '<html>');
    const file = path.join(local.root, 'page.html');
    await expect(bring([{ file, bytes: 6 }])).rejects.toMatchObject({
      code: 'EDITOR_SERVER_UNFIT',
    });
    expect(local.files()).toEqual(['./.vscode-server']);
  });

  it('replaces what another download left half done, and keeps what is whole', async () => {
    mkdirSync(inHome(final), { recursive: true, mode: 0o755 });
    writeFileSync(inHome(`${final}/vscode-server.tar.gz`), 'half');
    await bring([local.server()]);
    expect(looksComplete()).toBe(true);
    expect(existsSync(inHome(`${final}/vscode-server.tar.gz`))).toBe(false);
    writeFileSync(inHome(`${final}/mine`), '');
    await bring([local.server()]);
    expect(existsSync(inHome(`${final}/mine`))).toBe(true);
    expect(local.files().filter((file) => file.includes('.dockhop-'))).toEqual([]);
  });

  it('goes by a link of the user’s to where nobody else can write', async () => {
    const large = path.join(local.root, 'large');
    mkdirSync(large, { mode: 0o755 });
    symlinkSync(large, inHome('.vscode-server'));
    await bring([local.server()]);
    expect(looksComplete()).toBe(true);
    expect(existsSync(path.join(large, 'bin', commit, 'node'))).toBe(true);
  });

  it('leaves alone what another program is at work in', async () => {
    mkdirSync(inHome(final), { recursive: true, mode: 0o755 });
    const half = inHome(`${final}/vscode-server.tar.gz`);
    writeFileSync(half, 'half');
    const other = spawn('/bin/sh', ['-c', 'echo there; read -r _'], { cwd: inHome(final) });
    await once(other.stdout, 'data');
    await expect(bring([local.server()])).rejects.toMatchObject({ code: 'EDITOR_SERVER_UNFIT' });
    other.stdin.end();
    await once(other, 'close');
    expect(existsSync(half)).toBe(true);
  });

  it.each([
    [
      'a link to where others can write',
      () => {
        const shared = path.join(local.root, 'shared');
        mkdirSync(path.join(shared, 'mine'), { recursive: true, mode: 0o755 });
        chmodSync(shared, 0o777);
        symlinkSync(path.join(shared, 'mine'), inHome('.vscode-server'));
      },
    ],
    [
      'a link',
      () => {
        symlinkSync('/tmp', inHome('.vscode-server'));
      },
    ],
    [
      'a directory that others can write to',
      () => {
        mkdirSync(inHome('.vscode-server'));
        chmodSync(inHome('.vscode-server'), 0o777);
      },
    ],
    [
      'in a home that others can write to',
      () => {
        chmodSync(local.home, 0o777);
      },
    ],
  ])('goes into nothing that somebody else could have made: %s', async (_, make) => {
    make();
    const before = local.files();
    await expect(bring([local.server()])).rejects.toMatchObject({
      code: 'EDITOR_SERVER_UNFIT',
      details: { reason: expect.stringContaining('somebody else') as string },
    });
    expect(local.files()).toEqual(before);
  });

  it('tidies up what was left a day ago, and nothing younger', async () => {
    for (const name of ['.dockhop-old', '.dockhop-young']) {
      mkdirSync(inHome(`.vscode-server/${name}`), { recursive: true });
    }
    const longAgo = Date.now() / 1000 - 3 * 24 * 3600;
    utimesSync(inHome('.vscode-server/.dockhop-old'), longAgo, longAgo);
    await bring([local.server()]);
    expect(existsSync(inHome('.vscode-server/.dockhop-old'))).toBe(false);
    expect(existsSync(inHome('.vscode-server/.dockhop-young'))).toBe(true);
  });

  it.each([
    ['tar', { hasTar: false }],
    ['room', { freeBytes: 1000 }],
  ])('sends nothing without %s', async (_, change) => {
    await expect(bring([local.server()], { look: change })).rejects.toMatchObject({
      code: 'EDITOR_SERVER_UNFIT',
    });
    expect(local.files()).toEqual([]);
  });

  it.each(['', 'end=no\n', 'error=reboot\n', 'end=yes\nend=yes\n', 'end=yes\n\u001b]0;x\n'])(
    'believes no other answer than its own: %j',
    async (answers) => {
      await expect(bring([local.server()], { answers })).rejects.toMatchObject({
        code: 'CONTAINER_ANSWER_INVALID',
      });
    },
  );
});
