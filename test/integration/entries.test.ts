import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attach } from '../../src/core/attach/attach.ts';
import { ClientFiles } from '../../src/core/clientFiles/clientFiles.ts';
import { dockhopHome } from '../../src/core/clientFiles/dockhopHome.ts';
import { docker, hosts, labDirectory } from '../lab/lab.ts';
import { RoadUnderTest } from './roadUnderTest.ts';

const never = new AbortController().signal;
const silent = { step: () => undefined, output: () => undefined };
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/** A test with a laptop of its own: they run at the same time. */
function onRoad(use: (road: RoadUnderTest) => Promise<void>): () => Promise<void> {
  return async () => {
    const road = await RoadUnderTest.create();
    try {
      await use(road);
    } finally {
      await road.remove();
    }
  };
}

/** Puts lines above everything in the person's config. */
async function prepend(road: RoadUnderTest, lines: string): Promise<void> {
  const { config } = road.laptop;
  await writeFile(config, `${lines}\n${await readFile(config, 'utf8')}`);
}

const box = (name: string): string =>
  `Host ${name}\n  HostName 10.203.1.11\n  User alice\n  ProxyJump jump\n`;

/** What `dockhop entries` says of each alias. */
async function statesOf(road: RoadUnderTest, ...more: string[]): Promise<Record<string, string>> {
  const { entries } = (await road.laptop.json('entries', ...more)) as {
    entries: readonly { alias: string; state: string; nowCalled?: string }[];
  };
  return Object.fromEntries(
    entries.map(({ alias, state, nowCalled }) => [alias, nowCalled ?? state]),
  );
}

describe.concurrent('entries', () => {
  it(
    'whose container is gone are told, and removed by a command alone',
    onRoad(async (road) => {
      const name = `entries-${randomBytes(4).toString('hex')}`;
      const image = await docker('docker', 'inspect', '-f', '{{.Config.Image}}', 'ws-idle');
      await docker(
        'docker',
        'run',
        '-d',
        '--init',
        '--name',
        name,
        image.trim(),
        'sleep',
        'infinity',
      );
      try {
        const alias = await road.attach(hosts.gpu1, name);
        const kept = await road.attach(hosts.gpu1, 'ws-idle');
        expect(await statesOf(road)).toEqual({ [alias]: 'current', [kept]: 'current' });
        await docker('docker', 'rm', '-f', name);
        expect(await statesOf(road)).toEqual({ [alias]: 'containerGone', [kept]: 'current' });

        const { removed } = (await road.laptop.json('entries', '--clean-up')) as {
          removed: readonly string[];
        };
        expect(removed).toEqual([alias]);
        expect(await statesOf(road)).toEqual({ [kept]: 'current' });
        expect(await road.laptop.ssh(kept, 'true')).toMatchObject({ code: 0 });
      } finally {
        await docker('docker', 'rm', '-f', name);
      }
    }),
  );

  it(
    'follow a host that the config calls otherwise, under their aliases',
    onRoad(async (road) => {
      await prepend(road, box('box'));
      const alias = await road.attach('box', 'ws-idle');
      const { config } = road.laptop;
      const text = await readFile(config, 'utf8');
      await writeFile(config, text.replace('Host box\n', 'Host crate\n'));
      expect(await road.laptop.ssh(alias, 'true')).toMatchObject({ code: 255 });
      expect(await statesOf(road)).toEqual({ [alias]: 'crate' });
      await statesOf(road, '--clean-up');
      expect(await statesOf(road)).toEqual({ [alias]: 'current' });
      expect(await road.laptop.ssh(alias, 'true')).toMatchObject({ code: 0 });
    }),
  );

  it(
    'keep their aliases when Dockhop’s state is lost',
    onRoad(async (road) => {
      const alias = await road.attach(hosts.gpu1, 'ws-idle');
      const home = dockhopHome({ env: { DOCKHOP_HOME: road.laptop.home } });
      await writeFile(home.stateFile, '{"version":1,"hosts":[],"entries":[]}', { mode: 0o600 });
      expect(await road.attach(hosts.gpu1, 'ws-idle')).toBe(alias);
      const text = await readFile(home.entriesFile, 'utf8');
      expect(text.match(/^Host /gm)).toHaveLength(1);
    }),
  );

  it(
    'can be taken elsewhere, without what is this laptop’s',
    onRoad(async (road) => {
      const alias = await road.attach(hosts.gpu1, 'ws-idle');
      const { stdout } = await road.laptop.dockhop('export', alias);
      expect(stdout).toContain(`Host ${alias}\n`);
      expect(stdout).not.toContain(road.laptop.directory);
      const unknown = await road.laptop.dockhop('export', 'no-such');
      expect([unknown.code, unknown.stderr]).toEqual([
        1,
        expect.stringContaining('ALIAS_UNKNOWN') as string,
      ]);
    }),
  );

  it(
    'say what the config of the person adds to them',
    onRoad(async (road) => {
      await prepend(road, 'Host *\n  LocalForward 28888 localhost:8888\n');
      const words = ['--json', 'attach', hosts.gpu1, 'ws-idle', '--print'];
      const { code, stdout, stderr } = await road.laptop.dockhop(...words);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        leaks: expect.arrayContaining([
          { option: 'localforward', value: '28888 [localhost]:8888' },
        ]) as unknown,
      });
      expect(stderr).toContain('localforward 28888');
      expect(stderr).not.toContain('identityfile');
    }),
  );
});

describe.concurrent('an entry that a person wrote', () => {
  const writeRecipe = async (road: RoadUnderTest): Promise<void> => {
    const own = join(road.laptop.directory, 'own_known_hosts');
    await prepend(
      road,
      `Host recipe\n  HostName 10.203.1.11\n  Port 2201\n  User root\n  ProxyJump jump\n` +
        `  StrictHostKeyChecking accept-new\n  UserKnownHostsFile ${own}\n` +
        `  IdentityFile ${join(labDirectory, 'ssh', 'id_ed25519')}\n`,
    );
  };

  it(
    'is recognised by where it leads',
    onRoad(async (road) => {
      await writeRecipe(road);
      const attached = await road.laptop.json('attach', hosts.gpu1, 'ws-published', '--print');
      expect(attached).toMatchObject({ handWritten: ['recipe'], adopted: false });
      const idle = await road.laptop.json('attach', hosts.gpu1, 'ws-idle', '--print');
      expect(idle).toMatchObject({ handWritten: [] });
    }),
  );

  it(
    'is used as it is once it is adopted, and nothing is written',
    onRoad(async (road) => {
      await writeRecipe(road);
      const before = await readFile(road.laptop.config, 'utf8');
      const request = { host: hosts.gpu1, container: 'ws-published' };
      const offered: (readonly string[])[] = [];
      const offerAdoption = (aliases: readonly string[]) => {
        offered.push(aliases);
        return Promise.resolve(aliases[0]);
      };
      const first = await attach({ ...request, offerAdoption }, road.tools, silent, never);
      expect(first).toMatchObject({ alias: 'recipe', adopted: true, user: 'root' });
      // Not asked again, by whichever face.
      const again = await road.laptop.json('attach', request.host, request.container, '--print');
      expect(again).toMatchObject({ alias: 'recipe', adopted: true });
      expect(offered).toEqual([['recipe']]);
      expect(await readFile(road.laptop.config, 'utf8')).toBe(before);
      expect(await road.tools.clientFiles.records()).toEqual([]);

      const forgotten = await road.laptop.json('forget', request.host, request.container);
      expect(forgotten).toMatchObject({ alias: 'recipe', removed: true });
      expect(await readFile(road.laptop.config, 'utf8')).toBe(before);
    }),
  );
});

it(
  'another identity opens the container, and is what its entry names',
  onRoad(async (road) => {
    const identityFile = join(road.laptop.directory, 'my key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ecdsa', '-N', '', '-f', identityFile]);
    const home = dockhopHome({ env: { DOCKHOP_HOME: road.laptop.home } });
    const { settings } = road.tools;
    const clientFiles = new ClientFiles({ home, settings, log, entries: () => ({ identityFile }) });
    const request = { host: hosts.gpu2, container: 'ws-user' };
    const tools = { ...road.tools, clientFiles };
    const { alias, user } = await attach(request, tools, silent, never);
    expect(await road.laptop.ssh(alias, 'id -un')).toMatchObject({ code: 0, stdout: `${user}\n` });
    expect(await readFile(home.entriesFile, 'utf8')).toContain(`IdentityFile "${identityFile}"`);
    await road.laptop.json('forget', request.host, request.container, '--undo');
  }),
);
