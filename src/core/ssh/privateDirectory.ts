import { access, constants, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { failure } from '../errors/dockhopError.ts';
import { accountHome } from './config/accountHome.ts';

/** A directory that only this user may enter, for as long as it is needed. */
export interface PrivateDirectory {
  readonly path: string;
  /** Removes it with all that is in it. */
  remove(): Promise<void>;
}

/** Makes one among the temporary files; mkdtemp(3) gives it the mode 0700. */
export async function makePrivateDirectory(base = tmpdir()): Promise<PrivateDirectory> {
  const directory = await mkdtemp(path.join(base, 'dockhop-'));
  return {
    path: directory,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/**
 * Makes one with a program in it. Temporary files may lie where none can be run (`noexec`), and an
 * ssh whose askpass program cannot be run sends empty answers: then it is made in the home.
 * @param bases where it may be, the first that will do.
 * @throws UNEXPECTED when programs can be run nowhere.
 */
export async function makeProgramDirectory(
  name: string,
  program: string,
  bases: readonly string[] = [tmpdir(), accountHome()],
): Promise<PrivateDirectory> {
  for (const base of bases) {
    const directory = await makePrivateDirectory(base);
    try {
      const file = path.join(directory.path, name);
      await writeFile(file, program, { mode: 0o700 });
      // Says no where the file system is mounted so that nothing runs (access(2)).
      await access(file, constants.X_OK);
      return directory;
    } catch {
      await directory.remove();
    }
  }
  throw failure('UNEXPECTED', { reason: `no program can be run in ${bases.join(' or ')}` });
}
