import { describe, expect, it } from 'vitest';

import { chooseHosts } from './harness/chooseHosts.ts';
import { useSession } from './harness/useSession.ts';

describe('before a host is chosen', () => {
  const session = useSession();

  it('says what to do, and does it', async () => {
    const { workbench } = session();
    await workbench.openContainer('Dockhop');
    expect(await workbench.welcomeText()).toContain('Choose hosts from your ssh config');

    await workbench.clickWelcomeButton('Choose Hosts…');
    expect(await workbench.quickInput.options()).toEqual(
      expect.arrayContaining(['gpu1', 'gpu1-bob', 'gpu2']),
    );
    await workbench.quickInput.tick('gpu1');
    await workbench.quickInput.accept();

    await workbench.tree('Hosts').row(['gpu1']);
  });
});

describe('with hosts chosen', () => {
  const session = useSession({
    prepare: (folders) => chooseHosts(folders, ['gpu1', 'gpu1-bob', 'gpu1-nc', 'gpu2']),
  });

  it('shows what runs on a host, and how the host is reached', async () => {
    const { workbench } = session();
    await workbench.openContainer('Dockhop');
    const tree = workbench.tree('Hosts');
    await tree.row(['gpu1']);
    expect(await tree.children([])).toEqual(['gpu1', 'gpu1-bob', 'gpu1-nc', 'gpu2']);

    await tree.expand(['gpu1']);
    const idle = await tree.row(['gpu1', 'ws-idle']);
    expect(idle).toMatchObject({ icon: 'vm-running' });
    expect(idle.description).toContain('running');
    expect(await tree.row(['gpu1', 'ws-stopped'])).toMatchObject({ icon: 'vm-outline' });
    expect((await tree.row(['gpu1'])).description).toBe('via jump');
    await workbench.readmePicture('tree');
  });
});
