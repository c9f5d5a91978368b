import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServerCache } from '../../../../src/core/editorServer/serverCache.ts';
import type { Fetcher } from '../../../../src/core/ports/fetcher.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'dockhop-cache-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const address = 'https://example.org/server';
const content = Buffer.from('an archive');
const sum = createHash('sha256').update(content).digest('hex');
const never = new AbortController().signal;

/** A web server that answers with these, in turn, and the last one for ever. */
function web(...answers: readonly (() => Response)[]) {
  const asked: string[] = [];
  const fetcher: Fetcher = (where, { method }) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(`${method} ${where}`);
    return answer ? Promise.resolve(answer()) : Promise.reject(new Error('nobody answers'));
  };
  return { asked, cache: new ServerCache(path.join(root, 'servers'), fetcher) };
}

const file = (headers: Record<string, string> = {}) =>
  new Response(content, { headers: { 'content-length': String(content.length), ...headers } });
const moved = (location: string, headers: Record<string, string> = {}) =>
  new Response(null, { status: 302, headers: { location, ...headers } });

const fetchFrom = (cache: ServerCache, where = address, signal = never) =>
  cache.fetch({ name: 'Code' }, where, () => undefined, signal);

describe('archives of servers', () => {
  it('are fetched once, kept for the person alone, and followed to where they are', async () => {
    const { asked, cache } = web(
      () => moved('/elsewhere', { 'x-sha256': sum.toUpperCase() }),
      () => file(),
    );
    const first = await fetchFrom(cache);
    expect(readFileSync(first.file)).toEqual(content);
    expect(statSync(first.file).mode & 0o077).toBe(0);
    expect(statSync(path.dirname(first.file)).mode & 0o077).toBe(0);
    expect(await fetchFrom(cache)).toEqual({ file: first.file, bytes: content.length });
    expect(await cache.sizeOf(address, never)).toBe(content.length);
    expect(asked).toEqual([`GET ${address}`, 'GET https://example.org/elsewhere']);
  });

  it.each<[string, () => Response]>([
    ['is shorter than announced', () => file({ 'content-length': '11' })],
    ['has another sum than announced', () => file({ 'x-sha256': 'a'.repeat(64) })],
    ['is an error', () => new Response('gone', { status: 404 })],
    ['leads to an address that anybody can answer for', () => moved('http://example.org/x')],
    ['leads to a file', () => moved('file:///etc/passwd')],
    ['leads nowhere', () => moved('https://')],
    ['leads in circles', () => moved(address)],
  ])('are none where what comes %s', async (_, answer) => {
    const { asked, cache } = web(answer);
    await expect(fetchFrom(cache)).rejects.toMatchObject({
      code: 'EDITOR_SERVER_UNREACHABLE',
      details: { editor: 'Code', address },
    });
    expect(readdirSync(path.join(root, 'servers'))).toEqual([]);
    expect(asked.length).toBeLessThan(12);
  });

  it('say why nobody answers', async () => {
    const cause = Object.assign(new Error('x'), { code: 'ENOTFOUND' });
    const cache = new ServerCache(path.join(root, 'servers'), () =>
      Promise.reject(new TypeError('fetch failed', { cause })),
    );
    await expect(fetchFrom(cache)).rejects.toMatchObject({ details: { reason: 'name not found' } });
    expect(await cache.sizeOf(address, never)).toBeUndefined();
  });

  it('leave nothing when the person cancels on the way', async () => {
    const controller = new AbortController();
    const { cache } = web(() => file());
    const fetched = cache.fetch(
      { name: 'Code' },
      address,
      () => {
        controller.abort();
        controller.signal.throwIfAborted();
      },
      controller.signal,
    );
    await expect(fetched).rejects.toHaveProperty('name', 'AbortError');
    expect(readdirSync(path.join(root, 'servers'))).toEqual([]);
  });

  it('do not fill the disk: the last four stay', async () => {
    const { asked, cache } = web(() => file());
    for (const name of ['a', 'b', 'c', 'd', 'e']) await fetchFrom(cache, `${address}/${name}`);
    expect(readdirSync(path.join(root, 'servers'))).toHaveLength(4);
    expect(asked).toHaveLength(5);
    await fetchFrom(cache, `${address}/e`);
    expect(asked).toHaveLength(5);
  });

  it('say how large they are, where they do', async () => {
    expect(await web(() => file()).cache.sizeOf(address, never)).toBe(content.length);
    const encoded = web(() => file({ 'content-encoding': 'gzip' })).cache;
    expect(await encoded.sizeOf(address, never)).toBeUndefined();
    const refused = web(() => new Response(null, { status: 405 })).cache;
    expect(await refused.sizeOf(address, never)).toBeUndefined();
  });
});
