import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attach } from '../../src/core/attach/attach.ts';
import type { AttachTools } from '../../src/core/attach/attachTools.ts';
import { EngineDirectory } from '../../src/core/attach/engineDirectory.ts';
import { ClientFiles } from '../../src/core/clientFiles/clientFiles.ts';
import { dockhopHome } from '../../src/core/clientFiles/dockhopHome.ts';
import { describeError } from '../../src/core/errors/dockhopError.ts';
import type { Step } from '../../src/core/ports/progress.ts';
import { ConnectionPool } from '../../src/core/ssh/connectionPool.ts';
import { hosts, machineId, startJump, up } from '../lab/lab.ts';
import { Laptop } from './laptop.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const prompter = {
  trustHostKey: () => Promise.resolve('cannotAsk' as const),
  allowInstall: () => Promise.resolve('yes' as const),
};

let laptop: Laptop;
let pool: ConnectionPool;
let tools: AttachTools;
let jump: string;

beforeAll(async () => {
  await up();
  jump = await machineId('jump');
  laptop = await Laptop.create();
  const settings = { configFile: laptop.config };
  pool = new ConnectionPool({ settings, prompter, log });
  const home = dockhopHome({ env: { DOCKHOP_HOME: laptop.home } });
  const clientFiles = new ClientFiles({ home, settings, log });
  tools = {
    directory: new EngineDirectory(pool, log),
    clientFiles,
    settings,
    prompter,
    log,
  };
}, 600_000);

afterAll(async () => {
  pool.dispose();
  await startJump();
  await laptop.remove();
}, 120_000);

/** Attaches, and pulls the jump host's plug the moment that a step begins. */
async function attachAndKillAt(fatal: Step): Promise<unknown> {
  const progress = {
    step: (step: Step) => {
      // Synchronously, so that the step cannot be over before the plug is out.
      if (step === fatal) execFileSync('docker', ['kill', jump], { stdio: 'ignore' });
    },
    output: () => undefined,
  };
  const request = { host: hosts.gpu1, container: 'ws-idle' };
  try {
    await attach(request, tools, progress, new AbortController().signal);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('the jump host dies in the middle of an attach', () => {
  it.each(['connect', 'find', 'probe', 'configure', 'entry', 'proof'] as const)(
    'at the step %s: an error names it within seconds, and it works again when it is back',
    async (step) => {
      const before = await laptop.snapshot();
      const started = Date.now();
      const error = await attachAndKillAt(step);
      expect(Date.now() - started).toBeLessThan(15_000);
      const { code, hop, message } = describeError(error);
      expect(['JUMP_UNREACHABLE', 'CONNECTION_LOST']).toContain(code);
      expect(hop).toBe('jump');
      expect(message).toContain('jump');
      // Nothing half-written: at most the laptop's key is new, made before anything else.
      const after = await laptop.snapshot();
      const changed = [...after].filter(([name, content]) => before.get(name) !== content);
      const mayBeNew = ['id_ed25519', 'id_ed25519.pub', 'state.json'];
      expect(
        changed
          .map(([name]) => name.split('/').at(-1))
          .filter((name) => !mayBeNew.includes(name ?? '')),
      ).toEqual([]);

      await startJump();
      const request = { host: hosts.gpu1, container: 'ws-idle' };
      const progress = { step: () => undefined, output: () => undefined };
      const { alias } = await attach(request, tools, progress, new AbortController().signal);
      expect(await laptop.ssh(alias, 'true')).toMatchObject({ code: 0 });
      await tools.clientFiles.withdrawEntry(alias, new AbortController().signal);
    },
  );
});
