import { describe, expect, it } from 'vitest';

import { attachInTerminal } from './harness/attachInTerminal.ts';
import { useSession } from './harness/useSession.ts';
import { patienceMs, waitFor } from './harness/waitFor.ts';

describe('the explorer', () => {
  const hosts = ['gpu2', 'gpu1-dave', 'gpu1'];
  const session = useSession({
    prepare: async (folders) => {
      await attachInTerminal(folders, 'gpu1', 'trainer-api-1');
    },
  });

  it('says what to do before a host is chosen, and does it', async () => {
    const { workbench } = session();
    await workbench.openContainer('Dockhop');
    expect(await workbench.welcomeText()).toContain('Choose hosts from your ssh config');

    await workbench.clickWelcomeButton('Choose Hosts…');
    expect(await workbench.quickInput.options()).toEqual(
      expect.arrayContaining(['gpu1', 'gpu1-bob', 'gpu2']),
    );
    for (const host of hosts) await workbench.quickInput.tick(host);
    await workbench.quickInput.accept();
  });

  it('shows what runs on a host, and how the host is reached', async () => {
    const tree = session().workbench.tree('Hosts');
    await tree.row(['gpu1']);
    // As the ssh config has them.
    expect(await tree.children([])).toEqual(hosts);

    await tree.expand(['gpu1']);
    const idle = await tree.row(['gpu1', 'ws-idle']);
    expect(idle).toMatchObject({ icon: 'vm-running' });
    expect(idle.description).toContain('running');
    expect(await tree.row(['gpu1', 'ws-stopped'])).toMatchObject({ icon: 'vm-outline' });
    await tree.says(['gpu1'], /^via jump$/);
  });

  it('shows which containers are one click away, as the terminal face left them', async () => {
    const tree = session().workbench.tree('Hosts');
    const { spoken } = await tree.says(['gpu1', 'trainer-api-1'], /^SSH · running/);
    expect(spoken).toContain('SSH is ready');
  });

  it('says what is wrong with one host and what to do, beside the others', async () => {
    const { workbench } = session();
    const tree = workbench.tree('Hosts');
    await tree.expand(['gpu1-dave']);
    await tree.row([
      'gpu1-dave',
      'dave may not use the container engine of gpu1-dave: /var/run/docker.sock is for root and the group docker (mode 660)',
    ]);
    expect(await tree.says(['gpu1-dave'], /^not available$/)).toMatchObject({ icon: 'error' });
    const [, next] = await tree.children(['gpu1-dave']);
    expect(next).toMatch(/^Ask its administrator to add dave to the group docker/);

    await tree.expand(['gpu2']);
    await tree.row(['gpu2', 'ws-idle']);
    // An engine may be on its way back from what other tests do to it.
    await waitFor('all to be live', patienceMs, async () => {
      const labels = (await tree.rows()).map(({ label }) => label);
      return labels.some((label) => label.startsWith('Reconnecting')) ? undefined : true;
    });
    await workbench.widenSideBar(600);
    await tree.hover(['gpu1', 'ws-nossh']);
    await workbench.readmePicture('explorer');
  });

  it('looks again when it is told to, and leaves out a host that is taken off', async () => {
    const { workbench } = session();
    const tree = workbench.tree('Hosts');
    await workbench.clickViewAction('Hosts', 'Refresh');
    await tree.chooseFromMenu(['gpu1-dave'], 'Remove Host from Explorer');
    await waitFor('the host to be gone', patienceMs, async () =>
      (await tree.children([])).join() === 'gpu2,gpu1' ? true : undefined,
    );
    await tree.shows(['gpu1', 'ws-idle'], 'vm-running');
  });
});
