import type { Page } from 'playwright-core';

import { waitFor } from './waitFor.ts';

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

  async waitForText(text: string | RegExp, timeoutMs = 30_000): Promise<string> {
    return waitFor(`${String(text)} in the terminal`, timeoutMs, async () => {
      const all = await this.text();
      const found = typeof text === 'string' ? all.includes(text) : text.test(all);
      return found ? all : undefined;
    });
  }

  async focus(): Promise<void> {
    await this.#page.locator('.terminal-wrapper.active .xterm').click();
  }

  /** Types a line and Enter into the terminal. */
  async type(line: string): Promise<void> {
    await this.focus();
    await this.#page.keyboard.type(line);
    await this.#page.keyboard.press('Enter');
  }
}
