import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeEach, expect, it } from 'vitest';

import { docker, recreate } from '../lab/lab.ts';
import { attachInTerminal } from './harness/attachInTerminal.ts';
import { chooseHosts } from './harness/chooseHosts.ts';
import { sshInto } from './harness/sshInto.ts';
import { useSession } from './harness/useSession.ts';

// A person attached at an earlier time; now the editor opens that window again.
//
// In a browser no window can have our alias as its authority: the extension host turns every vscode-remote URI into a
// file URI, whatever its authority (`?folder=vscode-remote://ssh-remote+…` and a .code-workspace were both tried). So
// one thing is put in its place: the folder that `vscode.workspace` names to our extension, as a desktop window
// would. All else is real: the packed extension, its activation by the editor, which a window waits for before it
// connects, and what it does then.

let alias = '';
const session = useSession({
  prepare: async (folders) => {
    await chooseHosts(folders, ['gpu1']);
    alias = await attachInTerminal(folders, 'gpu1', 'ws-user');
  },
});

// A new window, with a new extension host.
beforeEach(() => session().reload());

afterAll(async () => {
  await docker('docker', 'start', 'ws-user');
});

/** Activates the extension in a window on a folder of the alias; resolves when that window would connect. */
async function reopenedWindow(): Promise<void> {
  const source = `
    const [id, folder] = args;
    const extension = vscode.extensions.getExtension(id);
    if (extension.isActive) throw new Error('something else has activated it');
    const main = extension.extensionPath + '/dist/extension.cjs';
    const itsApi = require('node:module').createRequire(main)('vscode');
    const uri = vscode.Uri.parse(folder, true);
    Object.defineProperty(itsApi.workspace, 'workspaceFolders', {
      value: [{ uri, name: 'home', index: 0 }],
    });
    await extension.activate();`;
  const folder = `vscode-remote://ssh-remote+${alias}/home/dev`;
  await session().editor.inHost.run(source, 'dockhop.dockhop', folder);
}

const ssh = (command: string) => sshInto(session().folders.sshConfig, alias, command);

it('makes the entry true again before the window connects, after the container was recreated', async () => {
  const { workbench } = session();
  expect(await ssh('true')).toMatchObject({ code: 0 });
  await recreate('docker', 'ws-user');
  expect(await ssh('true')).toMatchObject({ code: 255 });

  const remembered = await workbench.notifications.remember();
  await reopenedWindow();

  expect(await ssh('cat /etc/hostname')).toMatchObject({
    code: 0,
    stdout: await docker('docker', 'exec', 'ws-user', 'cat', '/etc/hostname'),
    stderr: '',
  });
  const steps = (await remembered()).filter((text) => text.startsWith('Making ws-user ready'));
  expect(steps.join('\n')).toContain('Setting up the SSH server');
});

it('changes nothing where nothing has changed, and says which container the window is in', async () => {
  const { workbench, folders, editor } = session();
  const { quickInput } = workbench;
  const config = join(folders.dockhopHome, 'config');
  const before = await readFile(config, 'utf8');
  await reopenedWindow();
  expect(await readFile(config, 'utf8')).toBe(before);
  expect(await ssh('true')).toMatchObject({ code: 0 });

  const where = 'ws-user on gpu1';
  await workbench.clickStatusBar(where);
  await quickInput.waitFor(where);
  expect(await quickInput.options()).toEqual([
    ...['Show in Explorer', 'Copy ssh Command', 'Open Entry'],
    ...['Doctor: Check Container', 'Show Log'],
  ]);
  await workbench.picture('status-bar');
  await quickInput.pick('Copy ssh Command');
  await workbench.notifications.waitFor('Copied');
  expect(await editor.inHost.clipboard()).toContain(alias);

  await workbench.runCommand('Dockhop: Container of This Window…');
  await quickInput.pick('Show in Explorer');
  const selected = workbench.page.locator('.sidebar .monaco-list-row.selected');
  await selected.filter({ hasText: 'ws-user' }).waitFor();
  await workbench.clickStatusBar(where);
  await quickInput.pick('Doctor: Check Container');
  await quickInput.waitFor('Doctor: ws-user');
  await quickInput.cancel();
  await workbench.clickStatusBar(where);
  await quickInput.pick('Show Log');
  await workbench.page.getByText('command dockhop.containerOfWindow').first().waitFor();
  await workbench.picture('log');
});

it('asks before it starts a container that was stopped', async () => {
  const { workbench } = session();
  await docker('docker', 'stop', '-t', '0', 'ws-user');
  const running = () => docker('docker', 'inspect', '-f', '{{.State.Running}}', 'ws-user');
  const answer = async () => {
    const question = await workbench.dialog.read();
    expect(question.message).toBe('ws-user on gpu1 is stopped.');
    expect(await running()).toBe('false\n');
    await workbench.dialog.click('Start and Connect');
  };
  await Promise.all([reopenedWindow(), answer()]);
  expect(await ssh('true')).toMatchObject({ code: 0 });
});
