import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lookForServer } from '../../../../src/core/editorServer/lookForServer.ts';
import type { ServerPiece } from '../../../../src/core/editorServer/serverPieces.ts';
import { commit } from './editors.ts';
import { LocalPlace } from './localPlace.ts';

let web: Server;
let origin: string;
const asked: string[] = [];
beforeAll(async () => {
  web = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(request.url === '/there' ? 200 : 404).end();
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const address = web.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
});
afterAll(() => {
  web.close();
});

let local: LocalPlace;
beforeEach(() => {
  local = new LocalPlace();
  asked.length = 0;
});
afterEach(() => {
  local.remove();
});

const folder = `.vscode-server/bin/${commit}`;
const launcher = `.vscode-server/code-${commit}`;

function look(pieces: readonly ServerPiece[], answers?: string) {
  const place = local.place(answers);
  return lookForServer(place, local.user, 'code-server', pieces, AbortSignal.timeout(9_000));
}

function make(file: string, mode: number): void {
  const whole = path.join(local.home, file);
  mkdirSync(path.dirname(whole), { recursive: true });
  writeFileSync(whole, '');
  chmodSync(whole, mode);
}

const pieces = (file: string): readonly ServerPiece[] => [
  { kind: 'program', place: launcher, address: `${origin}${file}` },
  { kind: 'folder', place: folder, address: `${origin}/never` },
];

describe('looking for a server', () => {
  it('asks for the head of what is missing, and says whether it can be had', async () => {
    expect(await look(pieces('/there'))).toMatchObject({
      missing: pieces('/there'),
      downloads: true,
      hasTar: true,
      hasGzip: true,
      freeBytes: expect.any(Number) as number,
    });
    expect(await look(pieces('/gone'))).toMatchObject({ downloads: false });
    expect(asked).toEqual(['HEAD /there', 'HEAD /gone']);
    expect(local.files()).toEqual([]);
  });

  it('asks nobody where all of it is there', async () => {
    make(launcher, 0o755);
    make(`${folder}/bin/code-server`, 0o755);
    expect(await look(pieces('/there'))).toMatchObject({ missing: [], downloads: false });
    expect(asked).toEqual([]);
  });

  it('takes nothing for a server that does not run', async () => {
    make(launcher, 0o755);
    make(`${folder}/bin/code-server`, 0o644);
    const found = await look(pieces('/there'));
    expect(found).toMatchObject({ missing: [{ place: folder }], downloads: false });
  });

  it('tells a home that somebody else could have filled', async () => {
    chmodSync(local.home, 0o777);
    const reason = `${local.home} could have been made by somebody else`;
    expect(await look(pieces('/gone'))).toMatchObject({ fault: reason, missing: [{}, {}] });
    // What is there, or can be had, serves all the same.
    expect(await look(pieces('/there'))).toMatchObject({ downloads: true });
  });

  it('tells a folder in it that leads to where somebody else could have led it', async () => {
    const data = path.join(local.home, '.vscode-server');
    symlinkSync('/tmp', data);
    const fault = `${data} could have been made by somebody else`;
    expect(await look(pieces('/gone'))).toMatchObject({ fault });
  });

  it('tells a user without a home', async () => {
    local.user.name = 'nobody-there';
    expect(await look(pieces('/there'))).toEqual({ reason: 'its user has no home directory' });
  });

  it('knows pieces by its own list alone', async () => {
    const said = `there=/etc\ndownloads=no\nend=yes\n`;
    expect(await look(pieces('/there'), said)).toMatchObject({ missing: pieces('/there') });
  });

  it.each([
    '',
    'downloads=maybe\nend=yes\n',
    'downloads=no\n',
    'downloads=no\nfreeKilobytes=-1\nend=yes\n',
    'downloads=no\ntool=rm\nend=yes\n',
    'error=unsafe\nend=yes\n',
    'fault=a\nfault=b\ndownloads=no\nend=yes\n',
    `${'there=x\n'.repeat(9)}downloads=no\nend=yes\n`,
  ])('believes no other answer than its own: %j', async (answer) => {
    await expect(look(pieces('/there'), answer)).rejects.toMatchObject({
      code: 'CONTAINER_ANSWER_INVALID',
    });
  });
});
