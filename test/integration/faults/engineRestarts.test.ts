import { expect, it } from 'vitest';
import { hosts, restartEngine } from '../../lab/lab.ts';
import { useLaptop } from '../useLaptop.ts';

const laptop = useLaptop();

it.each([
  ['docker', hosts.gpu1],
  ['bob', hosts.gpu1Bob],
  ['peggy', hosts.gpu2Peggy],
] as const)(
  'an entry works again after the engine %s restarts',
  async (engine, host) => {
    const attached = await laptop().json('attach', host, 'ws-idle', '--print');
    const { alias } = attached as { alias: string };
    await restartEngine(engine);
    expect(await laptop().ssh(alias, 'true')).toMatchObject({ code: 0 });
  },
  // All of its containers start anew.
  300_000,
);
