import { afterAll, beforeAll, expect, it } from 'vitest';

import { docker, killJump, startJump } from '../lab/lab.ts';
import { chooseHosts } from './harness/chooseHosts.ts';
import type { TreeRow } from './harness/tree.ts';
import { useSession } from './harness/useSession.ts';
import { waitFor } from './harness/waitFor.ts';

/** The longest pause between two attempts is 30 s, and an attempt on a busy machine takes some more. */
const recoveryMs = 60_000;

const reconnecting = 'Reconnecting to jump…';

const session = useSession({ prepare: (folders) => chooseHosts(folders, ['gpu1', 'gpu1-nc']) });

beforeAll(async () => {
  const { workbench } = session();
  await workbench.openContainer('Dockhop');
  const tree = workbench.tree('Hosts');
  await tree.expand(['gpu1-nc']);
  await tree.expand(['gpu1']);
  await tree.row(['gpu1', 'ws-idle']);
  await tree.row(['gpu1-nc', 'ws-idle']);
}, 60_000);

afterAll(async () => {
  await startJump();
  await docker('docker', 'stop', '-t', '0', 'ws-stopped');
}, 120_000);

it('says within seconds which hop is gone, keeps what it knew, and leaves other hosts alone', async () => {
  const { workbench } = session();
  const tree = workbench.tree('Hosts');
  await killJump();

  const note = await tree.row(['gpu1', reconnecting], 20_000);
  expect(note.description).toMatch(/^The connection to jump |^jump /);
  expect(await tree.row(['gpu1'])).toMatchObject({ description: 'reconnecting…' });
  expect(await tree.row(['gpu1', 'ws-idle'])).toMatchObject({ icon: 'vm-running' });
  await workbench.picture('reconnecting');

  // Through the other jump host the same engine is still watched.
  expect(await tree.row(['gpu1-nc'])).not.toMatchObject({ description: 'reconnecting…' });
  await docker('docker', 'start', 'ws-stopped');
  await icon(['gpu1-nc', 'ws-stopped'], 'vm-running');
});

it('says so, too, when an attach is tried meanwhile', async () => {
  const { workbench } = session();
  await workbench.tree('Hosts').clickAction(['gpu1', 'ws-idle'], 'Attach');
  const message = await workbench.notifications.waitFor(/cannot be reached|was lost/, 20_000);
  expect(message).toMatch(/\bjump\b/);
  const failure = (await workbench.notifications.all()).find(
    ({ severity }) => severity === 'error',
  );
  expect(failure?.buttons).toEqual(expect.arrayContaining(['Retry', 'Show Log']));
  await session().editor.inHost.execute('notifications.clearAll');
});

it('recovers by itself when the jump host is back, and is live again', async () => {
  const { workbench } = session();
  const tree = workbench.tree('Hosts');
  await startJump();

  await waitFor('gpu1 to be connected', recoveryMs, async () =>
    (await tree.row(['gpu1'])).description === 'via jump' ? true : undefined,
  );
  await waitFor('the note to go away', 20_000, async () =>
    (await tree.children(['gpu1'])).includes(reconnecting) ? undefined : true,
  );
  await icon(['gpu1', 'ws-stopped'], 'vm-running');
  await docker('docker', 'stop', '-t', '0', 'ws-stopped');
  await icon(['gpu1', 'ws-stopped'], 'vm-outline');
});

async function icon(path: readonly string[], name: string): Promise<TreeRow> {
  return waitFor(`${path.join(' › ')} to show ${name}`, 30_000, async () => {
    const row = await session().workbench.tree('Hosts').row(path);
    return row.icon === name ? row : undefined;
  });
}
