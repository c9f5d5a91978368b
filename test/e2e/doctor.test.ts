import { readFile, writeFile } from 'node:fs/promises';

import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { attachInTerminal } from './harness/attachInTerminal.ts';
import { chooseHosts } from './harness/chooseHosts.ts';
import { useSession } from './harness/useSession.ts';

const hosts = ['gpu1', 'gpu1-dave'];
const lookMs = 60_000;

describe('the doctor, and other help', () => {
  const session = useSession({ prepare: (folders) => chooseHosts(folders, hosts) });
  const clipboard = (): Promise<unknown> => session().editor.inHost.clipboard();

  beforeAll(async () => {
    await session().workbench.openContainer('Dockhop');
    await session().workbench.tree('Hosts').expand(['gpu1']);
  });

  beforeEach(() => session().editor.inHost.execute('notifications.clearAll'));

  it('says in plain words what is broken at a host, and copies it', async () => {
    const { workbench } = session();
    await workbench.tree('Hosts').chooseFromMenu(['gpu1-dave'], 'Doctor: Check Host');
    await workbench.quickInput.waitFor('Doctor: gpu1-dave');
    const [worst, ...others] = await workbench.quickInput.options();
    expect(worst).toContain('dave may not use the container engine of gpu1-dave');
    expect(others.join('\n')).toContain('gpu1-dave (');
    await workbench.picture('doctor');

    // The whole of it, which a list cuts off.
    await workbench.quickInput.accept();
    expect((await workbench.dialog.read()).detail).toContain('to add dave to the group docker');
    await workbench.dialog.click('OK');
    await workbench.quickInput.waitFor('Doctor: gpu1-dave');
    await workbench.page.getByRole('button', { name: 'Copy Report' }).click();
    await workbench.notifications.waitFor('The report is on the clipboard');
    expect(await clipboard()).toMatch(/^Doctor: gpu1-dave\n[^]*\n✗ dave may not use/);
  });

  it('mends what it can when its button is pressed, and looks again', async () => {
    const { workbench, folders } = session();
    await attachInTerminal(folders, 'gpu1', 'ws-idle');
    const config = await readFile(folders.sshConfig, 'utf8');
    await writeFile(folders.sshConfig, config.replace(/^Include .*\n/, ''));

    await workbench.tree('Hosts').chooseFromMenu(['gpu1', 'ws-idle'], 'Doctor: Check Container');
    await workbench.quickInput.waitFor('Doctor: ws-idle');
    const [worst] = await workbench.quickInput.options();
    expect(worst).toContain('does not begin with the line');
    await workbench.quickInput.accept();
    await workbench.dialog.read();
    await workbench.picture('doctor-offers');
    await workbench.dialog.click('Put the Include Line Back');

    await workbench.quickInput.waitFor('Doctor: ws-idle');
    await expect
      .poll(() => workbench.quickInput.options(), { timeout: lookMs })
      .toContain('Your ssh config includes the entries of Dockhop');
    await workbench.quickInput.cancel();
    expect(await readFile(folders.sshConfig, 'utf8')).toBe(config);
  });

  it('walks through the first hour', async () => {
    const { workbench } = session();
    await workbench.runCommand('Dockhop: First Steps');
    const { page } = workbench;
    await page.getByRole('heading', { name: 'First Steps with Dockhop', level: 2 }).waitFor();
    // That was done at an earlier time.
    await page.locator('[data-done-step-id$="#hosts"][aria-checked="true"]').waitFor();
    for (const step of ['See what was written, and undo it', 'When something does not work']) {
      await page.getByText(step, { exact: true }).first().click();
    }
    await page.getByRole('button', { name: 'Check a Host' }).waitFor();
    const { inHost } = session().editor;
    // Beside the side bar there is no room for the pictures.
    await inHost.execute('workbench.action.closeSidebar');
    await page.getByAltText(/^A list of checks/).waitFor();
    await workbench.picture('walkthrough');
    await inHost.execute('workbench.action.closeAllEditors');
    await inHost.execute('workbench.view.extension.dockhop');
  });

  it('copies what somebody who helps wants to know, and shows it', async () => {
    const { workbench } = session();
    await workbench.runCommand('Dockhop: Copy Diagnostics');
    await workbench.notifications.waitFor('The diagnostics are on the clipboard');
    expect(await clipboard()).toMatch(
      /^Dockhop 0\.1\.0\n[^]*\nHosts chosen: 2\n[^]*\nLog, the last/,
    );
  });

  it('asks before it follows a link, and refuses one to a host that was not chosen', async () => {
    const { workbench } = session();
    await workbench.tree('Hosts').chooseFromMenu(['gpu1', 'ws-idle'], 'Copy Link to Container');
    await workbench.notifications.waitFor('The link to ws-idle is on the clipboard');
    const link = String(await clipboard());
    expect(link).toMatch(/^[a-z-]+:\/\/dockhop\.dockhop\/attach\?host=gpu1&container=ws-idle/);

    await follow(link);
    const asked = await workbench.dialog.read();
    expect(asked.message).toBe('A link asks to attach to ws-idle on gpu1.');
    await workbench.picture('link-asks');
    await workbench.dialog.click('Cancel');

    await follow(link.replace('host=gpu1', 'host=gpu2'));
    await workbench.notifications.waitFor('The link leads to gpu2, which is not among your hosts');
    await follow(`${link}&folder=%2Fetc`);
    await workbench.notifications.waitFor('That link is none of Dockhop’s');
  });

  /** As the system hands a link to the editor; which asks whether the extension may have it. */
  async function follow(link: string): Promise<void> {
    const { workbench, editor } = session();
    const opening = editor.inHost.execute('workbench.action.url.openUrl');
    await workbench.quickInput.waitForPrompt('URL to open');
    await workbench.quickInput.type(link);
    await workbench.quickInput.accept();
    await workbench.dialog.read();
    await workbench.dialog.click('Open');
    await opening;
  }
});
