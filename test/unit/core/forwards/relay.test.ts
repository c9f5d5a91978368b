import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bestRelay, findRelays, relayCommand } from '../../../../src/core/forwards/relay.ts';
import { nobodyListens } from '../../../../src/core/forwards/relayScripts.ts';

let server: Server;
let port = 0;

beforeAll(async () => {
  server = createServer({ allowHalfOpen: true }, (client) => {
    client.pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
});

/** Runs a relay as an engine does: it leads a session. */
async function relay(
  name: Parameters<typeof relayCommand>[0],
  to: number,
  input: Buffer,
): Promise<{ readonly output: Buffer; readonly code: number | null }> {
  const [program = '', ...args] = relayCommand(name, to, 'mark');
  const child = spawn(program, args, { detached: true });
  child.stdin.on('error', () => undefined);
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  const closed = once(child, 'close');
  child.stdin.end(input);
  await closed;
  return { output: Buffer.concat(parts), code: child.exitCode };
}

const here = new Set(
  execFileSync(findRelays[0] ?? '', findRelays.slice(1), { encoding: 'utf8' }).split('\n'),
);

describe.each((['perl', 'python3', 'nc'] as const).filter((name) => here.has(name)))(
  'the relay %s',
  (name) => {
    it('carries both ways at once, and the client’s end', async () => {
      const bytes = randomBytes(3_000_000);
      const { output } = await relay(name, port, bytes);
      expect(output.equals(bytes)).toBe(true);
    });
  },
);

it('the relay bash carries what comes until the server ends', async () => {
  const polite = createServer((client) => {
    client.once('data', (part: Buffer) => client.end(part));
  });
  polite.listen(0, '127.0.0.1');
  await once(polite, 'listening');
  const { output } = await relay('bash', (polite.address() as AddressInfo).port, Buffer.from('é'));
  expect(output.toString()).toBe('é');
  polite.close();
});

const exact = (['perl', 'python3', 'bash'] as const).filter((name) => here.has(name));

it.each(exact)('%s says that nobody listens', async (name) => {
  const gone = createServer();
  gone.listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port: free } = gone.address() as AddressInfo;
  gone.close();
  await once(gone, 'close');
  expect(await relay(name, free, Buffer.from('x'))).toMatchObject({ code: nobodyListens });
});

it('takes none from the PATH of the image, where some user may have put it', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dockhop-path-'));
  for (const name of ['sh', 'bash', 'perl', 'python3', 'nc']) {
    writeFileSync(path.join(folder, name), '#!/bin/sh\necho taken >&2\n', { mode: 0o755 });
  }
  const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}`, BASH_ENV: path.join(folder, 'sh') };
  const [program = '', ...args] = relayCommand('bash', 1, 'mark');
  const ran = spawnSync(program, args, { env, encoding: 'utf8' });
  const [finder = '', ...words] = findRelays;
  const found = spawnSync(finder, words, { env, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(ran.stderr + found.stderr).not.toContain('taken');
});

it('takes the best that a container has, and nothing that it makes up', () => {
  expect(bestRelay('bash\nperl\n')).toBe('perl');
  expect(bestRelay('nc\n')).toBe('nc');
  expect(bestRelay('perl5\n/bin/perl\n; rm -rf /\n')).toBeUndefined();
});

it.each([0, -1, 65_536, 1.5, Number.NaN])('refuses %d for a port', (no) => {
  expect(() => relayCommand('perl', no, 'mark')).toThrow(RangeError);
});
