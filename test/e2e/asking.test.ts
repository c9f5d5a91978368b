import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { doorPassword, otpCode, reachSshConfig } from '../lab/doors.ts';
import { docker } from '../lab/lab.ts';
import { offeredAlias } from './harness/attachOffer.ts';
import { chooseHosts } from './harness/chooseHosts.ts';
import { sshInto } from './harness/sshInto.ts';
import { useSession } from './harness/useSession.ts';

// A jump host that wants a password and a one-time code from its PAM, and two hosts behind it.

const session = useSession({
  sshConfig: reachSshConfig,
  prepare: (folders) => chooseHosts(folders, ['gpu1-otp', 'gpu2-otp', 'gpu1-password']),
});
const run = promisify(execFile);
const typingMs = 120_000;
const dismissed = 'Not connected: the question was dismissed';

beforeAll(async () => {
  await session().workbench.openContainer('Dockhop');
});

beforeEach(() => session().editor.inHost.execute('notifications.clearAll'));

// What stays for plain ssh after the window has closed.
afterAll(async () => {
  const { dockhopHome } = session().folders;
  const names = await readdir(dockhopHome, { recursive: true, withFileTypes: true });
  for (const socket of names.filter((entry) => entry.isSocket())) {
    const path = join(socket.parentPath, socket.name);
    // Or it has ended by itself meanwhile.
    await run('ssh', ['-S', path, '-O', 'exit', '--', 'master']).catch(() => undefined);
  }
});

it('asks once, naming who asks, and shows both hosts behind it', async () => {
  const { workbench } = session();
  const { quickInput } = workbench;
  const tree = workbench.tree('Hosts');
  const shown = tree.expand(['gpu1-otp'], typingMs);

  await quickInput.waitFor(/^jump-otp \(127\.0\.0\.1:\d+\): Question of This Host$/);
  await quickInput.waitForPrompt('Password');
  await workbench.picture('asks-password');
  await quickInput.type(await doorPassword());
  await quickInput.accept();
  await quickInput.waitForPrompt('Verification code');
  await quickInput.type(await otpCode());
  await workbench.picture('asks-code');
  await quickInput.accept();

  await shown;
  await tree.row(['gpu1-otp', 'ws-idle']);
  await tree.expand(['gpu2-otp']);
  await tree.row(['gpu2-otp', 'ws-idle']);
  expect(await quickInput.isOpen()).toBe(false);
  await workbench.picture('asked-once');
});

it('attaches without asking again, and so does plain ssh', async () => {
  const { workbench, folders } = session();
  await workbench.tree('Hosts').clickAction(['gpu1-otp', 'ws-idle'], 'Attach');
  const alias = await offeredAlias(workbench);
  expect(await workbench.quickInput.isOpen()).toBe(false);
  const hostname = await docker('docker', 'exec', 'ws-idle', 'cat', '/etc/hostname');
  const { code, stdout } = await sshInto(folders.sshConfig, alias, 'cat /etc/hostname');
  expect({ code, stdout }).toEqual({ code: 0, stdout: hostname });
});

it('takes Escape for a no, and asks again only when it is told to', async () => {
  const { workbench } = session();
  const { quickInput } = workbench;
  const tree = workbench.tree('Hosts');
  const expanding = tree.expand(['gpu1-password'], typingMs);
  await quickInput.waitFor(/^jump-password \(.*\): Password$/);
  await quickInput.cancel();
  await expanding;
  const note = await tree.row(['gpu1-password', dismissed]);
  await workbench.picture('asked-and-cancelled');
  expect(note.icon).toBe('error');
  expect(await quickInput.isOpen()).toBe(false);

  await tree.clickAction(['gpu1-password', dismissed], 'Retry');
  await quickInput.waitFor(/^jump-password \(.*\): Password$/);
  await quickInput.type('wrong');
  await quickInput.accept();
  await quickInput.waitForPrompt(/refused/i);
  await workbench.picture('asked-again');
  await quickInput.type(await doorPassword());
  await quickInput.accept();
  await tree.row(['gpu1-password', 'ws-idle'], typingMs);
});

it('forgets what was kept when it is told to', async () => {
  const { workbench } = session();
  await workbench.runCommand('Dockhop: Forget Kept Secrets');
  await workbench.notifications.waitFor('No password or passphrase was kept.');
});
