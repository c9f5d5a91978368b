import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { State } from '../../../src/core/clientFiles/stateFile.ts';
import type { SessionFolders } from './session.ts';

/** Puts hosts into the explorer as if the person had chosen them at an earlier time. */
export async function chooseHosts(
  { dockhopHome }: Pick<SessionFolders, 'dockhopHome'>,
  hosts: readonly string[],
): Promise<void> {
  const state: State = { version: 1, hosts, entries: [], configs: [], adopted: [] };
  await mkdir(dockhopHome, { mode: 0o700 });
  await writeFile(join(dockhopHome, 'state.json'), JSON.stringify(state), { mode: 0o600 });
}
