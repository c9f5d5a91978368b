import type { Page } from 'playwright-core';

import { patienceMs, soon, waitFor } from './waitFor.ts';

/** The terminal in sight. Its text can be read because the harness has it drawn as elements, not pixels. */
export class Terminal {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The lines in sight, without blanks at their ends. */
  async text(): Promise<string> {
    const lines = await this.#page
      .locator('.terminal-wrapper.active .xterm-rows > div')
      .allInnerTexts();
    return lines.map((line) => line.replaceAll('\u00a0', ' ').trimEnd()).join('\n');
  }

  async waitForText(text: string | RegExp, timeoutMs = patienceMs): Promise<string> {
    return waitFor(`${String(text)} in the terminal`, timeoutMs, async () => {
      const all = await this.text();
      const found = typeof text === 'string' ? all.includes(text) : text.test(all);
      return found ? all : undefined;
    });
  }

  /** A window that has just shown a terminal may still give the focus to something else. */
  async focus(): Promise<void> {
    const active = this.#page.locator('.terminal-wrapper.active .xterm');
    await waitFor('the terminal to have the focus', patienceMs, async () => {
      await active.click(soon);
      const has = () => document.querySelector('.terminal-wrapper.active :focus') !== null;
      return (await this.#page.evaluate(has)) ? true : undefined;
    });
  }

  /** Types a line and Enter into the terminal. */
  async type(line: string): Promise<void> {
    await this.focus();
    await this.#page.keyboard.type(line);
    await this.#page.keyboard.press('Enter');
  }

  /** Waits until none is left. */
  async waitForNone(): Promise<void> {
    const all = this.#page.locator('.terminal-wrapper .xterm');
    await waitFor('the terminals to be gone', patienceMs, async () =>
      (await all.count()) === 0 ? true : undefined,
    );
  }
}
