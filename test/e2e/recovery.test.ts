import { afterAll, beforeAll, expect, it } from 'vitest';

import { docker, killJump, restartEngine, startJump } from '../lab/lab.ts';
import { chooseHosts } from './harness/chooseHosts.ts';
import { startTalking } from './harness/talkingContainer.ts';
import { useSession } from './harness/useSession.ts';
import { patienceMs, waitFor } from './harness/waitFor.ts';

// The jump host dies, and an engine is restarted, under everything that a person may have open: the lab is this test's
// own meanwhile.

/** The longest pause between two attempts is 30 s, and an attempt on a busy machine takes some more. */
const recoveryMs = 60_000;

const watched = 'e2e-watched';
const watchedPort = 18889;
/** An image, and a volume, that come while or after something was away. */
const later = ['e2e-later-one', 'e2e-later-two'] as const;

const reconnecting = 'Reconnecting to jump…';

const session = useSession({ prepare: (folders) => chooseHosts(folders, ['gpu1', 'gpu1-nc']) });

const tree = () => session().workbench.tree('Hosts');
const images = () => session().workbench.tree('Images');
const volumes = () => session().workbench.tree('Volumes');
let address = '';

beforeAll(async () => {
  await cleanUp();
  await startTalking(watched, watchedPort);
  const { workbench } = session();
  await workbench.openContainer('Dockhop');
  await tree().expand(['gpu1-nc']);
  await tree().expand(['gpu1']);
  for (const view of ['Images', 'Volumes']) {
    await workbench.toggleView(view);
    await workbench.tree(view).expand(['gpu1']);
  }
  await tree().row(['gpu1-nc', 'ws-idle']);
  await tree().chooseFromMenu(['gpu1', watched], 'Forward Port…');
  await workbench.quickInput.pick(new RegExp(String(watchedPort)));
  const said = await workbench.notifications.waitFor(/leads to port/);
  address = /127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '';
  await tree().chooseFromMenu(['gpu1', watched], 'Show Container Logs');
  await workbench.terminal.waitForText('epoch 1 loss 0.42');
  await session().editor.inHost.execute('notifications.clearAll');
});

afterAll(async () => {
  await startJump();
  await docker('docker', 'stop', '-t', '0', 'ws-stopped');
  await cleanUp();
});

it('says within seconds which hop is gone, keeps what it knew, and leaves other hosts alone', async () => {
  const { workbench } = session();
  await killJump();

  const note = await tree().row(['gpu1', reconnecting], 20_000);
  expect(note.description).toMatch(/^The connection to jump |^jump /);
  expect(await tree().row(['gpu1'])).toMatchObject({ description: 'reconnecting…' });
  expect(await tree().row(['gpu1', 'ws-idle'])).toMatchObject({ icon: 'vm-running' });
  for (const view of [images(), volumes()]) await view.row(['gpu1', reconnecting], 20_000);
  await workbench.terminal.waitForText('Press any key to connect again.', 20_000);
  await workbench.picture('reconnecting');

  // Through the other jump host the same engine is still watched.
  expect(await tree().row(['gpu1-nc'])).not.toMatchObject({ description: 'reconnecting…' });
  await docker('docker', 'start', 'ws-stopped');
  await tree().shows(['gpu1-nc', 'ws-stopped'], 'vm-running');
});

it('says so, too, when an attach is tried meanwhile', async () => {
  const { workbench } = session();
  await tree().clickAction(['gpu1', 'ws-idle'], 'Attach');
  const message = await workbench.notifications.waitFor(/cannot be reached|was lost/, 20_000);
  expect(message).toMatch(/\bjump\b/);
  const failure = await workbench.notifications.find(/cannot be reached|was lost/);
  expect(failure?.severity).toBe('error');
  expect(failure?.buttons).toEqual(expect.arrayContaining(['Retry', 'Show Log']));
  await session().editor.inHost.execute('notifications.clearAll');
});

it('recovers by itself when the jump host is back, and is live again', async () => {
  await startJump();

  await tree().says(['gpu1'], /^via jump$/, recoveryMs);
  await tree().isGone(['gpu1'], reconnecting);
  await tree().shows(['gpu1', 'ws-stopped'], 'vm-running');
  await docker('docker', 'stop', '-t', '0', 'ws-stopped');
  await tree().shows(['gpu1', 'ws-stopped'], 'vm-outline');
});

it('has images, volumes, the forwarded port and the log back then, too', async () => {
  await staysLive(later[0]);
  await followsAgain();
});

it('comes back from a restart of the engine, with all that was open', async () => {
  const { workbench } = session();
  await session().editor.inHost.execute('workbench.action.terminal.clear');
  await restartEngine('docker');
  await waitFor('all to be live', recoveryMs, async () => {
    const rows = await Promise.all([tree(), images(), volumes()].map((view) => view.rows()));
    const away = rows.flat().filter(({ label }) => label.startsWith('Reconnecting'));
    return away.length === 0 ? true : undefined;
  });
  await tree().shows(['gpu1', 'ws-idle'], 'vm-running');
  await staysLive(later[1]);
  await workbench.terminal.waitForText(/The container was started again\.|Press any key/);
  await workbench.picture('engine-restarted');
  await followsAgain();
});

/** What is new on the engine is seen in each view. */
async function staysLive(name: string): Promise<void> {
  const from = (await docker('docker', 'inspect', '-f', '{{.Image}}', 'ws-idle')).trim();
  await docker('docker', 'tag', from, `localhost/${name}:v1`);
  await docker('docker', 'volume', 'create', name);
  await images().row(['gpu1', `localhost/${name}:v1`], recoveryMs);
  await volumes().row(['gpu1', name], recoveryMs);
}

/** The forwarded port as it was; the log at once, or by a key where it says so. */
async function followsAgain(): Promise<void> {
  const { terminal, page } = session().workbench;
  // What listens in the container starts a moment after it.
  const answer = await waitFor('the forwarded port to answer', patienceMs, async () =>
    (await fetch(`http://${address}/`, { signal: AbortSignal.timeout(5_000) })).text(),
  );
  expect(answer).toBe('hello from inside');
  if ((await terminal.text()).includes('Press any key')) {
    await terminal.focus();
    await page.keyboard.press('Enter');
  }
  await waitFor('the log to be followed', patienceMs, async () => {
    const text = await terminal.text();
    return text.trimEnd().endsWith('epoch 1 loss 0.42') ? true : undefined;
  });
}

async function cleanUp(): Promise<void> {
  await docker('docker', 'rm', '-f', watched);
  for (const name of later) {
    await docker('docker', 'rmi', `localhost/${name}:v1`).catch(() => undefined);
    await docker('docker', 'volume', 'rm', name).catch(() => undefined);
  }
}
