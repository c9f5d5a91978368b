import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

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
    await docker('docker', 'rm', '-f', name);
    const image = await docker('docker', 'inspect', '-f', '{{.Config.Image}}', 'ws-idle');
    const options = ['-d', '--init', '--net=none', '-w', '/work', '--name', name];
    await docker('docker', 'run', ...options, image.trim(), 'sleep', 'infinity');
    const line =
      'mkdir /work/runs; echo "second line" >/work/notes.txt; truncate -s 60M /work/model.bin;' +
      'truncate -s 3G /work/weights.bin';
    await inside('sh', '-c', line);
    await session().workbench.openContainer('Dockhop');
    await session().workbench.tree('Hosts').expand(['gpu1']);
  });

  afterAll(() => docker('docker', 'rm', '-f', name));

  beforeEach(() => session().editor.inHost.execute('notifications.clearAll'));

  const choose = (item: string) =>
    session().workbench.tree('Hosts').chooseFromMenu(['gpu1', name], item);

  /** Waits until the list shows just these. */
  async function lists(...labels: string[]): Promise<void> {
    await waitFor(`the list of ${labels.join(', ')}`, transferMs, async () => {
      const options = await session().workbench.quickInput.options();
      return options.join() === labels.join() ? true : undefined;
    });
  }

  it('are walked through, opened, edited and saved', async () => {
    const { workbench, editor } = session();
    const { quickInput, page } = workbench;
    await choose('Browse Files…');
    await quickInput.waitFor(`Files of ${name}`);
    await lists('..', 'runs', 'model.bin', 'notes.txt', 'weights.bin', 'New Folder…');
    await workbench.picture('files-browse');
    await quickInput.pick('runs');
    await lists('..', 'New Folder…');
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

  it('are renamed, deleted and put into new folders on the way', async () => {
    const { workbench } = session();
    const { quickInput, dialog } = workbench;
    await choose('Browse Files…');
    await quickInput.waitFor(`Files of ${name}`);
    await quickInput.pick('New Folder…');
    await quickInput.waitForPrompt('Name of the folder');
    await quickInput.type('a/b');
    await quickInput.waitForPrompt('This is no name of a file.');
    await quickInput.type('old runs');
    await quickInput.accept();
    await lists('..', 'New Folder…');
    await quickInput.pick('..');
    await quickInput.clickAction('runs', 'Rename…');
    await quickInput.waitForPrompt('Another name');
    expect(await quickInput.text()).toBe('runs');
    await quickInput.type('new runs');
    await quickInput.accept();
    await lists(
      ...['..', 'new runs', 'old runs', 'model.bin', 'notes.txt', 'weights.bin', 'New Folder…'],
    );
    await quickInput.clickAction('old runs', 'Delete…');
    expect((await dialog.read()).message).toBe(`Delete /work/old runs in ${name}?`);
    await workbench.picture('files-delete');
    await dialog.click('Delete');
    await lists('..', 'new runs', 'model.bin', 'notes.txt', 'weights.bin', 'New Folder…');
    await quickInput.cancel();
    expect((await inside('ls', '/work')).split('\n')).toContain('new runs');
  });

  it('are offered as a download where they are too large for an editor', async () => {
    const { workbench, folders } = session();
    const { quickInput, dialog, fileDialog, notifications } = workbench;
    const remembered = await notifications.remember();
    await choose('Browse Files…');
    await quickInput.waitFor(`Files of ${name}`);
    await quickInput.pick('model.bin');
    const { message, buttons } = await dialog.read();
    expect(message).toBe('model.bin has 62.9 MB, too much for an editor.');
    expect([...buttons].sort()).toEqual(['Cancel', 'Download…']);
    await dialog.click('Download…');
    const to = join(folders.root, 'model.bin');
    await fileDialog.choose('Download /work/model.bin', to, 'ssh');
    await notifications.waitFor('Downloaded 62.9 MB', transferMs);
    expect((await readFile(to)).length).toBe(60 * 1024 * 1024);
    expect((await remembered()).join('\n')).toMatch(/Downloading model\.bin: .* of 62\.9 MB/);
  });

  it('come to this machine, a folder with all that is in it', async () => {
    const { workbench, folders } = session();
    const { quickInput, fileDialog, notifications } = workbench;
    const to = join(folders.root, 'downloaded.txt');
    await choose('Download…');
    await quickInput.waitFor(`Download from ${name}`);
    await quickInput.pick('notes.txt');
    await fileDialog.choose('Download /work/notes.txt', to, 'ssh');
    await notifications.waitFor('Downloaded 23 B', transferMs);
    expect(await readFile(to, 'utf8')).toBe('first line\nsecond line\n');

    await inside('sh', '-c', 'echo 0.1 >"/work/new runs/loss"');
    await workbench.runCommand('Dockhop: Download…');
    await quickInput.waitFor('On which host is the container?');
    await quickInput.pick('gpu1');
    await quickInput.waitFor('Which container of gpu1?');
    await quickInput.pick(name);
    await quickInput.waitFor(`Download from ${name}`);
    await quickInput.pick('new runs');
    await quickInput.pick('Download /work/new runs');
    await fileDialog.choose('Download /work/new runs', `${folders.root}/`, 'ssh');
    await notifications.waitFor('Downloaded 4 B', transferMs);
    expect(await readFile(join(folders.root, 'new runs/loss'), 'utf8')).toBe('0.1\n');
  });

  it('come no further once that was cancelled, and nothing is left', async () => {
    const { workbench, folders } = session();
    const { quickInput, fileDialog, notifications } = workbench;
    await choose('Download…');
    await quickInput.waitFor(`Download from ${name}`);
    await quickInput.pick('weights.bin');
    await fileDialog.choose('Download /work/weights.bin', join(folders.root, 'cut.bin'), 'ssh');
    await notifications.waitFor(/Downloading weights\.bin: .* of 3\.2 GB/, transferMs);
    await workbench.picture('files-downloading');
    await notifications.click('Downloading weights.bin', 'Cancel');
    await notifications.waitForNone('Downloading weights.bin');
    expect(await notifications.all()).toEqual([]);
    await waitFor('nothing to be left', transferMs, async () =>
      (await readdir(folders.root)).some((file) => file.includes('cut')) ? undefined : true,
    );
  });

  it('go to the container, and replace what is there only when asked', async () => {
    const { workbench, folders } = session();
    const { quickInput, dialog, fileDialog, notifications } = workbench;
    const from = join(folders.root, 'notes.txt');
    await writeFile(from, 'from here\n');
    await choose('Upload Files…');
    await quickInput.waitFor(`Upload to ${name}`);
    await workbench.picture('files-upload');
    await quickInput.pick('Upload Files to /work');
    await fileDialog.choose('Upload Files to /work', from, 'ssh');
    expect((await dialog.read()).message).toBe(`Replace /work/notes.txt in ${name}?`);
    await dialog.click('Replace');
    await notifications.waitFor(`Uploaded notes.txt to /work of ${name}.`, transferMs);
    expect(await inside('cat', '/work/notes.txt')).toBe('from here\n');
  });

  it('go to the container as a folder, too, and by the palette', async () => {
    const { workbench, folders } = session();
    const { quickInput, fileDialog, notifications } = workbench;
    const from = join(folders.root, 'sets');
    await mkdir(from);
    await writeFile(join(from, 'one'), Buffer.alloc(40_000_000));
    const remembered = await notifications.remember();
    await workbench.runCommand('Dockhop: Upload Files…');
    await quickInput.waitFor('On which host is the container?');
    await quickInput.pick('gpu1');
    await quickInput.waitFor('Which container of gpu1?');
    await quickInput.pick(name);
    await quickInput.waitFor(`Upload to ${name}`);
    await quickInput.pick('Upload a Folder to /work');
    await fileDialog.choose('Upload a Folder to /work', from, 'sets');
    await notifications.waitFor(`Uploaded sets to /work of ${name}.`, transferMs);
    expect(await inside('stat', '-c', '%s', '/work/sets/one')).toBe('40000000\n');
    expect((await remembered()).join('\n')).toMatch(/Uploading sets: .* of 40\.0 MB/);
  });
});
