import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import path from 'node:path';
import ssh2, { type AnyAuthMethod, type Client } from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Preparation } from '../../../src/core/container/preparation.ts';
import { prepareContainer } from '../../../src/core/container/prepareContainer.ts';
import { PortableServers } from '../../../src/core/container/portable/portableServers.ts';
import type { ContainerDetails } from '../../../src/core/engine/container.ts';
import { nobody } from '../../nobody.ts';
import { Containers } from './containers.ts';
import { docker } from './dockerCliEngine.ts';

/** What `npm run package` puts into the extension. */
const portable = new PortableServers(path.join(import.meta.dirname, '../../../dist/portable'));
const password = 'known-to-all';
const newKey = () => ssh2.utils.generateKeyPairSync('ed25519');
const own = newKey();
const strangers = Array.from({ length: 6 }, () => newKey().private);

let containers: Containers;
beforeAll(async () => {
  containers = await Containers.create();
});
afterAll(async () => {
  await containers.close();
});

async function prepare(box: ContainerDetails, user: string, isPortable: boolean) {
  const ignore = () => undefined;
  return prepareContainer(
    {
      ...{ engine: containers.engine, container: box, user, laptop: 'laptop-1' },
      authorizedKey: own.public.trim(),
      ...(isPortable ? { portable: 'always' as const } : {}),
    },
    {
      log: { debug: ignore, info: ignore, warn: ignore },
      progress: { step: ignore, output: ignore },
      prompter: { ...nobody, allowPortable: () => Promise.resolve('yes') },
      portable,
    },
    AbortSignal.timeout(100_000),
  );
}

/** A container whose accounts have a password that everybody knows, prepared for one of them. */
async function openToGuesses(
  user: string,
  mode: Preparation['mode'],
  isPortable: boolean,
): Promise<Preparation> {
  // Without it root's sshd cannot lock itself in, and the user runs it.
  const options = mode === 'user' ? ['--cap-drop', 'SYS_CHROOT'] : [];
  const box = await containers.start('workspace', options);
  const accounts = `root:${password}\ndev:${password}\n`;
  await containers.inside(box, 'sh', '-c', `printf '${accounts}' | chpasswd`);
  const preparation = await prepare(box, user, isPortable);
  expect(preparation).toMatchObject({ mode, portable: isPortable });
  return preparation;
}

/**
 * Tries these ways to log in, one after the other, whatever the server says that it takes; as another
 * client would, which keeps to none of our rules.
 * @returns the connection, and how often the server said no.
 */
async function knock(
  { container, directory, enterUid }: Preparation,
  ways: readonly AnyAuthMethod[],
  wishes: ssh2.ConnectConfig = {},
): Promise<{ readonly client?: Client; readonly refused: number }> {
  const words = ['exec', '-i', '-u', String(enterUid), container, '/bin/sh', `${directory}/enter`];
  const child = spawn('docker', words, { stdio: ['pipe', 'pipe', 'ignore'] });
  const client = new ssh2.Client();
  const left = [...ways];
  let tried = 0;
  const isIn = await new Promise<boolean>((resolve) => {
    client.on('ready', () => {
      resolve(true);
    });
    client.on('error', () => {
      resolve(false);
    });
    client.on('close', () => {
      resolve(false);
    });
    client.connect({
      sock: Duplex.from({ readable: child.stdout, writable: child.stdin }),
      username: ways[0]?.username ?? 'root',
      readyTimeout: 30_000,
      ...wishes,
      authHandler: (_, __, next) => {
        const way = left.shift();
        if (!way) {
          client.end();
          return;
        }
        tried += 1;
        next(way);
      },
    });
  });
  if (isIn) return { client, refused: tried - 1 };
  client.destroy();
  child.kill();
  return { refused: tried };
}

const byKey = (username: string, key: string) => ({ type: 'publickey', username, key }) as const;

describe.each([
  ['the sshd of the container', 'root', 'root', false],
  ['the sshd of the container for a user', 'dev', 'root', false],
  ['the sshd of the container, run by the user', 'dev', 'user', false],
  ['the portable sshd', 'root', 'root', true],
] as const)('%s', (_, user, mode, isPortable) => {
  let preparation: Preparation;
  beforeAll(async () => {
    preparation = await openToGuesses(user, mode, isPortable);
  });

  it('lets in who has the key, and nobody by the password that is right', async () => {
    const { client, refused } = await knock(preparation, [byKey(user, own.private)]);
    expect(refused).toBe(0);
    client?.end();
    const { client: guest } = await knock(preparation, [
      { type: 'none', username: user },
      { type: 'password', username: user, password },
      {
        ...{ type: 'keyboard-interactive', username: user },
        prompt: (_, __, ___, prompts, answer) => {
          answer(prompts.map(() => password));
        },
      },
    ]);
    expect(guest).toBeUndefined();
  });

  it('lets in no other user, not even by the right key', async () => {
    for (const other of [user === 'root' ? 'dev' : 'root', 'nobody', 'no-such-user']) {
      const { client } = await knock(preparation, [byKey(other, own.private)]);
      expect(client).toBeUndefined();
    }
  });

  it('hangs up on an agent full of keys before it comes to the right one', async () => {
    const all = [...strangers, own.private].map((key) => byKey(user, key));
    const { client, refused } = await knock(preparation, all);
    expect(client).toBeUndefined();
    expect(refused).toBe(3);
  });

  it('forwards no agent and no display', async () => {
    const wish = async (options: ssh2.ExecOptions, wishes?: ssh2.ConnectConfig) => {
      const { client } = await knock(preparation, [byKey(user, own.private)], wishes);
      const answer = await new Promise<string>((resolve) => {
        client?.exec('true', options, (error) => {
          resolve(error?.message ?? 'granted');
        });
      });
      client?.end();
      return answer;
    };
    expect(await wish({})).toBe('granted');
    expect(await wish({ x11: true })).toBe('Unable to request X11');
    // Nothing is asked of the agent.
    expect(await wish({}, { agent: '/nowhere', agentForward: true })).toBe(
      'Unable to request agent forwarding',
    );
  });

  it('opens no tunnel', async () => {
    const { container, sshd, directory, enterUid } = preparation;
    const words = [
      'exec',
      '-u',
      String(enterUid),
      container,
      sshd,
      '-T',
      '-f',
      `${directory}/sshd_config`,
    ];
    expect((await docker(...words)).split('\n')).toContain('permittunnel no');
  });
});

describe('host keys', () => {
  it('of two containers of one image differ, and that of a commit too', async () => {
    const [one, other] = await Promise.all([
      containers.start('workspace'),
      containers.start('workspace'),
    ]);
    const first = await prepare(one, 'root', false);
    const commit = await docker('commit', one.id);
    try {
      const copy = await containers.startImage(commit);
      const all = [first, await prepare(other, 'root', false), await prepare(copy, 'root', false)];
      expect(new Set(all.map(({ hostKey }) => hostKey)).size).toBe(3);
      await docker('rm', '-f', copy.id);
    } finally {
      await docker('rmi', '-f', commit);
    }
  });
});
