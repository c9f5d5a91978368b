import type { Locator, Page } from 'playwright-core';

import { soon, waitFor } from './waitFor.ts';

/** The box at the top of the window: command palette, pickers and questions that want a line of text. */
export class QuickInput {
  readonly #page: Page;
  readonly #box: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#box = page.locator('.quick-input-widget');
  }

  /**
   * Runs a command from the palette by its full title, as a person would. The palette lists what can
   * be run at the moment it opens; a command whose condition is not yet true (a terminal in a window
   * that is still connecting) appears in one that is opened later. A window that is still loading may
   * also take the palette away again, or not have its keys yet.
   */
  async runCommand(title: string): Promise<void> {
    await waitFor(`the palette to run ${title}`, 60_000, async () => {
      try {
        await this.#page.keyboard.press('F1');
        await this.#input().fill(`>${title}`, soon);
        await this.#option(title).first().click(soon);
        return true;
      } catch (error) {
        await this.#page.keyboard.press('Escape');
        throw error;
      }
    });
  }

  /** Waits for a box with this title or placeholder. */
  async waitFor(text: string | RegExp): Promise<void> {
    const titled = this.#box.locator('.quick-input-title').filter({ hasText: text });
    const input = this.#box.getByPlaceholder(text);
    await titled.or(input).first().waitFor();
  }

  /** Is there a box with this title now? */
  async isAsking(title: string | RegExp): Promise<boolean> {
    return this.#box.locator('.quick-input-title').filter({ hasText: title }).isVisible();
  }

  /** Waits for a box that asks for a line of text with this prompt. */
  async waitForPrompt(text: string | RegExp): Promise<void> {
    await this.#box.locator('.quick-input-message').filter({ hasText: text }).waitFor();
  }

  /** Labels of what can be picked. */
  async options(): Promise<string[]> {
    await this.#box.locator('.monaco-list-row').first().waitFor();
    return this.#box.locator('.monaco-list-row .label-name').allInnerTexts();
  }

  /** What is said beside a label. */
  async descriptionOf(label: string): Promise<string> {
    return this.#option(label).first().locator('.label-description').first().innerText();
  }

  /** Picks one by its label. */
  async pick(label: string | RegExp): Promise<void> {
    await this.#option(label).first().click();
  }

  /** Ticks one in a picker of several; `accept` confirms. */
  async tick(label: string | RegExp): Promise<void> {
    await this.#option(label).first().locator('.monaco-checkbox').click();
  }

  /** Clicks one of the icons that an item shows under the mouse, by its tooltip. */
  async clickAction(label: string | RegExp, action: string): Promise<void> {
    const found = this.#option(label).first();
    await found.hover();
    await found.getByRole('button', { name: action }).click();
  }

  /** Replaces the text in the box. */
  async type(text: string): Promise<void> {
    await this.#input().fill(text);
  }

  /** The text in the box. */
  async text(): Promise<string> {
    return this.#input().inputValue();
  }

  async accept(): Promise<void> {
    await this.#input().press('Enter');
  }

  async cancel(): Promise<void> {
    await this.#input().press('Escape');
  }

  async isOpen(): Promise<boolean> {
    return this.#box.isVisible();
  }

  #input(): Locator {
    return this.#box.locator('.quick-input-box input');
  }

  #option(label: string | RegExp): Locator {
    const name = this.#page.locator('.label-name').getByText(label, { exact: true });
    return this.#box.locator('.monaco-list-row', { has: name });
  }
}
