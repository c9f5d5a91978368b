import { expect, it } from 'vitest';

import { attachMs, attachOffer } from './harness/attachOffer.ts';
import { useSession } from './harness/useSession.ts';
import { patienceMs, waitFor } from './harness/waitFor.ts';

// The whole main job, and no mouse: nothing here clicks.

const session = useSession();

/** A window that is still loading may take the palette away again, or not have its keys yet. */
async function run(title: string): Promise<void> {
  const { page, quickInput } = session().workbench;
  await waitFor(`the palette to have ${title}`, patienceMs, async () => {
    if (!(await quickInput.isPalette())) await page.keyboard.press('F1');
    if (!(await quickInput.isPalette())) return undefined;
    if ((await quickInput.text()) !== `>${title}`) {
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type(`>${title}`);
    }
    return (await quickInput.options())[0] === title ? true : undefined;
  });
  await page.keyboard.press('Enter');
}

/** Presses a key until the focus is where it is wanted: what has it at first decides how often. */
async function press(key: string, isThere: (focused: string) => boolean): Promise<void> {
  const { page } = session().workbench;
  for (let presses = 0; presses < 40; presses += 1) {
    const before = await focused();
    if (isThere(before)) return;
    await page.keyboard.press(key);
    // Not pressed again before the window has followed; what cannot take the key stays as it is.
    await expect
      .poll(focused, { timeout: 1_000 })
      .not.toBe(before)
      .catch(() => undefined);
  }
  throw new Error(`${key} led to ${await focused()}`);
}

/** What has the focus, by what a screen reader says of it and where it is. */
function focused(): Promise<string> {
  return session().workbench.page.evaluate(() => {
    const active = document.activeElement;
    const row = document.getElementById(active?.getAttribute('aria-activedescendant') ?? '');
    const words = (row ?? active)?.getAttribute('aria-label') ?? active?.textContent.trim() ?? '';
    const inside = active?.closest(
      '.quick-input-list, .quick-input-widget, .sidebar, .monaco-menu',
    );
    return `${inside?.className ?? ''}: ${words}`;
  });
}

it('chooses a host, finds a container and attaches to it', async () => {
  const { workbench } = session();
  const { page, quickInput, notifications } = workbench;

  await run('Dockhop: Choose Hosts…');
  await quickInput.waitFor('Choose Hosts');
  await page.keyboard.type('gpu1');
  await press('Tab', (now) => now.startsWith('quick-input-list'));
  await press('ArrowDown', (now) => /: gpu1\b(?!-)/.test(now));
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');

  await run('Dockhop: Focus on Hosts View');
  const tree = workbench.tree('Hosts');
  await tree.row(['gpu1']);
  await press('ArrowDown', (now) => /sidebar.*: gpu1\b/.test(now));
  await page.keyboard.press('ArrowRight');
  await tree.row(['gpu1', 'ws-idle']);
  await tree.rests();
  await press('ArrowDown', (now) => /sidebar.*: ws-idle\b/.test(now));

  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Attach', exact: true }).waitFor();
  await press('ArrowDown', (now) => now.endsWith(': Attach'));
  await page.keyboard.press('Enter');
  expect(await notifications.waitFor(attachOffer, attachMs)).toContain('works now');
});
