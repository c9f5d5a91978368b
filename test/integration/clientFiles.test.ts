import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { expect, it, onTestFinished } from 'vitest';
import { ClientFiles } from '../../src/core/clientFiles/clientFiles.ts';
import { dockhopHome, type DockhopHome } from '../../src/core/clientFiles/dockhopHome.ts';
import { newKey } from '../../src/core/clientFiles/openSshKey.ts';
import { run, type Finished } from './laptop.ts';

/** What people have for all hosts, and what an entry must not be touched by. */
const usualConfig = `Host *
  User mallory
  StrictHostKeyChecking accept-new
  UserKnownHostsFile /nonexistent/known_hosts
  PreferredAuthentications password
  HostKeyAlgorithms rsa-sha2-512
  UpdateHostKeys yes
  ControlMaster auto
  ControlPath /nonexistent/%C
  RemoteCommand tmux
`;

const signal = new AbortController().signal;

/** An SSH server on the loopback that lets in root with this key and answers each command. */
async function startServer(hostKey: string, authorised: string): Promise<number> {
  const [, blob = ''] = authorised.split(' ');
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    client.on('error', () => client.end());
    client.on('authentication', (attempt) => {
      const known = attempt.method === 'publickey' && attempt.username === 'root';
      if (known && attempt.key.data.toString('base64') === blob) attempt.accept();
      else attempt.reject(['publickey']);
    });
    client.on('session', (accept) => {
      accept().on('exec', (acceptCommand, _, { command }) => {
        const stream = acceptCommand();
        stream.write(`ran ${command}\n`);
        stream.exit(0);
        stream.end();
      });
    });
  });
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: unknown = server.address();
  if (typeof address !== 'object' || address === null || !('port' in address)) throw new Error();
  return Number(address.port);
}

interface Laptop {
  readonly home: DockhopHome;
  readonly files: ClientFiles;
  readonly ssh: (alias: string) => Promise<Finished>;
}

async function laptop(): Promise<Laptop> {
  const directory = await mkdtemp(join(tmpdir(), 'dockhop-entry-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const configFile = join(directory, 'config');
  await writeFile(configFile, usualConfig, { mode: 0o600 });
  const home = dockhopHome({ env: { DOCKHOP_HOME: join(directory, 'dock hop') } });
  const quiet = () => undefined;
  const log = { debug: quiet, info: quiet, warn: quiet };
  const files = new ClientFiles({ home, settings: { configFile }, log });
  const ssh = (alias: string): Promise<Finished> => run('ssh', ['-F', configFile, alias, 'hello']);
  return { home, files, ssh };
}

/** Writes an entry that leads to a port of the loopback, with a host key pinned. */
async function writeEntry({ home, files }: Laptop, port: number, hostKey: string): Promise<void> {
  const relay = join(home.directory, '..', 'relay.cjs');
  const program = `const s = require('net').connect(${port}, '127.0.0.1');
process.stdin.pipe(s).pipe(process.stdout);`;
  await writeFile(relay, program);
  const alias = 'gpu1-ws';
  await files.writeEntry(
    {
      alias,
      hostName: alias,
      port: 22,
      user: 'root',
      proxyCommand: [process.execPath, relay],
      hostKey,
      description: 'ws on gpu1',
    },
    {
      alias,
      host: 'gpu1',
      engine: 'docker',
      containerId: 'a'.repeat(64),
      containerName: 'ws',
      user: 'root',
      uid: 0,
      route: 'exec',
      mode: 'root',
      directory: '/etc/dockhop/0',
      folder: '/root',
    },
    signal,
  );
}

const withoutComment = (key: string): string => key.split(' ').slice(0, 2).join(' ');

it('ssh connects by an entry alone, with our key, to the pinned host key', async () => {
  const mine = await laptop();
  const host = newKey('host');
  const port = await startServer(host.privateKey, (await mine.files.key(signal)).publicKey);
  await writeEntry(mine, port, withoutComment(host.publicKey));
  const { code, stdout, stderr } = await mine.ssh('gpu1-ws');
  expect([code, stdout, stderr]).toEqual([0, 'ran hello\n', '']);
});

it('ssh refuses a server that does not have the pinned key, and learns nothing from it', async () => {
  const mine = await laptop();
  const port = await startServer(
    newKey('impostor').privateKey,
    (await mine.files.key(signal)).publicKey,
  );
  const pinned = withoutComment(newKey('host').publicKey);
  await writeEntry(mine, port, pinned);
  const { code, stderr } = await mine.ssh('gpu1-ws');
  expect(code).toBe(255);
  expect(stderr).toContain('Host key verification failed');
  const knownHosts = await readFile(join(mine.home.knownHostsDirectory, 'gpu1-ws'), 'utf8');
  expect(knownHosts).toBe(`gpu1-ws ${pinned}\n`);
});
