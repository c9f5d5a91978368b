import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { docker } from '../lab/lab.ts';
import { attachMs } from './harness/attachOffer.ts';
import { chooseHosts } from './harness/chooseHosts.ts';
import { useSession } from './harness/useSession.ts';
import { waitFor } from './harness/waitFor.ts';

const name = 'ws-for-clean-up';
const consent = 'May Dockhop write into the settings of Remote-SSH';

describe('the entries of a person', () => {
  const session = useSession({
    companions: ['remoteSsh'],
    settings: {
      'dockhop.remoteSsh.adjustSettings': 'ask',
      'dockhop.entry.alias': 'dev-<container>',
    },
    prepare: (folders) => chooseHosts(folders, ['gpu1']),
  });
  const alias = `dev-${name}`;
  const inHost = () => session().editor.inHost;

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
    await session().workbench.openContainer('Dockhop');
    await session().workbench.tree('Hosts').expand(['gpu1']);
  }, 120_000);

  afterAll(() => docker('docker', 'rm', '-f', name), 60_000);

  beforeEach(() => inHost().execute('notifications.clearAll'));

  it('are made as they want them; their settings are changed once they agree', async () => {
    const { workbench } = session();
    await workbench.tree('Hosts').clickAction(['gpu1', name], 'Attach');
    await workbench.notifications.waitFor(consent, attachMs);
    expect(await platforms()).toEqual({});
    await workbench.notifications.click(consent, 'Always');
    await waitFor('the window to be opened', attachMs, async () => {
      const [window] = await inHost().openedWindows();
      return window?.uri?.includes(alias) === true ? window : undefined;
    });
    expect(await platforms()).toEqual({ [alias]: 'linux' });
    const answer = await inHost().run(
      'return vscode.workspace.getConfiguration("dockhop.remoteSsh").get("adjustSettings");',
    );
    expect(answer).toBe('always');
  });

  it('can be copied, and opened where they stand', async () => {
    const { workbench } = session();
    await workbench.tree('Hosts').chooseFromMenu(['gpu1', name], 'Copy Entry');
    await workbench.notifications.waitFor('Copied the entry');
    const copied = await inHost().run('return vscode.env.clipboard.readText();');
    expect(copied).toMatch(new RegExp(`^Host ${alias}\n`));

    await workbench.tree('Hosts').chooseFromMenu(['gpu1', name], 'Open Entry');
    const line = await waitFor('the entry to be open', 30_000, async () => {
      const found = await inHost().run(
        'const editor = vscode.window.activeTextEditor;' +
          'return editor ? editor.document.lineAt(editor.selection.active.line).text : null;',
      );
      return found ?? undefined;
    });
    expect(line).toBe(`Host ${alias}`);
  });

  it('go when they lead nowhere, by a command that shows them first', async () => {
    const { workbench, folders } = session();
    const entries = join(folders.dockhopHome, 'config');
    expect(await readFile(entries, 'utf8')).toContain(`Host ${alias}\n`);
    await docker('docker', 'rm', '-f', name);
    await workbench.runCommand('Dockhop: Clean Up Entries…');
    await workbench.quickInput.waitFor('Clean Up Entries');
    expect(await workbench.quickInput.options()).toEqual([alias, 'The container is gone']);
    await workbench.quickInput.accept();
    await waitFor('the entry to be gone', 30_000, async () => {
      const text = await readFile(entries, 'utf8').catch(() => '');
      return text.includes(alias) ? undefined : true;
    });
    await waitFor('the platform to be forgotten', 30_000, async () =>
      JSON.stringify(await platforms()) === '{}' ? true : undefined,
    );
  });

  function platforms(): Promise<unknown> {
    return inHost().run(
      'return vscode.workspace.getConfiguration("remote.SSH").get("remotePlatform");',
    );
  }
});
