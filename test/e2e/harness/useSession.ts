import { appendFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { afterAll, beforeAll, beforeEach, expect, onTestFailed } from 'vitest';

import { ranCommands } from './paths.ts';
import { Session, type SessionOptions } from './session.ts';

/**
 * Gives the tests of a file (or describe) one session; a test that fails leaves a picture of the window.
 * The returned function hands out the session inside hooks and tests.
 */
export function useSession(options: SessionOptions = {}): () => Session {
  let session: Session | undefined;
  beforeAll(async () => {
    session = await Session.start(options);
  });
  beforeEach(async ({ task }) => {
    onTestFailed(async () => {
      const name = `failed ${task.name}`.replaceAll(/[^a-z0-9]+/gi, '-');
      await session?.workbench.picture(name);
    });
    await session?.workbench.clearAway();
  });
  afterAll(async () => {
    if (session === undefined) return;
    await recordCommands(await session.commandsRan());
    await session.close();
  });
  return () => {
    if (session === undefined) throw new Error('the session has not started');
    return session;
  };
}

/** For `everyCommandRan`. A file may have several sessions. */
async function recordCommands(ids: readonly string[]): Promise<void> {
  const { testPath = '' } = expect.getState();
  await mkdir(ranCommands, { recursive: true });
  await appendFile(join(ranCommands, basename(testPath)), ids.map((id) => `${id}\n`).join(''));
}
