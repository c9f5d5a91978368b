import type { Locator, Page } from 'playwright-core';

import { clickInRow, type RowMark } from './clickInRow.ts';
import { patienceMs, soon, waitFor } from './waitFor.ts';

/** Of the command palette; it stays while one types. */
const paletteHint = /Type the name of a command to run/;

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
    const palette = this.#box.getByPlaceholder(paletteHint);
    await waitFor(`the palette to run ${title}`, patienceMs, async () => {
      try {
        await this.#page.keyboard.press('F1');
        await palette.fill(`>${title}`, soon);
        await this.#clickOption(title, soon.timeout);
        return true;
      } catch (error) {
        await this.#page.keyboard.press('Escape');
        throw error;
      }
    });
    // Nobody types into it what is meant for the box that the command opens.
    await palette.waitFor({ state: 'hidden' });
  }

  /** Is the command palette open now? */
  async isPalette(): Promise<boolean> {
    return this.#box.getByPlaceholder(paletteHint).isVisible();
  }

  /** Waits for a box with this title or placeholder. */
  async waitFor(text: string | RegExp): Promise<void> {
    const titled = this.#box.locator('.quick-input-title').filter({ hasText: text });
    const input = this.#box.getByPlaceholder(text);
    await titled.or(input).filter({ visible: true }).first().waitFor({ timeout: patienceMs });
  }

  /** Is there a box with this title now? */
  async isAsking(title: string | RegExp): Promise<boolean> {
    return this.#box.locator('.quick-input-title').filter({ hasText: title }).isVisible();
  }

  /** Waits for a box that asks for a line of text with this prompt. */
  async waitForPrompt(text: string | RegExp): Promise<void> {
    const prompt = this.#box.locator('.quick-input-message').filter({ hasText: text });
    await prompt.waitFor({ timeout: patienceMs });
  }

  /** Labels of what can be picked, each with its detail after it, once the list has come to rest. */
  async options(): Promise<string[]> {
    let last = '';
    return waitFor('something to pick', patienceMs, async () => {
      const labels = (await this.#rows()).flatMap(({ texts }) => texts);
      const [before, now] = [last, JSON.stringify(labels)];
      last = now;
      return labels.length > 0 && before === now ? labels : undefined;
    });
  }

  /** What is said beside a label. */
  async descriptionOf(label: string): Promise<string> {
    const { row } = await this.#option(label, patienceMs);
    return row.locator('.label-description').first().innerText();
  }

  /** Picks one by its label. */
  async pick(label: string | RegExp): Promise<void> {
    await this.#clickOption(label, patienceMs);
  }

  /** Ticks one in a picker of several; `accept` confirms. */
  async tick(label: string | RegExp): Promise<void> {
    await waitFor(`${String(label)} to be ticked`, patienceMs, async () => {
      const { row, mark } = await this.#option(label, soon.timeout);
      const checkbox = row.locator('.monaco-checkbox');
      if (await checkbox.isChecked(soon)) return true;
      await clickInRow(checkbox, mark);
      return undefined;
    });
  }

  /** Clicks one of the icons that an item shows under the mouse, by its tooltip. */
  async clickAction(label: string | RegExp, action: string): Promise<void> {
    await waitFor(`${String(label)} to show ${action}`, patienceMs, async () => {
      const { row, mark } = await this.#option(label, soon.timeout);
      await row.hover(soon);
      await clickInRow(row.getByRole('button', { name: action }), mark);
      return true;
    });
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

  async #clickOption(label: string | RegExp, timeoutMs: number): Promise<void> {
    await waitFor(`to pick ${String(label)}`, timeoutMs, async () => {
      const { row, mark } = await this.#option(label, soon.timeout);
      await clickInRow(row, mark);
      return true;
    });
  }

  /** Waits until there is one with the whole label. */
  async #option(
    label: string | RegExp,
    timeoutMs: number,
  ): Promise<{ readonly row: Locator; readonly mark: RowMark }> {
    const mark = await waitFor(`${String(label)} to be offered`, timeoutMs, async () =>
      (await this.#rows()).find((row) =>
        typeof label === 'string' ? row.label === label : label.test(row.label),
      ),
    );
    return { mark, row: this.#box.locator(`.monaco-list-row[data-index="${mark.index}"]`) };
  }

  /** Those in sight, without blanks around their labels. */
  async #rows(): Promise<(RowMark & { readonly texts: readonly string[] })[]> {
    const rows = await this.#box.locator('.monaco-list-row:visible').evaluateAll((elements) =>
      elements.map((element) => ({
        index: Number(element.getAttribute('data-index')),
        texts: [...element.querySelectorAll('.label-name')].map((name) => name.textContent.trim()),
      })),
    );
    return rows
      .map(({ index, texts }) => ({ index, texts, label: texts[0] ?? '' }))
      .sort((a, b) => a.index - b.index);
  }
}
