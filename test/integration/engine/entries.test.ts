import { copyFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { reachSshConfig } from '../../lab/doors.ts';
import { hosts } from '../../lab/lab.ts';
import { useLaptop } from '../useLaptop.ts';

const laptop = useLaptop();

beforeAll(() => copyFile(reachSshConfig, laptop().config));

test.each([
  ['an engine that only root may use', hosts.gpu1Carol, ['--sudo'], 'sudo -n /usr/bin/docker -H'],
  ['a podman without a service', 'gpu4-sven', [], '/usr/bin/podman --remote=false exec'],
])('the entry of %s works by ssh alone', async (_, host, options, words) => {
  const attached = await laptop().json('attach', host, 'ws-idle', '--print', ...options);
  const { alias } = attached as { alias: string };
  try {
    const { stdout } = await laptop().ssh(alias, 'hostname; id -un');
    expect(stdout).toBe('ws-idle\nroot\n');
    const files = [...(await laptop().snapshot()).values()].join('\n');
    expect(files).toContain(` -- ${host} `);
    expect(files).toContain(words);
  } finally {
    await laptop().dockhop('forget', host, 'ws-idle', '--undo', ...options);
  }
});

test('without --sudo nobody is made root', async () => {
  const { code, stderr } = await laptop().dockhop('ps', hosts.gpu1Carol);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^dockhop: ENGINE_DENIED: carol .*--sudo/m);
});
