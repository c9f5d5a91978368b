import { expect, it } from 'vitest';
import { cutNetwork, hosts, restoreNetwork, startEngine, stopEngine } from '../../lab/lab.ts';
import { useLaptop } from '../useLaptop.ts';

const laptop = useLaptop();

it('an engine that was stopped is not found, and found again when it is back', async () => {
  await stopEngine('bob');
  try {
    const { code, stderr } = await laptop().dockhop('ps', hosts.gpu1Bob);
    expect(code).toBe(1);
    // The rootful engine's socket is there as well, but not for bob.
    expect(stderr).toMatch(/^dockhop: ENGINE_(NOT_FOUND|DENIED): .*gpu1-bob.*; .*\n$/);
  } finally {
    await startEngine('bob');
  }
  expect(await laptop().dockhop('ps', hosts.gpu1Bob)).toMatchObject({ code: 0 });
}, 300_000);

it('a host whose network is cut is named, though its jump host answers', async () => {
  await cutNetwork('gpu2');
  try {
    const started = Date.now();
    const { code, stdout } = await laptop().dockhop('ps', hosts.gpu2, '--json');
    expect(Date.now() - started).toBeLessThan(60_000);
    expect(code).toBe(1);
    const { error } = JSON.parse(stdout) as { error: { hop: string; message: string } };
    expect(error.hop).toBe('gpu2');
    expect(error.message).toContain('gpu2');
  } finally {
    await restoreNetwork('gpu2');
  }
  expect(await laptop().dockhop('ps', hosts.gpu2)).toMatchObject({ code: 0 });
}, 300_000);
