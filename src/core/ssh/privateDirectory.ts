import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A directory that only this user may enter, for as long as it is needed. */
export interface PrivateDirectory {
  readonly path: string;
  /** Removes it with all that is in it. */
  remove(): Promise<void>;
}

/** Makes one among the temporary files; mkdtemp(3) gives it the mode 0700. */
export async function makePrivateDirectory(): Promise<PrivateDirectory> {
  const directory = await mkdtemp(path.join(tmpdir(), 'dockhop-'));
  return {
    path: directory,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
