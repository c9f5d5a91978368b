import { afterAll, describe, expect, it } from 'vitest';

import { chooseHosts } from './harness/chooseHosts.ts';
import { CrowdedEngine, nameOf } from './harness/crowdedEngine.ts';
import { useSession } from './harness/useSession.ts';
import { waitFor } from './harness/waitFor.ts';

const crowd = new CrowdedEngine(300);
afterAll(() => crowd.stop());

const here = 'This machine';
const engine = [here, 'podman'];
/** Hundreds of rows are drawn, by a machine that tests share. */
const patienceMs = 90_000;

describe('300 containers in one engine', () => {
  const session = useSession({
    env: crowd.env,
    prepare: async (folders) => {
      await crowd.start();
      await chooseHosts(folders, ['local']);
    },
  });
  const tree = () => session().workbench.tree('Hosts');
  const names = async () => {
    const labels = await tree().children(engine);
    return labels.filter((label) => label.startsWith('job-'));
  };
  // This machine may have engines of its own beside, whose containers come and go.
  const untilFewer = () =>
    waitFor('the filter to be followed', patienceMs, async () =>
      (await tree().count()) < 300 ? true : undefined,
    );
  const untilAll = () =>
    waitFor('all to be listed', patienceMs, async () =>
      (await tree().count()) > 300 ? true : undefined,
    );

  it('are all there', async () => {
    const { workbench } = session();
    await workbench.openContainer('Dockhop');
    await tree().row([here]);
    // Expanded by a click on it: to look for rows would scroll through all of them.
    await tree().select([here]);
    await untilAll();
  });

  it('are filtered while words are typed, and Escape takes that back', async () => {
    const { workbench } = session();
    await workbench.runCommand('Dockhop: Filter Containers…');
    await workbench.quickInput.waitFor('Filter Containers');
    await workbench.quickInput.type('job-29 PyTorch');
    await untilFewer();
    expect(await names()).toEqual([294, 290, 292, 296, 298].map(nameOf));
    await workbench.quickInput.cancel();
    await untilAll();
  });

  it('keep the one that is selected where it is while others change', async () => {
    const { workbench } = session();
    const { page, quickInput } = workbench;
    await workbench.runCommand('Dockhop: Filter Containers…');
    await quickInput.waitFor('Filter Containers');
    await quickInput.type('job-00');
    await quickInput.accept();
    await untilFewer();
    const selected = page.locator('.monaco-list-row.selected', { hasText: nameOf(9) });
    await tree().select([...engine, nameOf(9)]);
    await selected.waitFor();
    crowd.end(3);
    await tree().says([...engine, nameOf(3)], 'exited (137)', patienceMs);
    expect(await selected.count()).toBe(1);
    expect(await names()).toEqual([0, 6, 9, 1, 2, 3, 4, 5, 7, 8].map(nameOf));
  });

  it('say what they use where a person points, and who uses the GPU', async () => {
    const { workbench } = session();
    const words = await tree().tooltip([...engine, nameOf(0)], 'Memory');
    expect(words).toMatch(/CPU: 2\d%/);
    expect(words).toContain('Memory: 64 MiB of 64.0 GiB');
    expect(words).toContain('GPU 0 87% 11.2 GiB');
    await workbench.picture('many-tooltip');
    expect(await tree().tooltip([here], 'Answers in')).toContain(
      'GPU 0: NVIDIA A100-SXM4-80GB, 87% busy',
    );
    await workbench.picture('many-host-tooltip');
  });

  it('are filtered by state and in projects, which the view says, until it is cleared', async () => {
    const { workbench } = session();
    await workbench.runCommand('Dockhop: Show Running Containers Only');
    await workbench.page
      .getByText('Containers: running only, with “job-00”', { exact: true })
      .waitFor();
    await workbench.runCommand('Dockhop: Group by Compose Project');
    await tree().row([...engine, 'team-0', nameOf(0)]);
    await tree().says([...engine, 'team-0'], /^1 of 1 running$/);
    expect(await tree().children(engine)).toEqual(['team-0', nameOf(6), nameOf(9)]);
    await workbench.picture('many-grouped');
    await workbench.clickViewAction('Hosts', 'Show as Flat List');
    await workbench.runCommand('Dockhop: Show All Containers');
    await workbench.page.getByText('Containers: with “job-00”', { exact: true }).waitFor();
    await workbench.runCommand('Dockhop: Filter Containers…');
    await workbench.quickInput.waitFor('Filter Containers');
    await workbench.quickInput.type('nothing has this');
    await workbench.quickInput.accept();
    const hidden = 'The filter hides all containers';
    await tree().row([...engine, hidden]);
    await tree().clickAction([...engine, hidden], 'Clear Filter');
    await untilAll();
  });
});

describe('with the setting that shows use in rows', () => {
  const busy = new CrowdedEngine(12);
  afterAll(() => busy.stop());
  const session = useSession({
    env: busy.env,
    locale: 'zh-cn',
    settings: { 'dockhop.explorer.usage': true },
    prepare: async (folders) => {
      await busy.start();
      await chooseHosts(folders, ['local']);
    },
  });

  it('shows it in Chinese too', async () => {
    const { workbench } = session();
    await workbench.openContainer('Dockhop');
    const tree = workbench.tree('主机');
    await tree.expand(['本机']);
    await tree.expand(['本机', 'podman']);
    const measured = await tree.says(
      ['本机', 'podman', nameOf(0)],
      /运行中 · GPU 0 87% 11\.2 GiB · CPU 2\d% · 64 MiB/,
      patienceMs,
    );
    expect(measured.spoken).toContain('GPU 0 87% 11.2 GiB');
    await workbench.widenSideBar(600);
    await workbench.runCommand('Dockhop: 仅显示运行中的容器');
    await workbench.page.getByText('容器：仅运行中', { exact: true }).waitFor();
    await workbench.picture('many-usage-zh');
  });
});
