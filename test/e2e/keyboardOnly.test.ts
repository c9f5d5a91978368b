import { expect, it } from 'vitest';

import { attachMs, attachOffer } from './harness/attachOffer.ts';
import { useSession } from './harness/useSession.ts';
import { waitFor } from './harness/waitFor.ts';

// The whole main job, and no mouse: nothing here clicks.

const session = useSession();

async function run(title: string): Promise<void> {
  const { page, quickInput } = session().workbench;
  await page.keyboard.press('F1');
  await quickInput.waitFor(/Type the name of a command to run/);
  await page.keyboard.type(title);
  await waitFor(`the palette to have ${title}`, 30_000, async () =>
    (await quickInput.options())[0] === title ? true : undefined,
  );
  await page.keyboard.press('Enter');
}

/** Presses a key until something is so: what has the focus decides how often. */
async function press(key: string, until: () => Promise<boolean>, what: string): Promise<void> {
  const { page } = session().workbench;
  for (let presses = 0; !(await until()); presses += 1) {
    if (presses > 40) throw new Error(`${key} did not lead to ${what}`);
    await page.keyboard.press(key);
  }
}

const spokenBy = (selector: string): Promise<string> =>
  session()
    .workbench.page.locator(selector)
    .first()
    .getAttribute('aria-label', { timeout: 1_000 })
    .then(
      (label) => label ?? '',
      () => '',
    );

it('chooses a host, finds a container and attaches to it', async () => {
  const { workbench } = session();
  const { page, quickInput, notifications } = workbench;

  await run('Dockhop: Choose Hosts…');
  await quickInput.waitFor('Choose Hosts');
  await page.keyboard.type('gpu1');
  const inList = (): Promise<boolean> =>
    page.evaluate(() => document.activeElement?.closest('.quick-input-list') !== null);
  await press('Tab', inList, 'the list of hosts');
  const onHost = async (): Promise<boolean> =>
    /^gpu1\b(?!-)/.test(await spokenBy('.quick-input-list .monaco-list-row.focused'));
  await press('ArrowDown', onHost, 'gpu1');
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');

  await run('Dockhop: Focus on Hosts View');
  const tree = workbench.tree('Hosts');
  await tree.row(['gpu1']);
  const row = '.sidebar .monaco-list-row.focused';
  const onRow = (name: string) => async (): Promise<boolean> =>
    (await spokenBy(row)).startsWith(name);
  await press('ArrowDown', onRow('gpu1'), 'the row of gpu1');
  await page.keyboard.press('ArrowRight');
  await tree.row(['gpu1', 'ws-idle']);
  await press('ArrowDown', onRow('ws-idle'), 'the row of ws-idle');

  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Attach', exact: true }).waitFor();
  const onAttach = (): Promise<boolean> =>
    page.evaluate(() => document.activeElement?.textContent.trim() === 'Attach');
  await press('ArrowDown', onAttach, 'Attach');
  await page.keyboard.press('Enter');
  expect(await notifications.waitFor(attachOffer, attachMs)).toContain('works now');
});
