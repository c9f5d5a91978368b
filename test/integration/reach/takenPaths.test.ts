/**
 * The hops that Dockhop says ssh would take are those that ssh takes: for configs over real hops of the lab,
 * what `resolvePath` answers is held against what `ssh -v` reports of the connections that it makes.
 */
import path from 'node:path';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Hop } from '../../../src/core/ssh/config/path.ts';
import { resolvePath } from '../../../src/core/ssh/config/resolvePath.ts';
import { doorPort } from '../../lab/doors.ts';
import { labDirectory, publishedPort } from '../../lab/lab.ts';
import { run } from '../laptop.ts';
import { generatedConfigs, type GeneratedConfig, type Stops } from './generatedConfig.ts';
import { never, useReachLab, writeConfig } from './reachLab.ts';

const directory = useReachLab();
const numberOfConfigs = 50;

let configs: readonly GeneratedConfig[] = [];

beforeAll(async () => {
  configs = fc.sample(generatedConfigs(await realStops()), {
    seed: 20_261,
    numRuns: numberOfConfigs,
  });
});

async function realStops(): Promise<Stops> {
  const here = { address: '127.0.0.1', user: 'jumper' };
  const jump = { ...here, port: await publishedPort('jump') };
  return {
    front: [
      jump,
      { ...here, port: await doorPort('people') },
      { ...here, port: await doorPort('crowd') },
    ],
    middle: [
      { address: 'jump.inner', port: 22, user: 'jumper' },
      { address: 'doors.inner', port: 22, user: 'jumper' },
      { address: 'doors.inner', port: 2204, user: 'jumper' },
      { address: 'gpu3.inner', port: 22, user: 'alice' },
    ],
    end: [
      { address: 'gpu1.inner', port: 22, user: 'alice' },
      { address: 'gpu1.inner', port: 22, user: 'dave' },
      { address: 'gpu2.inner', port: 22, user: 'root' },
      { address: 'gpu4.inner', port: 22, user: 'sven' },
    ],
    strict: { ...here, port: await publishedPort('jump-strict') },
    carrier: jump,
  };
}

interface TakenPath {
  /** Of each login, in order: `user@host:port`. */
  readonly logins: readonly string[];
  /** What was dialled from here. */
  readonly dialled: readonly string[];
  /** The commands that were run for a connection, in the order in which ssh reports them: the last hop's first. */
  readonly commands: readonly string[];
  readonly user: string;
}

/** ssh's own account of the way it goes, its inner ssh's included. */
async function pathTaken(config: string, destination: string): Promise<TakenPath> {
  const args = ['-F', config, '-v', '-o', 'BatchMode=yes', '--', destination, 'id', '-un'];
  const { code, stdout, stderr } = await run('ssh', args);
  expect(code, stderr).toBe(0);
  const all = (pattern: RegExp): string[][] =>
    [...stderr.matchAll(pattern)].map(([, ...groups]) => groups.map((group) => group.trim()));
  return {
    logins: all(/^debug1: Authenticating to (\S+):(\d+) as '(.*)'/gm).map(
      ([host = '', port = '', user = '']) => `${user}@${host}:${port}`,
    ),
    dialled: all(/^debug1: Connecting to (\S+) \[\S+\] port (\d+)/gm).map(
      ([host = '', port = '']) => `${host}:${port}`,
    ),
    commands: all(/^debug1: Executing proxy command: exec (.*)$/gm).map(
      ([command = '']) => command,
    ),
    user: stdout.trim(),
  };
}

/** The command that ssh makes of a ProxyJump, or that the config says. */
function isCommandOf(hop: Hop, command: string): boolean {
  if (hop.via === 'command') return command === hop.command;
  return command.includes(` -W '[${hop.hostName}]:${hop.port}' `);
}

describe('the hops of generated configs', () => {
  const numbers = Array.from({ length: numberOfConfigs }, (_, number) => number);

  test.concurrent.each(numbers)('number %i', async (number) => {
    const { destination, lines } = configs[number] ?? expect.fail('there are fewer configs');
    const file = path.join(directory(), `taken-${number}`);
    await writeConfig(file, [
      ...lines.map((line) => line.replaceAll('CONFIG', file)),
      'Host *',
      `  IdentityFile ${labDirectory}/ssh/id_ed25519`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile ${file}.known_hosts`,
      '  StrictHostKeyChecking accept-new',
    ]);
    const [{ hops }, taken] = await Promise.all([
      resolvePath(destination, { configFile: file }, never),
      pathTaken(file, destination),
    ]);
    const text = await readFile(file, 'utf8');
    const [first] = hops;
    expect(
      hops.map(({ user, hostName, port }) => `${user}@${hostName}:${port}`),
      text,
    ).toEqual(taken.logins);
    expect(taken.user, text).toBe(hops.at(-1)?.user);
    expect(taken.dialled, text).toEqual(
      first.via === 'direct' ? [`${first.hostName}:${first.port}`] : [],
    );
    const carried = hops.filter(({ via }) => via !== 'direct');
    expect(taken.commands, text).toHaveLength(carried.length);
    for (const hop of carried) {
      expect(
        taken.commands.some((command) => isCommandOf(hop, command)),
        text,
      ).toBe(true);
    }
  });

  test('are of every form', () => {
    const forms = new Set(configs.flatMap((config) => config.forms));
    expect([...forms].sort()).toEqual(
      [
        ...['direct', 'none', 'nc', 'recipe', '-W'],
        ...['alias', 'token', 'full', 'uri', 'override'],
        ...['1 hops', '2 hops', '3 hops', '4 hops'],
        ...['one list', 'lists and their own'],
      ].sort(),
    );
  });
});
