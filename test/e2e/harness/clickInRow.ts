import type { Locator, Page } from 'playwright-core';

import { soon } from './waitFor.ts';

/** A row of one of the editor's lists, which are drawn into few elements that come and go. */
export interface RowMark {
  readonly index: number;
  readonly label: string;
}

export interface RowClick {
  readonly button?: 'left' | 'right';
  readonly modifiers?: readonly 'ControlOrMeta'[];
}

interface Guard {
  readonly index: string;
  readonly label: string;
  /** The event by which the list acts. */
  readonly last: string;
  isClicked: boolean;
}

/**
 * Clicks something in a row, at most once, and only what is in that row at the very moment of the click: an element
 * may have got another row meanwhile, or another one have come under the mouse.
 * @throws where nothing was clicked: it may be tried again then.
 */
export async function clickInRow(
  target: Locator,
  row: RowMark,
  { button = 'left', modifiers = [] }: RowClick = {},
): Promise<void> {
  const page = target.page();
  const last = button === 'left' ? 'click' : 'contextmenu';
  await page.evaluate(guard, { ...row, index: String(row.index), last, isClicked: false });
  let failure: unknown = new Error(`another row is where ${row.label} was`);
  try {
    await target.click({ ...soon, button, modifiers: [...modifiers] });
  } catch (error) {
    failure = error;
  }
  if (!(await wasClicked(page))) throw failure;
}

/** Runs in the page: until it is asked, lets pass only what a mouse does in that row. */
function guard(wanted: Guard): void {
  const shared = globalThis as { dockhopTestGuard?: Guard | undefined };
  const isInstalled = 'dockhopTestGuard' in shared;
  shared.dockhopTestGuard = wanted;
  if (isInstalled) return;
  const check = (event: Event): void => {
    const now = shared.dockhopTestGuard;
    if (now === undefined || !event.isTrusted) return;
    const row = event.target instanceof Element ? event.target.closest('.monaco-list-row') : null;
    const label = row?.querySelector('.label-name')?.textContent.trim();
    if (row?.getAttribute('data-index') === now.index && label === now.label.trim()) {
      if (event.type === now.last) now.isClicked = true;
    } else {
      event.stopImmediatePropagation();
      event.preventDefault();
    }
  };
  const types = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'contextmenu'];
  // After the window's own, by which the driver takes back what would hit another element.
  for (const type of types) document.addEventListener(type, check, { capture: true });
}

function wasClicked(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const shared = globalThis as { dockhopTestGuard?: Guard | undefined };
    const isClicked = shared.dockhopTestGuard?.isClicked === true;
    shared.dockhopTestGuard = undefined;
    return isClicked;
  });
}
