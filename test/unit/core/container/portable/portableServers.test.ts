import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PortableServers } from '../../../../../src/core/container/portable/portableServers.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dockhop-portable-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function pack(change: object = {}): Promise<void> {
  const program = (text: string) => ({ bytes: text.length, sha256: sha256(text) });
  const manifest = {
    version: '9.2p1',
    source: '9.2p1-2+deb12u10',
    machines: { x86_64: { sshd: program('a server'), 'ssh-keygen': program('its keys') } },
    ...change,
  };
  await mkdir(path.join(folder, 'x86_64'), { recursive: true });
  await writeFile(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(path.join(folder, 'x86_64', 'sshd'), 'a server');
  await writeFile(path.join(folder, 'x86_64', 'ssh-keygen'), 'its keys');
}

describe('the portable servers of a copy of Dockhop', () => {
  it('are found by machine, and read', async () => {
    await pack();
    const servers = new PortableServers(folder);
    const server = await servers.forMachine('x86_64');
    expect(server).toMatchObject({
      machine: 'x86_64',
      version: { major: 9, minor: 2, text: 'OpenSSH_9.2p1' },
      sshd: { bytes: 8, sha256: sha256('a server') },
    });
    if (!server) return;
    const programs = await servers.read(server);
    expect(programs.map(({ name, content }) => [name, Buffer.from(content).toString()])).toEqual([
      ['sshd', 'a server'],
      ['ssh-keygen', 'its keys'],
    ]);
  });

  it.each(['riscv64', '__proto__', 'toString', ''])('are none for %j', async (machine) => {
    await pack();
    expect(await new PortableServers(folder).forMachine(machine)).toBeUndefined();
  });

  it('are none in a copy that was built without', async () => {
    expect(await new PortableServers(folder).forMachine('x86_64')).toBeUndefined();
    expect(await new PortableServers().forMachine('x86_64')).toBeUndefined();
  });

  it('are not read where a file is another one', async () => {
    await pack();
    const servers = new PortableServers(folder);
    const server = await servers.forMachine('x86_64');
    await writeFile(path.join(folder, 'x86_64', 'sshd'), 'a serpent');
    if (server) await expect(servers.read(server)).rejects.toThrow('is damaged');
    expect(server).toBeDefined();
  });

  it.each([{ version: 9 }, { machines: { x86_64: {} } }, { more: true }])(
    'are not believed when their manifest says %j',
    async (change) => {
      await pack(change);
      await expect(new PortableServers(folder).forMachine('x86_64')).rejects.toThrow();
    },
  );
});
