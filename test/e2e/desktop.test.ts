import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it, type TestContext } from 'vitest';

import type { State } from '../../src/core/clientFiles/stateFile.ts';
import { recreate } from '../lab/lab.ts';
import { attachInTerminal } from './harness/attachInTerminal.ts';
import { DesktopEditor, desktopImpossible } from './harness/desktopEditor.ts';
import { packCompanion } from './harness/packCompanion.ts';
import { packedExtension } from './harness/paths.ts';
import { makeFolders, removeFolders, type SessionFolders } from './harness/session.ts';
import { sshInto } from './harness/sshInto.ts';
import { waitFor } from './harness/waitFor.ts';

// What only a desktop window can show: where the editor itself asks for the alias of a window. All else is tried in
// the browser.

const readyMs = 120_000;

let folders: SessionFolders;
let editor: DesktopEditor | undefined;

beforeEach(async () => {
  folders = await makeFolders();
});

afterEach(async () => {
  await editor?.close();
  await removeFolders(folders);
});

async function desktop({ skip }: TestContext): Promise<DesktopEditor> {
  const reason = await desktopImpossible();
  if (reason !== undefined) skip(reason);
  const companion = await packCompanion('inHost');
  return (editor = await DesktopEditor.prepare(folders, [packedExtension, companion]));
}

it('attaches from a desktop window', async (context) => {
  const code = await desktop(context);
  code.open();
  await code.inHost.ready(readyMs);
  // Not awaited there: it ends when its last message is answered.
  const source = 'void vscode.commands.executeCommand("dockhop.attach", { target: args[0] });';
  await code.inHost.run(source, { host: 'gpu1', container: 'ws-idle' });
  const alias = await waitFor('an entry', readyMs, async () => {
    const state = await readFile(join(folders.dockhopHome, 'state.json'), 'utf8');
    return (JSON.parse(state) as State).entries[0]?.alias;
  });
  await works(alias);
});

it('prepares a recreated container before a desktop window on it connects', async (context) => {
  const code = await desktop(context);
  const alias = await attachInTerminal(folders, 'gpu1', 'ws-noport');
  await recreate('docker', 'ws-noport');
  expect(await sshInto(folders.sshConfig, alias, 'true')).toMatchObject({ code: 255 });
  code.open(`vscode-remote://ssh-remote+${alias}/root`);
  await works(alias);
});

async function works(alias: string): Promise<void> {
  await waitFor(`ssh ${alias} to work`, readyMs, async () =>
    (await sshInto(folders.sshConfig, alias, 'true')).code === 0 ? true : undefined,
  );
}
