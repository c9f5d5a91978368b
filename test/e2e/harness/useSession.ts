import { afterAll, beforeAll, beforeEach, onTestFailed } from 'vitest';

import { Session, type SessionOptions } from './session.ts';

/**
 * Gives the tests of a file (or describe) one session; a test that fails leaves a picture of the window.
 * The returned function hands out the session inside hooks and tests.
 */
export function useSession(options: SessionOptions = {}): () => Session {
  let session: Session | undefined;
  beforeAll(async () => {
    session = await Session.start(options);
  }, 120_000);
  beforeEach(({ task }) => {
    onTestFailed(async () => {
      const name = `failed ${task.name}`.replaceAll(/[^a-z0-9]+/gi, '-');
      await session?.workbench.picture(name);
    });
  });
  afterAll(() => session?.close());
  return () => {
    if (session === undefined) throw new Error('the session has not started');
    return session;
  };
}
