import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeError } from '../../../src/core/errors/dockhopError.ts';
import type { Step } from '../../../src/core/ports/progress.ts';
import { hosts, machineId, startJump } from '../../lab/lab.ts';
import { RoadUnderTest } from '../roadUnderTest.ts';

let road: RoadUnderTest;
let jump: string;

beforeAll(async () => {
  road = await RoadUnderTest.create();
  jump = await machineId('jump');
}, 600_000);

afterAll(async () => {
  await startJump();
  await road.remove();
}, 300_000);

interface Failed {
  readonly error: unknown;
  /** From when the plug was out. */
  readonly seconds: number;
}

/** Attaches, and pulls the jump host's plug the moment that a step begins. */
async function attachAndKillAt(fatal: Step): Promise<Failed> {
  let killed = NaN;
  const progress = {
    step: (step: Step) => {
      // Synchronously, so that the step cannot be over before the plug is out.
      if (step !== fatal) return;
      execFileSync('docker', ['kill', jump], { stdio: 'ignore' });
      killed = performance.now();
    },
    output: () => undefined,
  };
  try {
    const alias = await road.attach(hosts.gpu1, 'ws-idle', progress);
    throw new Error(`${alias} leads there all the same`);
  } catch (error) {
    return { error, seconds: (performance.now() - killed) / 1000 };
  }
}

describe('the jump host dies in the middle of an attach', () => {
  it.each(['connect', 'find', 'probe', 'configure', 'entry', 'proof'] as const)(
    'at the step %s: an error names it within seconds, and it works again when it is back',
    async (step) => {
      const before = await road.laptop.snapshot();
      const { error, seconds } = await attachAndKillAt(step);
      expect(seconds).toBeLessThan(15);
      const { code, hop, message } = describeError(error);
      expect(['JUMP_UNREACHABLE', 'CONNECTION_LOST']).toContain(code);
      expect(hop).toBe('jump');
      expect(message).toContain('jump');
      // Nothing half-written: at most the laptop's key is new, made before anything else.
      const after = await road.laptop.snapshot();
      const changed = [...after].filter(([name, content]) => before.get(name) !== content);
      const mayBeNew = ['id_ed25519', 'id_ed25519.pub', 'state.json', 'hints.json'];
      expect(
        changed
          .map(([name]) => name.split('/').at(-1))
          .filter((name) => !mayBeNew.includes(name ?? '')),
      ).toEqual([]);

      await startJump();
      const alias = await road.attach(hosts.gpu1, 'ws-idle');
      expect(await road.laptop.ssh(alias, 'true')).toMatchObject({ code: 0 });
      await road.tools.clientFiles.withdrawEntry(alias, new AbortController().signal);
    },
  );
});
