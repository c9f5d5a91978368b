import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { docker } from '../lab/lab.ts';
import { attachMs } from './harness/attachOffer.ts';
import { chooseHosts } from './harness/chooseHosts.ts';
import { useSession } from './harness/useSession.ts';
import { patienceMs, waitFor } from './harness/waitFor.ts';

const one = 'e2e-tool-one';
const two = 'e2e-tool-two';
const renamed = 'e2e-tool-renamed';
const image = 'e2e-tool/made:v1';

describe('what people do with containers', () => {
  const session = useSession({
    companions: ['remoteSsh'],
    settings: { 'dockhop.entry.alias': 'dev-<container>' },
    prepare: (folders) => chooseHosts(folders, ['gpu1']),
  });
  const inHost = () => session().editor.inHost;
  const tree = () => session().workbench.tree('Hosts');

  beforeAll(async () => {
    await removeAll();
    const from = (await docker('docker', 'inspect', '-f', '{{.Config.Image}}', 'ws-idle')).trim();
    for (const name of [one, two]) {
      const options = ['-d', '--init', '-v', '/scratch', '--name', name];
      await docker('docker', 'run', ...options, from, 'sleep', 'infinity');
    }
    await session().workbench.openContainer('Dockhop');
    await tree().expand(['gpu1']);
  });

  afterAll(removeAll);

  beforeEach(() => inHost().execute('notifications.clearAll'));

  it('stops, starts, pauses, wakes and restarts one from its menu', async () => {
    await choose(one, 'Stop Container');
    await says(one, 'exited');
    await choose(one, 'Start Container');
    await says(one, 'running');
    await choose(one, 'Pause Container');
    await says(one, 'paused');
    await choose(one, 'Unpause Container');
    await says(one, 'running');
    const before = await startOf(one);
    await choose(one, 'Restart Container');
    await waitFor('the container to start anew', patienceMs, async () =>
      (await startOf(one)) === before ? undefined : true,
    );
    await says(one, 'running');
  });

  it('kills only who is named, once that was agreed to', async () => {
    const { dialog } = session().workbench;
    await choose(one, 'Kill Container…');
    const asked = await dialog.read();
    expect(asked.message).toContain(`Kill ${one} on gpu1?`);
    expect([...asked.buttons].sort()).toEqual(['Cancel', 'Kill']);
    await dialog.click('Cancel');
    expect((await tree().row(['gpu1', one])).description).toContain('running');
    await choose(one, 'Kill Container…');
    await dialog.click('Kill');
    await says(one, 'exited (137)');
  });

  it('does so with several that are selected, and names them before they stop', async () => {
    const { workbench } = session();
    const { dialog } = workbench;
    await choose(one, 'Start Container');
    await says(one, 'running');
    await tree().select(['gpu1', two], { also: true });
    await tree().chooseFromMenu(['gpu1', one], 'Stop Container');
    const asked = await dialog.read();
    expect(asked.message).toContain('Stop 2 containers?');
    expect(asked.detail).toContain(`${one} · gpu1`);
    expect(asked.detail).toContain(`${two} · gpu1`);
    await workbench.picture('stop-several');
    await dialog.click('Stop');
    await says(one, 'exited');
    await says(two, 'exited');
  });

  it('asks from the palette which, and offers only those with which it makes sense', async () => {
    const { workbench } = session();
    await workbench.runCommand('Dockhop: Start Container');
    await workbench.quickInput.waitFor('On which host is the container?');
    await workbench.quickInput.pick('gpu1');
    await workbench.quickInput.waitFor('Which containers of gpu1?');
    const offered = await workbench.quickInput.options();
    expect(offered).toEqual(expect.arrayContaining([one, two]));
    expect(offered).not.toContain('ws-idle');
    await workbench.quickInput.tick(one);
    await workbench.quickInput.tick(two);
    await workbench.picture('start-from-the-palette');
    await workbench.quickInput.accept();
    await says(one, 'running');
    await says(two, 'running');
  });

  it('shows what the engine says about one, as a document that is read only', async () => {
    const { workbench } = session();
    await choose(one, 'Inspect Container');
    const text = await waitFor('the document', patienceMs, async () => {
      const shown = await documentInSight();
      return shown?.includes('"RestartCount"') === true ? shown : undefined;
    });
    expect(text).toContain(`"Name": "/${one}"`);
    await workbench.picture('inspect');
    await docker('docker', 'stop', one);
    await workbench.runCommand('Dockhop: Refresh Inspection');
    await waitFor('the document to follow', patienceMs, async () =>
      (await documentInSight())?.includes('"Status": "exited"') === true ? true : undefined,
    );
    await inHost().execute('workbench.action.closeActiveEditor');
    await docker('docker', 'start', one);
    await says(one, 'running');
  });

  it('copies id, name and address', async () => {
    const { notifications } = session().workbench;
    const copied = async (item: string): Promise<unknown> => {
      await inHost().execute('notifications.clearAll');
      await choose(one, item);
      await notifications.waitFor('Copied:');
      return inHost().clipboard();
    };
    const field = async (format: string): Promise<string> =>
      (await docker('docker', 'inspect', '-f', format, one)).trim();
    expect(await copied('Copy Container Id')).toBe(await field('{{.Id}}'));
    expect(await copied('Copy Container Name')).toBe(one);
    expect(await copied('Copy Container Address')).toBe(
      await field('{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'),
    );
  });

  it('makes an image of one', async () => {
    const { workbench } = session();
    await choose(one, 'Commit to Image…');
    await workbench.quickInput.waitForPrompt('Name of the image');
    await workbench.quickInput.type(image);
    await workbench.quickInput.accept();
    await workbench.quickInput.waitForPrompt('A message that is kept');
    await workbench.quickInput.type('as it is');
    await workbench.quickInput.accept();
    await workbench.quickInput.waitFor('What the container does');
    await workbench.picture('commit');
    await workbench.quickInput.pick('Pause It Meanwhile');
    await workbench.notifications.waitFor(`Committed ${one} to ${image}.`);
    const comment = await docker('docker', 'image', 'inspect', '-f', '{{.Comment}}', image);
    expect(comment.trim()).toBe('as it is');
  });

  it('opens this window in it, or a folder of it that was walked to', async () => {
    const { workbench } = session();
    await choose(one, 'Attach in This Window');
    const [here] = await windowsOpened(1);
    expect(here?.options).toMatchObject({ forceReuseWindow: true });

    await choose(one, 'Attach, Choosing Folder…');
    await workbench.quickInput.waitFor('Which folder in the container?');
    await workbench.quickInput.pick('Browse…');
    await workbench.quickInput.waitFor('/');
    await workbench.quickInput.pick('usr');
    await workbench.quickInput.waitFor('/usr');
    await workbench.quickInput.pick('share');
    await workbench.quickInput.waitFor('/usr/share');
    await workbench.picture('browse-folders');
    await workbench.quickInput.pick('Open /usr/share');
    const windows = await windowsOpened(2);
    expect(windows[1]?.uri).toMatch(/\/usr\/share$/);
    expect(windows[1]?.options).toMatchObject({ forceNewWindow: true });
  });

  it('takes the route that was chosen, and says why another cannot be', async () => {
    const { workbench } = session();
    const { quickInput, notifications } = workbench;
    const question = `How does SSH get from gpu1 into ${one}?`;
    const impossible = 'Not possible: the container publishes no TCP port on an IPv4 address';
    await choose(one, 'Choose Route…');
    await quickInput.waitFor(question);
    const offered = await quickInput.options();
    expect(offered.filter((label) => /^[A-Za-z]+$/.test(label))).toEqual([
      ...['Automatic', 'exec', 'published', 'bridge'],
    ]);
    expect(offered).toContain(impossible);
    expect(await quickInput.descriptionOf('Automatic')).toBe('chosen');
    await workbench.picture('choose-route');
    await quickInput.pick('published');
    await notifications.waitFor(impossible);

    await choose(one, 'Choose Route…');
    await quickInput.waitFor(question);
    await quickInput.pick('exec');
    await notifications.waitFor(`ssh dev-${one}`, attachMs);
    await choose(one, 'Choose Route…');
    await quickInput.waitFor(question);
    expect(await quickInput.descriptionOf('exec')).toBe('chosen');
    await quickInput.cancel();
  });

  it('logs in as another user of it', async () => {
    const { workbench, folders } = session();
    await choose(one, 'Attach, Choosing User…');
    await workbench.quickInput.waitFor('Whom to log in as?');
    expect((await workbench.quickInput.options())[0]).toBe('root');
    await workbench.quickInput.pick('dev');
    await windowsOpened(3);
    expect(await entriesOf(folders.dockhopHome)).toMatch(/User dev$/m);
  });

  it('repairs what was broken inside, and takes the SSH server back', async () => {
    const { workbench, folders } = session();
    await docker('docker', 'exec', one, 'rm', '-rf', '/etc/dockhop');
    await choose(one, 'Repair SSH');
    await workbench.notifications.waitFor('works now', attachMs);
    await docker('docker', 'exec', one, 'test', '-d', '/etc/dockhop');

    await choose(one, 'Remove SSH Server…');
    expect((await workbench.dialog.read()).message).toContain(
      `Remove the SSH server of ${one} on gpu1?`,
    );
    await workbench.picture('remove-ssh');
    await workbench.dialog.click('Remove SSH Server');
    await workbench.notifications.waitFor('Removed', attachMs);
    expect(await entriesOf(folders.dockhopHome)).not.toContain(one);
    const left = 'find /etc/dockhop -type f 2>/dev/null || true';
    expect(await docker('docker', 'exec', one, 'sh', '-c', left)).toBe('');
  });

  it('renames and removes by the keyboard, with the entry if that is wanted', async () => {
    const { workbench, folders } = session();
    const { keyboard } = workbench.page;
    await choose(two, 'Set Up SSH Server');
    await workbench.notifications.waitFor('works now', attachMs);
    expect(await entriesOf(folders.dockhopHome)).toContain(`Host dev-${two}\n`);

    await tree().select(['gpu1', two]);
    await keyboard.press('F2');
    await workbench.quickInput.waitForPrompt('Another name for the container');
    await workbench.quickInput.type(renamed);
    await workbench.quickInput.accept();
    await tree().row(['gpu1', renamed]);

    await tree().select(['gpu1', renamed]);
    await keyboard.press('Delete');
    const asked = await workbench.dialog.read();
    expect(asked.message).toContain(`Remove ${renamed} on gpu1?`);
    expect([...asked.buttons].sort()).toEqual(['Cancel', 'Remove', 'Remove and Forget Entry']);
    await workbench.picture('remove');
    await workbench.dialog.click('Remove and Forget Entry');
    await waitFor('the entry to be gone', patienceMs, async () =>
      (await entriesOf(folders.dockhopHome)).includes(`dev-${two}`) ? undefined : true,
    );
    await untilGone(renamed);
  });

  it('removes one with the volume that has no name of its own', async () => {
    const { dialog } = session().workbench;
    const format = '{{(index .Mounts 0).Name}}';
    const volume = (await docker('docker', 'inspect', '-f', format, one)).trim();
    await choose(one, 'Remove Container with Volumes…');
    expect((await dialog.read()).detail).toContain('so are the volumes that have no name');
    await dialog.click('Remove');
    await untilGone(one);
    await expect(docker('docker', 'volume', 'inspect', volume)).rejects.toThrow('No such volume');
  });

  /** For this one alone, whatever was selected before. */
  async function choose(name: string, item: string): Promise<void> {
    await tree().select(['gpu1', name]);
    await tree().chooseFromMenu(['gpu1', name], item);
  }

  async function says(name: string, state: string): Promise<void> {
    await tree().says(['gpu1', name], state);
  }

  async function untilGone(name: string): Promise<void> {
    await tree().isGone(['gpu1'], name);
  }

  async function documentInSight(): Promise<string | undefined> {
    const text = await inHost().run(
      'const editor = vscode.window.activeTextEditor;' +
        'return editor?.document.uri.scheme === "dockhop-inspect" ? editor.document.getText() : "";',
    );
    return typeof text === 'string' ? text : undefined;
  }

  /** None of them where there is no file any more. */
  async function entriesOf(dockhopHome: string): Promise<string> {
    return readFile(join(dockhopHome, 'config'), 'utf8').catch(() => '');
  }

  async function windowsOpened(count: number) {
    return waitFor(`${count} windows to be opened`, attachMs, async () => {
      const windows = await inHost().openedWindows();
      return windows.length >= count ? windows : undefined;
    });
  }

  async function startOf(name: string): Promise<string> {
    return docker('docker', 'inspect', '-f', '{{.State.StartedAt}}', name);
  }

  async function removeAll(): Promise<void> {
    await docker('docker', 'rm', '-f', '-v', one, two, renamed).catch(() => undefined);
    await docker('docker', 'rmi', image).catch(() => undefined);
  }
});
