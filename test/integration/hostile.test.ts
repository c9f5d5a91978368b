import { access } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { docker, hosts, onMachine, type EngineName, type Machine } from '../lab/lab.ts';
import { useLaptop } from './useLaptop.ts';

/** What every string of the hostile workspaces tries to make, wherever it is run. */
const proof = '/tmp/pwned';
const machines: readonly Machine[] = ['jump', 'jump-strict', 'gpu1', 'gpu2', 'fake'];

const laptop = useLaptop();

async function expectNothingWasRun(): Promise<void> {
  await expect(access(proof)).rejects.toMatchObject({ code: 'ENOENT' });
  for (const machine of machines) {
    expect(await onMachine(machine, 'sh', '-c', `ls -d ${proof} 2>/dev/null || :`)).toBe('');
  }
}

/** Text that a terminal would obey, or that would break a line of a table. */
// eslint-disable-next-line no-control-regex -- exactly these are looked for
const dangerous = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('a container whose labels, environment, WORKDIR and mounts are hostile', () => {
  const attach = ['--print', '--json'];
  it.each([
    [hosts.gpu1, 'docker'],
    [hosts.gpu2Peggy, 'peggy'],
  ] as const)('on %s is attached to harmlessly', async (host, engine: EngineName) => {
    const { code, stdout } = await laptop().dockhop('attach', host, 'ws-hostile', ...attach);
    expect(code).toBe(0);
    const { alias } = JSON.parse(stdout) as { alias: string };
    const value = await docker(engine, 'exec', 'ws-hostile', 'printenv', 'RUN_ME', 'QUOTES');
    const seen = await laptop().ssh(alias, 'printenv RUN_ME QUOTES');
    expect(seen).toEqual({ code: 0, stdout: value, stderr: '' });
    // A login shell reads the profile as well.
    expect(await laptop().ssh(alias, 'bash -lc true')).toMatchObject({ code: 0 });
    await expectNothingWasRun();
    const inside = await docker(engine, 'exec', 'ws-hostile', 'sh', '-c', `ls ${proof} || :`);
    expect(inside).toBe('');
    await laptop().json('forget', host, 'ws-hostile', '--undo');
  });
});

describe('a container that lies to the probe', () => {
  it('is refused with a code, and none of its answers is run or printed raw', async () => {
    const before = await laptop().snapshot();
    const { code, stderr } = await laptop().dockhop('attach', hosts.gpu1, 'ws-liar', '--print');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^dockhop: [A-Z_]+: .*; .*$/m);
    expect(stderr).not.toMatch(dangerous);
    await expectNothingWasRun();
    expect((await laptop().snapshot()).get('config')).toBe(before.get('config'));
  });
});

describe('an engine that answers with hostile names and images', () => {
  it.each([hosts.fake, hosts.fakeMalformed])('%s is listed harmlessly', async (host) => {
    const table = await laptop().dockhop('ps', host, '--all');
    expect(table.code).toBe(0);
    expect(table.stdout).not.toMatch(dangerous);
    expect(table.stdout).toContain('honest');
    const listed = await laptop().dockhop('ps', host, '--all', '--json');
    expect(JSON.parse(listed.stdout)).toMatchObject({ hosts: [{ host }] });
    await expectNothingWasRun();
  });

  it('no container of it is attached to, and the refusal has a code', async () => {
    const { hosts: reports } = (await laptop().json('ps', hosts.fake, '--all')) as {
      hosts: { engines: { containers: { id: string; name: string }[] }[] }[];
    };
    const containers = reports
      .flatMap((host) => host.engines)
      .flatMap((engine) => engine.containers);
    expect(containers.length).toBeGreaterThan(3);
    for (const { id, name } of containers.slice(0, 6)) {
      for (const named of [id, name].filter(
        (text) => !text.startsWith('-') && !text.includes('\0'),
      )) {
        const { code, stderr } = await laptop().dockhop('attach', hosts.fake, named, '--print');
        expect(code).toBe(1);
        expect(stderr).toMatch(/^dockhop: [A-Z_]+: /m);
        expect(stderr).not.toMatch(dangerous);
      }
    }
    await expectNothingWasRun();
  });

  it('a destination that is an option for ssh is refused', async () => {
    const { code, stderr } = await laptop().dockhop('ps', '--', '-oProxyCommand=touch /tmp/pwned');
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/^dockhop: DESTINATION_REFUSED: /);
    await expectNothingWasRun();
  });
});
