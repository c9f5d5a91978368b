import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { docker, onMachine } from '../lab/lab.ts';
import { chooseHosts } from './harness/chooseHosts.ts';
import { useSession } from './harness/useSession.ts';
import { waitFor } from './harness/waitFor.ts';

const image = 'localhost/e2e-image:v1';
const volume = 'e2e-volume';

/** The row appears by the engine's own events. */
const patienceMs = 60_000;

describe('images and volumes', () => {
  const session = useSession({ prepare: (folders) => chooseHosts(folders, ['gpu1']) });
  const cleanUp = async () => {
    await docker('docker', 'rmi', image, 'localhost/e2e-image:v2').catch(() => undefined);
    await docker('docker', 'volume', 'rm', volume).catch(() => undefined);
  };

  beforeAll(async () => {
    await cleanUp();
    await session().workbench.openContainer('Dockhop');
    for (const view of ['Images', 'Volumes']) {
      await session()
        .workbench.page.getByRole('button', { name: `${view} Section` })
        .click();
    }
  }, 120_000);

  afterAll(cleanUp, 60_000);

  it('show what an engine has as it changes, and take away what is agreed to', async () => {
    const { workbench } = session();
    const { quickInput, dialog } = workbench;
    const images = workbench.tree('Images');
    await images.expand(['gpu1']);
    const line = 'tar -cC / usr/bin/perl | /lab/cli docker import - "$0"';
    await onMachine('gpu1', 'sh', '-c', line, image);
    await images.row(['gpu1', image], patienceMs);
    await workbench.picture('images');

    await images.chooseFromMenu(['gpu1', image], 'Tag Image…');
    await quickInput.waitForPrompt('One more name for the image');
    await quickInput.type('localhost/e2e-image:v2');
    await quickInput.accept();
    await images.row(['gpu1', 'localhost/e2e-image:v2'], patienceMs);

    await images.select(['gpu1', image]);
    await images.select(['gpu1', 'localhost/e2e-image:v2'], { also: true });
    await images.chooseFromMenu(['gpu1', image], 'Remove Image…');
    const { detail } = await dialog.read();
    expect(detail).toContain(`${image} · gpu1`);
    expect(detail).toContain('localhost/e2e-image:v2 · gpu1');
    await workbench.picture('images-remove');
    await dialog.click('Remove');
    await waitFor('both to be gone', patienceMs, async () =>
      (await images.children(['gpu1'])).some((label) => label.includes('e2e-image'))
        ? undefined
        : true,
    );
  });

  it('are made by their commands', async () => {
    const { workbench } = session();
    const { quickInput } = workbench;
    const volumes = workbench.tree('Volumes');
    await volumes.expand(['gpu1']);
    await volumes.chooseFromMenu(['gpu1'], 'Create Volume…');
    await quickInput.waitForPrompt('Name of the volume');
    await quickInput.type(volume);
    await quickInput.accept();
    await quickInput.waitForPrompt('A directory of the host');
    await quickInput.type('/srv');
    await quickInput.accept();
    const { description } = await volumes.row(['gpu1', volume], patienceMs);
    expect(description).toContain('/srv');
    await workbench.picture('volumes');
  });
});
