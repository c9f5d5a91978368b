import type { Locator, Page } from 'playwright-core';

import { patienceMs } from './waitFor.ts';

export interface Notification {
  readonly severity: 'info' | 'warning' | 'error' | undefined;
  readonly message: string;
  readonly buttons: readonly string[];
}

/** The notifications in the corner: messages, questions with buttons, and progress. */
export class Notifications {
  readonly #page: Page;
  readonly #toasts: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#toasts = page.locator('.notifications-toasts .notification-list-item');
  }

  /** Those in sight, the newest first. */
  async all(): Promise<Notification[]> {
    return this.#toasts.evaluateAll((toasts) =>
      toasts.map((toast) => {
        const icon = toast.querySelector('.notification-list-item-icon')?.className ?? '';
        const severity = (['info', 'warning', 'error'] as const).find((name) =>
          icon.split(' ').includes(`codicon-${name}`),
        );
        const message = toast.querySelector('.notification-list-item-message')?.textContent ?? '';
        const buttons = [
          ...toast.querySelectorAll('.notification-list-item-buttons-container .monaco-button'),
        ];
        return { severity, message, buttons: buttons.map((button) => button.textContent) };
      }),
    );
  }

  /** Waits for a message that contains `text`; returns all of it. */
  async waitFor(text: string | RegExp, timeoutMs = patienceMs): Promise<string> {
    const message = this.#toast(text).locator('.notification-list-item-message').first();
    // This very element: that of a progress may say something else at the next moment.
    const found = await message.elementHandle({ timeout: timeoutMs });
    return found.innerText();
  }

  /** Waits for a message that contains `text`, and for as long as the mouse rests there it stays. */
  async keep(text: string | RegExp): Promise<void> {
    await this.#toast(text).first().hover({ timeout: patienceMs });
  }

  /** The one in sight that contains `text`; undefined where there is none now. */
  async find(text: string | RegExp): Promise<Notification | undefined> {
    return (await this.all()).find(({ message }) =>
      typeof text === 'string' ? message.includes(text) : text.test(message),
    );
  }

  /** Waits until no message contains `text` any more. */
  async waitForNone(text: string | RegExp, timeoutMs = patienceMs): Promise<void> {
    await this.#toast(text).first().waitFor({ state: 'detached', timeout: timeoutMs });
  }

  /** Clicks a button of the notification that contains `text`. */
  async click(text: string | RegExp, button: string, timeoutMs = patienceMs): Promise<void> {
    const toast = this.#toast(text).first();
    await toast.getByRole('button', { name: button, exact: true }).click({ timeout: timeoutMs });
  }

  /** From now on remembers every message, however short its time; returns how to ask for them. */
  async remember(): Promise<() => Promise<string[]>> {
    await this.#page.evaluate(() => {
      const seen: string[] = [];
      const look = () => {
        for (const found of document.querySelectorAll('.notification-list-item-message')) {
          if (found.textContent !== '' && !seen.includes(found.textContent)) {
            seen.push(found.textContent);
          }
        }
      };
      new MutationObserver(look).observe(document.body, {
        childList: true,
        characterData: true,
        subtree: true,
      });
      Object.assign(globalThis, { dockhopTestSeen: seen });
    });
    return () =>
      this.#page.evaluate(
        () => (globalThis as unknown as { dockhopTestSeen: string[] }).dockhopTestSeen,
      );
  }

  #toast(text: string | RegExp): Locator {
    const message = this.#page.locator('.notification-list-item-message');
    return this.#toasts.filter({ has: message.filter({ hasText: text }) });
  }
}
