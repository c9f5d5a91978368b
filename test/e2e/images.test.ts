import { createHash } from 'node:crypto';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { SmallRegistry } from '../integration/engine/smallRegistry.ts';
import { docker, onMachine } from '../lab/lab.ts';
import { attachMs } from './harness/attachOffer.ts';
import { chooseHosts } from './harness/chooseHosts.ts';
import { useSession } from './harness/useSession.ts';
import { patienceMs, waitFor } from './harness/waitFor.ts';

const image = 'localhost/e2e-image:v1';
const tagged = 'localhost/e2e-image:v2';
/** Of Docker Hub, by its name; the mirror is ours. */
const fromHub = 'e2e-tiny:v1';
const made = 'e2e-run';
const volume = 'e2e-volume';
const bound = 'e2e-bound';

describe('images and volumes', () => {
  const session = useSession({
    companions: ['remoteSsh'],
    settings: { 'files.simpleDialog.enable': true },
    prepare: (folders) => chooseHosts(folders, ['gpu1', 'gpu2']),
  });
  const registry = new SmallRegistry();
  const images = () => session().workbench.tree('Images');
  const volumes = () => session().workbench.tree('Volumes');
  const inHost = () => session().editor.inHost;
  let mirror = '';
  /** What the workspaces of the lab run. */
  let workspace = '';

  beforeAll(async () => {
    await cleanUp();
    workspace = (await docker('docker', 'inspect', '-f', '{{.Config.Image}}', 'ws-idle')).trim();
    await registry.listen();
    mirror = await registry.on('gpu1');
    const { workbench } = session();
    await inHost().run(
      'await vscode.workspace.getConfiguration("dockhop").update("images.mirror", args[0], true);',
      mirror,
    );
    await workbench.openContainer('Dockhop');
    for (const view of ['Hosts', 'Images', 'Volumes']) await workbench.toggleView(view);
    await images().expand(['gpu1']);
  });

  afterAll(async () => {
    registry.close();
    await cleanUp();
  });

  beforeEach(() => inHost().execute('notifications.clearAll'));

  // First, for nothing is fetched of which the engine has the layers already.
  it('are pulled no further once that was cancelled', async () => {
    const { quickInput, notifications } = session().workbench;
    const endless = `${mirror}/e2e-endless:v1`;
    await images().chooseFromMenu(['gpu1'], 'Pull Image…');
    await quickInput.waitForPrompt('Which image?');
    await quickInput.type(endless);
    await quickInput.accept();
    await waitFor('the registry to be asked', patienceMs, async () =>
      Promise.resolve(registry.asked.some((url) => url.includes('e2e-endless/blobs')) || undefined),
    );
    await session().workbench.picture('images-pulling');
    await notifications.click(`Pulling ${endless}`, 'Cancel');
    await notifications.waitForNone(`Pulling ${endless}`);
    expect(await notifications.all()).toEqual([]);
  });

  it('are pulled, from the mirror that the settings name', async () => {
    const { workbench } = session();
    const { quickInput, notifications } = workbench;
    await workbench.runCommand('Dockhop: Pull Image…');
    await quickInput.waitFor('On which host?');
    await quickInput.pick('gpu1');
    await quickInput.waitForPrompt(`those of Docker Hub come from ${mirror}`);
    await quickInput.type(fromHub);
    await workbench.picture('images-pull');
    await quickInput.accept();
    await notifications.waitFor(`Pulled ${fromHub} to gpu1.`, patienceMs);
    expect(registry.asked).toContain('/v2/library/e2e-tiny/manifests/v1');
    expect((await images().row(['gpu1', fromHub], patienceMs)).description).toContain('600 kB');
  });

  it('show what an engine has as it changes, get one more name, and lose what is agreed to', async () => {
    const { workbench } = session();
    const { quickInput, dialog } = workbench;
    const line = 'tar -cC / usr/bin/perl | /lab/cli "$0" import - "$1"';
    await images().expand(['gpu2']);
    await Promise.all([
      onMachine('gpu1', 'sh', '-c', line, 'docker', image),
      onMachine('gpu2', 'sh', '-c', line, 'podman', image),
    ]);
    await images().row(['gpu1', image], patienceMs);
    await images().row(['gpu2', image], patienceMs);

    await images().chooseFromMenu(['gpu1', image], 'Tag Image…');
    await quickInput.waitForPrompt('One more name for the image');
    await quickInput.type(tagged);
    await quickInput.accept();
    await images().row(['gpu1', tagged], patienceMs);
    await workbench.widenSideBar(520);
    await workbench.page.mouse.move(900, 700);
    await workbench.picture('images');

    await images().select(['gpu1', tagged]);
    await images().select(['gpu2', image], { also: true });
    await images().chooseFromMenu(['gpu1', tagged], 'Remove Image…');
    const { message, detail } = await dialog.read();
    expect(message).toBe('Remove 2 images?');
    expect(detail).toContain(`${tagged} · gpu1\n${image} · gpu2\n`);
    await workbench.picture('images-remove');
    await dialog.click('Remove');
    await isGone('gpu1', tagged);
    await isGone('gpu2', image);
    expect(await images().children(['gpu1'])).toContain(image);
  });

  it('stay where a container is made of them, which is said before and after', async () => {
    const { dialog, notifications } = session().workbench;
    await images().chooseFromMenu(['gpu1', workspace], 'Remove Image…');
    expect((await dialog.read()).detail).toMatch(/ · in use by .*ws-idle/);
    await dialog.click('Remove');
    await notifications.waitFor(`The image ${workspace} on gpu1 is in use`, patienceMs);
  });

  it('are saved to a file with its checksum, and come back from it', async () => {
    const { workbench, folders } = session();
    const { quickInput, fileDialog, notifications } = workbench;
    const file = join(folders.root, 'tiny.tar');
    await images().chooseFromMenu(['gpu1', fromHub], 'Save Image to File…');
    await fileDialog.choose('Save Image to File', file, 'ssh');
    const said = await notifications.waitFor('SHA-256', patienceMs);
    await notifications.keep('SHA-256');
    const sum = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    expect(said).toContain(sum);
    expect(await readFile(`${file}.sha256`, 'utf8')).toBe(`${sum}  tiny.tar\n`);
    await workbench.picture('images-saved');
    await notifications.click('SHA-256', 'Copy Checksum');
    await waitFor('the checksum to be copied', patienceMs, async () =>
      (await inHost().run('return vscode.env.clipboard.readText();')) === sum ? true : undefined,
    );

    await docker('docker', 'rmi', fromHub);
    await isGone('gpu1', fromHub);
    await workbench.runCommand('Dockhop: Load Images from File…');
    await quickInput.waitFor('On which host?');
    await quickInput.pick('gpu1');
    await fileDialog.choose('Load Images from File', file, 'tiny.tar');
    await notifications.waitFor(`Loaded ${fromHub} into the engine of gpu1.`, patienceMs);
    await images().row(['gpu1', fromHub], patienceMs);
  });

  it('come from no file that its checksum does not fit, which takes its time and says so', async () => {
    const { workbench, folders } = session();
    const { fileDialog, notifications } = workbench;
    const file = join(folders.root, 'large.tar');
    await writeFile(file, '');
    await truncate(file, 500_000_000);
    await writeFile(`${file}.sha256`, `${'0'.repeat(64)}  large.tar\n`);
    const remembered = await notifications.remember();
    await images().chooseFromMenu(['gpu1'], 'Load Images from File…');
    await fileDialog.choose('Load Images from File', file, 'large.tar');
    await notifications.waitFor('large.tar is not what', patienceMs);
    await workbench.picture('images-wrong-checksum');
    expect((await remembered()).join('\n')).toMatch(/Loading large\.tar: checking, .* of 500 MB/);
  });

  it('are saved no further once that was cancelled, and nothing is left', async () => {
    const { workbench, folders } = session();
    const { quickInput, fileDialog, notifications } = workbench;
    await workbench.runCommand('Dockhop: Save Image to File…');
    await quickInput.waitFor('On which host?');
    await quickInput.pick('gpu1');
    await quickInput.waitFor('Which image?');
    await workbench.picture('images-pick');
    await quickInput.pick(workspace);
    await fileDialog.choose('Save Image to File', join(folders.root, 'cut.tar'), 'ssh');
    await notifications.click(`Saving ${workspace}`, 'Cancel');
    await notifications.waitForNone(`Saving ${workspace}`);
    expect(await notifications.all()).toEqual([]);
    await waitFor('nothing to be left', patienceMs, async () =>
      (await readdir(folders.root)).some((name) => name.includes('cut')) ? undefined : true,
    );
  });

  it('are made by their commands, of the engine’s own or bound to a directory', async () => {
    const { workbench } = session();
    const { quickInput } = workbench;
    await volumes().expand(['gpu1']);
    await volumes().chooseFromMenu(['gpu1'], 'Create Volume…');
    await quickInput.waitForPrompt('Name of the volume');
    await quickInput.type(bound);
    await quickInput.accept();
    await quickInput.waitForPrompt('A directory of the host');
    await quickInput.type('/srv');
    await quickInput.accept();
    expect((await volumes().row(['gpu1', bound], patienceMs)).description).toBe('→ /srv');

    await workbench.runCommand('Dockhop: Create Volume…');
    await quickInput.waitFor('On which host?');
    await quickInput.pick('gpu1');
    await quickInput.waitForPrompt('Name of the volume');
    await quickInput.type(volume);
    await quickInput.accept();
    await quickInput.waitForPrompt('A directory of the host');
    await quickInput.accept();
    expect((await volumes().row(['gpu1', volume], patienceMs)).description).toBe('');
  });

  it('are run by a short form, which ends in a window', async () => {
    const { workbench } = session();
    const { quickInput } = workbench;
    const answer = async (prompt: string, text: string): Promise<void> => {
      await quickInput.waitForPrompt(prompt);
      await quickInput.type(text);
      await quickInput.accept();
    };
    await images().clickAction(['gpu1', workspace], 'Run Image…');
    await answer('Name of the container', made);
    await quickInput.waitFor('Which GPUs does it have?');
    await workbench.picture('run-gpus');
    await quickInput.pick('No GPUs');
    await answer('Volumes and directories of the host', `${volume}:/data`);
    await answer('Ports to publish', '18080:80');
    await answer('Shared memory', '128m');
    await quickInput.waitFor('What does it run?');
    await workbench.picture('run-what');
    await quickInput.pick('Nothing: just stay up');
    const uri = await waitFor('the window to be opened', attachMs, async () => {
      const [window] = await inHost().openedWindows();
      return window?.uri ?? undefined;
    });
    expect(uri).toContain(made);
    const format = '{{.HostConfig.ShmSize}} {{.HostConfig.Binds}} {{.HostConfig.PortBindings}}';
    const settled = await docker('docker', 'inspect', '-f', format, made);
    expect(settled).toContain(`${128 * 1024 * 1024} `);
    expect(await docker('docker', 'inspect', '-f', '{{json .Mounts}}', made)).toContain('"/data"');
    expect(settled).toContain('127.0.0.1');
    await volumes().says(['gpu1', volume], new RegExp(`^in use by ${made}$`));
  });

  it('name their users before they are removed, and stay while they have any', async () => {
    const { workbench } = session();
    const { quickInput, dialog, notifications } = workbench;
    await workbench.readmePicture('volumes');
    await volumes().chooseFromMenu(['gpu1', volume], 'Remove Volume…');
    const asked = await dialog.read();
    expect(asked.message).toBe(`Remove the volume ${volume}?`);
    expect(asked.detail).toContain(`${volume} · gpu1 · in use by ${made}`);
    await workbench.picture('volumes-remove');
    await dialog.click('Remove');
    await notifications.waitFor(`The volume ${volume} on gpu1 is in use`, patienceMs);
    await docker('docker', 'rm', '-f', made);

    await workbench.runCommand('Dockhop: Remove Volume…');
    await quickInput.waitFor('On which host?');
    await quickInput.pick('gpu1');
    await quickInput.waitFor('Which volumes?');
    await quickInput.tick(volume);
    await quickInput.tick(bound);
    await quickInput.accept();
    expect((await dialog.read()).message).toBe('Remove 2 volumes?');
    await dialog.click('Remove');
    for (const name of [volume, bound]) await volumes().isGone(['gpu1'], name);
  });

  it('are found by the palette, too, to be tagged, run and removed', async () => {
    const { workbench } = session();
    const { quickInput, dialog } = workbench;
    const fromPalette = async (title: string, question = 'Which image?'): Promise<void> => {
      await workbench.runCommand(`Dockhop: ${title}`);
      await quickInput.waitFor('On which host?');
      await quickInput.pick('gpu1');
      await quickInput.waitFor(question);
    };
    await fromPalette('Tag Image…');
    await quickInput.pick(fromHub);
    await quickInput.waitForPrompt('One more name');
    await quickInput.type(tagged);
    await quickInput.accept();
    await images().row(['gpu1', tagged], patienceMs);

    await fromPalette('Run Image…');
    await quickInput.pick(fromHub);
    await quickInput.waitForPrompt('Name of the container');
    expect(await quickInput.text()).toBe('e2e-tiny');
    await quickInput.cancel();

    await fromPalette('Remove Image…', 'Which images?');
    for (const name of [fromHub, image, tagged]) await quickInput.tick(name);
    await workbench.picture('images-remove-pick');
    await quickInput.accept();
    expect((await dialog.read()).message).toBe('Remove 3 images?');
    await dialog.click('Remove');
    for (const name of [fromHub, image, tagged]) await isGone('gpu1', name);
  });

  async function isGone(host: string, name: string): Promise<void> {
    await images().isGone([host], name);
  }

  async function cleanUp(): Promise<void> {
    const may = (engine: 'docker' | 'podman', ...words: string[]) =>
      docker(engine, ...words).catch(() => undefined);
    await may('docker', 'rm', '-f', made);
    await Promise.all([
      may('docker', 'rmi', image),
      may('docker', 'rmi', tagged),
      may('docker', 'rmi', fromHub),
      may('podman', 'rmi', image),
      may('docker', 'volume', 'rm', volume),
      may('docker', 'volume', 'rm', bound),
    ]);
  }
});
