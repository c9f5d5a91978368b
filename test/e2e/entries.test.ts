import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { addressOf, docker, labDirectory } from '../lab/lab.ts';
import { attachMs } from './harness/attachOffer.ts';
import { chooseHosts } from './harness/chooseHosts.ts';
import type { SessionFolders } from './harness/session.ts';
import { useSession } from './harness/useSession.ts';
import { patienceMs, waitFor } from './harness/waitFor.ts';

const name = 'ws-for-clean-up';
const textInSight =
  'const editor = vscode.window.activeTextEditor; return editor ? editor.document.getText() : "";';
const consent = 'May Dockhop write into the settings of Remote-SSH';

describe('the entries of a person', () => {
  const session = useSession({
    companions: ['remoteSsh'],
    settings: {
      'dockhop.remoteSsh.adjustSettings': 'ask',
      'dockhop.entry.alias': 'dev-<container>',
    },
    prepare: async (folders) => {
      await chooseHosts(folders, ['gpu1']);
      await addOwnEntry(folders);
    },
  });
  const alias = `dev-${name}`;
  const inHost = () => session().editor.inHost;
  const workbench = () => session().workbench;

  beforeAll(async () => {
    const image = await docker('docker', 'inspect', '-f', '{{.Config.Image}}', 'ws-idle');
    await docker(
      'docker',
      'run',
      '-d',
      '--init',
      '--name',
      name,
      image.trim(),
      'sleep',
      'infinity',
    );
    await workbench().openContainer('Dockhop');
    await workbench().tree('Hosts').expand(['gpu1']);
  });

  afterAll(() => docker('docker', 'rm', '-f', name));

  beforeEach(() => inHost().execute('notifications.clearAll'));

  it('are made as they want them; their settings are changed once they agree', async () => {
    const { notifications } = workbench();
    await workbench().tree('Hosts').clickAction(['gpu1', name], 'Attach');
    await notifications.waitFor(consent, attachMs);
    expect(await platforms()).toEqual({});
    await notifications.click(consent, 'Always');
    await waitFor('the window to be opened', attachMs, async () => {
      const [window] = await inHost().openedWindows();
      return window?.uri?.includes(alias) === true ? window : undefined;
    });
    expect(await platforms()).toEqual({ [alias]: 'linux' });
    await waitFor('the answer to be kept', patienceMs, async () => {
      const answer = await inHost().run(
        'return vscode.workspace.getConfiguration("dockhop.remoteSsh").get("adjustSettings");',
      );
      return answer === 'always' ? true : undefined;
    });
    // The tree is drawn anew once it knows of the entry, and a row is not clicked well meanwhile.
    await workbench().tree('Hosts').says(['gpu1', name], /^SSH/);
  });

  it('come with a warning where Remote-SSH reads another configuration, and the line for that', async () => {
    const { notifications } = workbench();
    await workbench().tree('Hosts').clickAction(['gpu1', name], 'Attach');
    const warning = await notifications.waitFor('ms-vscode-remote.remote-ssh does not read');
    expect(warning).toContain(`in which the entry ${alias} is included`);
    await notifications.keep('does not read');
    await workbench().picture('other-config');
    await notifications.click('does not read', 'Copy Line');
    await waitFor('the line to be on the clipboard', patienceMs, async () =>
      String(await inHost().clipboard()).startsWith('Include ') ? true : undefined,
    );
  });

  it('of the person’s own are used if they like, and left as they are', async () => {
    const { folders } = session();
    const { dialog } = workbench();
    const before = await readFile(folders.sshConfig, 'utf8');
    await workbench().tree('Hosts').clickAction(['gpu1', 'ws-published'], 'Attach');
    const asked = await dialog.read(attachMs);
    expect(asked.message).toBe('“recipe” of your ssh config leads into ws-published already.');
    expect([...asked.buttons].sort()).toEqual(['Cancel', 'Set Up Another', 'Use recipe']);
    await workbench().picture('adoption');
    await dialog.click('Use recipe');
    await waitFor('the window to be opened', attachMs, async () => {
      const windows = await inHost().openedWindows();
      return windows.at(-1)?.uri?.includes('ssh-remote%2Brecipe/') === true ? true : undefined;
    });
    expect(await readFile(folders.sshConfig, 'utf8')).toBe(before);
  });

  it('can be copied, and opened where they stand', async () => {
    const { notifications, quickInput } = workbench();
    await workbench().tree('Hosts').chooseFromMenu(['gpu1', name], 'Copy Entry');
    await notifications.waitFor(`Copied the entry “${alias}”.`);
    expect(await inHost().clipboard()).toMatch(new RegExp(`^Host ${alias}\n`));

    await workbench().runCommand('Dockhop: Export Entries…');
    await quickInput.waitFor('Export Entries');
    expect(await quickInput.options()).toEqual([alias]);
    await quickInput.accept();
    await waitFor('what can be sent', patienceMs, async () => {
      const text = String(await inHost().run(textInSight));
      return text.includes(`Host ${alias}\n`) ? true : undefined;
    });
    await workbench().picture('export');
    await inHost().execute('workbench.action.revertAndCloseActiveEditor');

    await workbench().tree('Hosts').chooseFromMenu(['gpu1', name], 'Open Entry');
    const line = await waitFor('the entry to be open', patienceMs, async () => {
      const found = await inHost().run(
        'const editor = vscode.window.activeTextEditor;' +
          'return editor ? editor.document.lineAt(editor.selection.active.line).text : null;',
      );
      return found === '' ? undefined : (found ?? undefined);
    });
    expect(line).toBe(`Host ${alias}`);
  });

  it('go when they lead nowhere, by a command that shows them first', async () => {
    const { folders } = session();
    const { quickInput } = workbench();
    const entries = join(folders.dockhopHome, 'config');
    expect(await readFile(entries, 'utf8')).toContain(`Host ${alias}\n`);
    await docker('docker', 'rm', '-f', name);
    await workbench().runCommand('Dockhop: Clean Up Entries…');
    await quickInput.waitFor('Clean Up Entries');
    expect(await quickInput.options()).toEqual([alias, 'The container is gone']);
    await workbench().picture('clean-up');
    await quickInput.accept();
    await waitFor('the entry to be gone', patienceMs, async () => {
      const text = await readFile(entries, 'utf8').catch(() => '');
      return text.includes(alias) ? undefined : true;
    });
    await waitFor('the platform to be forgotten', patienceMs, async () =>
      alias in Object(await platforms()) ? undefined : true,
    );
  });

  function platforms(): Promise<unknown> {
    return inHost().run(
      'return vscode.workspace.getConfiguration("remote.SSH").get("remotePlatform");',
    );
  }
});

/** Adds what a person wrote who made the recipe's container by hand. */
async function addOwnEntry({ root, sshConfig }: SessionFolders): Promise<void> {
  const entry =
    `Host recipe\n  HostName ${await addressOf('gpu1')}\n  Port 2201\n  User root\n  ProxyJump jump\n` +
    `  StrictHostKeyChecking accept-new\n  UserKnownHostsFile ${join(root, 'own_known_hosts')}\n` +
    `  IdentityFile ${join(labDirectory, 'ssh', 'id_ed25519')}\n`;
  await writeFile(sshConfig, `${entry}\n${await readFile(sshConfig, 'utf8')}`);
}
