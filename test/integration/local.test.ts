import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from './laptop.ts';
import { useLaptop } from './useLaptop.ts';

const laptop = useLaptop();
const name = `dockhop-local-${randomUUID().slice(0, 8)}`;
/** An image of the lab's with an SSH server in it, as the local engine has it. */
const image = 'localhost/dockhop-lab/workspace';

async function docker(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run('docker', args);
  if (code !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

beforeAll(async () => {
  const [tag] = (await docker('images', '-q', image)).split('\n');
  const label = 'dockhop.test=local';
  const limits = ['--network', 'none', '--stop-timeout', '0'];
  await docker('run', '-d', '--name', name, '--label', label, ...limits, tag ?? '', 'sleep', '900');
}, 60_000);

afterAll(() => docker('rm', '-f', name));

test('this machine has no hops and is offered', async () => {
  expect(await laptop().json('path', 'local')).toEqual({ host: 'local', hops: [] });
  const offered = await laptop().json('hosts');
  expect(offered).toMatchObject({
    hosts: expect.arrayContaining([
      expect.objectContaining({ host: 'local', jumps: [] }),
    ]) as unknown,
  });
});

test('its engine and containers are listed', async () => {
  expect(await laptop().json('ps', 'local')).toMatchObject({
    hosts: [
      {
        host: 'local',
        engines: expect.arrayContaining([
          expect.objectContaining({
            kind: 'docker',
            containers: expect.arrayContaining([
              expect.objectContaining({ name, state: 'running', ssh: { state: 'absent' } }),
            ]) as unknown,
          }),
        ]) as unknown,
      },
    ],
  });
});

test('a container of it is attached to without ssh to anywhere', async () => {
  expect(await laptop().json('prepare', 'local', name)).toMatchObject({ mode: 'root' });
  const attached = await laptop().json('attach', 'local', name, '--print');
  const { alias, route } = attached as { alias: string; route: string };
  expect(route).toBe('exec');
  const files = [...(await laptop().snapshot()).values()].join('\n');
  expect(files).toMatch(/^ {2}ProxyCommand \/\S*docker -H unix:\S+ exec -i /m);
  const { stdout } = await laptop().ssh(alias, 'id -un; cat /etc/hostname');
  expect(stdout).toBe(`root\n${(await docker('inspect', '-f', '{{.Id}}', name)).slice(0, 12)}\n`);

  const published = await laptop().dockhop('attach', 'local', name, '--route', 'published');
  expect(published.stderr).toContain('ROUTE_UNAVAILABLE');
  expect(await laptop().json('forget', 'local', name, '--undo')).toMatchObject({
    alias,
    removed: true,
    left: [],
  });
});
