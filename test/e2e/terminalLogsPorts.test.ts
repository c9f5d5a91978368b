import { afterAll, beforeAll, expect, it } from 'vitest';
import { docker } from '../lab/lab.ts';
import { chooseHosts } from './harness/chooseHosts.ts';
import { startTalking } from './harness/talkingContainer.ts';
import { useSession } from './harness/useSession.ts';
import { patienceMs, waitFor } from './harness/waitFor.ts';

const container = 'notebook';

beforeAll(() => startTalking(container, 18888));
afterAll(async () => {
  await docker('docker', 'rm', '-f', container);
});

const session = useSession({ prepare: (folders) => chooseHosts(folders, ['gpu1']) });
const row = ['gpu1', container];

it('opens a shell in a container without an SSH server, and hangs up with its terminal', async () => {
  const { workbench } = session();
  await workbench.openContainer('Dockhop');
  const tree = workbench.tree('Hosts');
  await tree.expand(['gpu1']);
  await tree.clickAction(row, 'Open Terminal');
  await workbench.terminal.waitForText(/#\s*$/);
  await workbench.terminal.type('tty; stty size; echo $((20 + 3))-漢字; ls --color=always -d /');
  await workbench.terminal.waitForText('23-漢字');
  const [, rows = '', columns = ''] = /(\d+) (\d+)$/m.exec(await workbench.terminal.text()) ?? [];
  expect(Number(rows)).toBeGreaterThan(4);
  expect(Number(columns)).toBeGreaterThan(40);
  await workbench.picture('terminal-inside');
  await workbench.terminal.type('exit 0');
  await waitFor('the shell to be gone', patienceMs, async () =>
    (await docker('docker', 'top', container)).includes('dockhop-') ? undefined : true,
  );
});

it('opens one as another user, and from the editor’s list of profiles', async () => {
  const { workbench, editor } = session();
  const { terminal, quickInput, page } = workbench;
  await workbench.tree('Hosts').chooseFromMenu(row, 'Open Terminal as User…');
  await quickInput.waitFor('Whom to log in as?');
  await quickInput.pick('dev');
  await terminal.waitForText(/\$\s*$/);
  await terminal.type('echo "I am $(id -un)"');
  await terminal.waitForText('I am dev');

  await page.getByRole('button', { name: /^Launch Profile/ }).click();
  await page.getByRole('menuitem', { name: 'Dockhop Container' }).click();
  await quickInput.waitFor('On which host is the container?');
  await quickInput.pick('gpu1');
  await quickInput.waitFor('Which container of gpu1?');
  await quickInput.pick(container);
  // The editor lists it beside the one in sight.
  const second = page.locator('.tabs-list .monaco-list-row').nth(1);
  await second.waitFor();
  // Root's prompt is the new one's, whichever of the two is in sight.
  await waitFor('the new terminal to be in sight', patienceMs, async () => {
    if (/#\s*$/.test(await terminal.text())) return true;
    await editor.inHost.execute('workbench.action.terminal.focusNext');
    return undefined;
  });
  await workbench.picture('terminal-profile');
  await editor.inHost.execute('workbench.action.terminal.killAll');
  await terminal.waitForNone();
});

it('follows what a container prints, in its colours, over a restart', async () => {
  const { workbench } = session();
  await workbench.tree('Hosts').chooseFromMenu(row, 'Show Container Logs');
  await workbench.terminal.waitForText('epoch 1 loss 0.42');
  await docker('docker', 'restart', '-t', '0', container);
  const text = await workbench.terminal.waitForText('The container was started again.');
  expect(text).toContain('The container has stopped');
  await workbench.terminal.waitForText(/started again\.\s+epoch 1 loss 0\.42/);
  expect(await workbench.terminal.text()).not.toContain('52;c');
  await workbench.picture('logs');
});

it('shows as much of it as is wanted, with the times', async () => {
  const { workbench } = session();
  const { quickInput, terminal } = workbench;
  await workbench.tree('Hosts').chooseFromMenu(row, 'Show Container Logs with Options…');
  await quickInput.waitFor('How far back?');
  await workbench.picture('log-options');
  await quickInput.pick('Since an Hour Ago');
  await quickInput.waitFor('With the engine’s time before each line?');
  await quickInput.pick('With Timestamps');
  await terminal.waitForText(/^\d{4}-\d\d-\d\dT\S+Z epoch 1 loss 0\.42$/m);
  await workbench.picture('log-times');
});

it('forwards a port on which a container listens for itself alone, and lists it', async () => {
  const { workbench, editor } = session();
  await workbench.tree('Hosts').chooseFromMenu(row, 'Forward Port…');
  await workbench.quickInput.pick(/18888/);
  const said = await workbench.notifications.waitFor(/leads to port 18888 of notebook/);
  const address = /127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '';
  const answer = await fetch(`http://${address}/`);
  expect(await answer.text()).toBe('hello from inside');

  const ports = workbench.tree('Forwarded Ports');
  expect((await ports.row([address])).description).toContain('→ notebook:18888');
  await workbench.picture('forwarded-port');
  await ports.chooseFromMenu([address], 'Copy Forwarded Address');
  await workbench.notifications.waitFor(`Copied “${address}”`);
  expect(await editor.inHost.clipboard()).toBe(address);
  const opening = workbench.page.context().waitForEvent('page');
  await ports.clickAction([address], 'Open Forwarded Port in Browser');
  const page = await opening;
  await page.getByText('hello from inside').waitFor();
  await page.close();
  await ports.clickAction([address], 'Stop Forwarding');
  await waitFor('nothing to listen', patienceMs, () =>
    fetch(`http://${address}/`).then(
      () => undefined,
      () => true,
    ),
  );
});
