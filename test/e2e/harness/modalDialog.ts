import type { Locator, Page } from 'playwright-core';

import { patienceMs } from './waitFor.ts';

export interface DialogText {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

/** A question that blocks the window. */
export class ModalDialog {
  readonly #box: Locator;

  constructor(page: Page) {
    this.#box = page.locator('.monaco-dialog-box');
  }

  /** Waits for a dialog and reads it. */
  async read(timeoutMs = patienceMs): Promise<DialogText> {
    await this.#box.waitFor({ timeout: timeoutMs });
    const text = async (selector: string) =>
      (await this.#box.locator(selector).allInnerTexts()).join('\n');
    const [message, detail] = [
      await text('.dialog-message-text'),
      await text('.dialog-message-detail'),
    ];
    return {
      // A message without a detail stands in the detail's place.
      ...(message === '' ? { message: detail, detail: '' } : { message, detail }),
      buttons: await this.#box.locator('.dialog-buttons .monaco-button').allInnerTexts(),
    };
  }

  async click(button: string): Promise<void> {
    // Another question may follow at once, so it is this one's own element that has to go.
    const box = await this.#box.elementHandle({ timeout: patienceMs });
    await this.#box.getByRole('button', { name: button, exact: true }).click();
    await box.waitForElementState('hidden');
  }

  async isOpen(): Promise<boolean> {
    return this.#box.isVisible();
  }
}
