import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { docker } from '../lab/lab.ts';
import { chooseHosts } from './harness/chooseHosts.ts';
import { useSession } from './harness/useSession.ts';
import { waitFor } from './harness/waitFor.ts';

const name = 'ws-for-files';
const transferMs = 60_000;

describe('the files of a container', () => {
  const session = useSession({
    prepare: (folders) => chooseHosts(folders, ['gpu1']),
    settings: { 'files.simpleDialog.enable': true },
  });
  const inside = (...words: string[]) => docker('docker', 'exec', name, ...words);

  beforeAll(async () => {
    const image = await docker('docker', 'inspect', '-f', '{{.Config.Image}}', 'ws-idle');
    const options = ['-d', '--init', '--net=none', '-w', '/work', '--name', name];
    await docker('docker', 'run', ...options, image.trim(), 'sleep', 'infinity');
    await inside('sh', '-c', 'mkdir /work/runs; echo "second line" >/work/notes.txt');
    await inside('truncate', '-s', '60M', '/work/model.bin');
    await session().workbench.openContainer('Dockhop');
    await session().workbench.tree('Hosts').expand(['gpu1']);
  }, 120_000);

  afterAll(() => docker('docker', 'rm', '-f', name), 60_000);

  const choose = (item: string) =>
    session().workbench.tree('Hosts').chooseFromMenu(['gpu1', name], item);

  /**
   * Names a file of the session's folder to the editor's dialog, which writes a folder of its own into the box
   * before it listens, and then is deaf until it has listed ours.
   */
  async function chooseHere(path: string): Promise<void> {
    const { quickInput } = session().workbench;
    await waitFor('the dialog to begin', 30_000, async () =>
      (await quickInput.text()).startsWith('/') ? true : undefined,
    );
    await waitFor('the dialog to list the folder', 30_000, async () => {
      if ((await quickInput.text()) === path) {
        return (await quickInput.options()).includes('ssh') ? true : undefined;
      }
      await quickInput.type(path);
      return undefined;
    });
    await quickInput.accept();
  }

  it('are walked through, opened, edited and saved', async () => {
    const { workbench, editor } = session();
    const { quickInput, page } = workbench;
    await choose('Browse Files…');
    await quickInput.waitFor(`Files of ${name}`);
    await waitFor('the working directory', transferMs, async () => {
      const options = (await quickInput.options()).map((label) => label.trim());
      return options.join() === '..,runs,model.bin,notes.txt' ? true : undefined;
    });
    await workbench.picture('files-browse');
    await quickInput.pick('runs');
    await waitFor('an empty directory', transferMs, async () =>
      (await quickInput.options()).length === 1 ? true : undefined,
    );
    await quickInput.pick('..');
    await quickInput.pick('notes.txt');

    const lines = page.locator('.monaco-editor .view-lines').first();
    await lines.getByText('second line').waitFor();
    await lines.click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('first line');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+S');
    await waitFor('the file to be saved', transferMs, async () =>
      (await inside('cat', '/work/notes.txt')).startsWith('first line\nsecond line')
        ? true
        : undefined,
    );
    const uri = await editor.inHost.run(
      'return vscode.window.activeTextEditor.document.uri.toString();',
    );
    expect(uri).toMatch(/^dockhop:\/\/gpu1\.docker\.[0-9a-f]{64}\/work\/notes\.txt$/);
    await workbench.picture('files-edit');
  });

  it('are offered as a download where they are too large for an editor', async () => {
    const { quickInput, dialog } = session().workbench;
    await choose('Browse Files…');
    await quickInput.waitFor(`Files of ${name}`);
    await quickInput.pick('model.bin');
    const { message, buttons } = await dialog.read();
    expect(message).toBe('model.bin has 62.9 MB, too much for an editor.');
    expect(buttons).toContain('Download…');
    await dialog.click('Cancel');
  });

  it('come to this machine', async () => {
    const { workbench, folders } = session();
    const to = join(folders.root, 'downloaded.txt');
    await choose('Download…');
    await workbench.quickInput.waitFor(`Download from ${name}`);
    await workbench.quickInput.pick('notes.txt');
    await workbench.quickInput.waitFor('Download /work/notes.txt');
    await chooseHere(to);
    await waitFor('the file to be here', transferMs, async () => {
      const text = await readFile(to, 'utf8').catch(() => '');
      return text === 'first line\nsecond line\n' ? true : undefined;
    });
    await workbench.notifications.waitFor('Downloaded 23 B');
  });

  it('go to the container, and replace what is there only when asked', async () => {
    const { workbench, folders } = session();
    const { quickInput, dialog, notifications } = workbench;
    const from = join(folders.root, 'notes.txt');
    await writeFile(from, 'from here\n');
    await choose('Upload Files…');
    await quickInput.waitFor(`Upload to ${name}`);
    await quickInput.pick('Upload Files to /work');
    await quickInput.waitFor('Upload Files to /work');
    await chooseHere(from);
    expect((await dialog.read()).message).toBe(`Replace /work/notes.txt in ${name}?`);
    await dialog.click('Replace');
    await notifications.waitFor('Uploaded 1 to /work', transferMs);
    expect(await inside('cat', '/work/notes.txt')).toBe('from here\n');
  });
});
