import { copyFile, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { FileDialog } from './fileDialog.ts';
import { ModalDialog } from './modalDialog.ts';
import { Notifications } from './notifications.ts';
import { readmeScreenshots, screenshots } from './paths.ts';
import { QuickInput } from './quickInput.ts';
import { Terminal } from './terminal.ts';
import { Tree } from './tree.ts';
import { patienceMs, soon, startMs, waitFor } from './waitFor.ts';

/** Tall, so that a tree's rows are all in sight: the page holds no others, and scrolling for them is slow. */
export const workingSize = { width: 1280, height: 1600 };
const pictureSize = { width: 1280, height: 800 };

/** A README must stay quick to load. */
const readmePictureBytes = 300_000;

/** The VS Code window, as a person uses it. */
export class Workbench {
  readonly page: Page;
  readonly notifications: Notifications;
  readonly quickInput: QuickInput;
  readonly fileDialog: FileDialog;
  readonly dialog: ModalDialog;
  readonly terminal: Terminal;

  constructor(page: Page) {
    this.page = page;
    this.notifications = new Notifications(page);
    this.quickInput = new QuickInput(page);
    this.fileDialog = new FileDialog(this.quickInput);
    this.dialog = new ModalDialog(page);
    this.terminal = new Terminal(page);
  }

  /** Loads the window and waits until it can be used. */
  async load(url: string): Promise<void> {
    const timeout = startMs;
    await this.page.goto(url, { timeout });
    await this.page.locator('.monaco-workbench .part.activitybar').waitFor({ timeout });
  }

  /** Takes away what a test that failed left open, which would be in the way of the next. */
  async clearAway(): Promise<void> {
    const open = '.monaco-dialog-box, .quick-input-widget, .context-view .monaco-menu';
    const left = this.page.locator(open).filter({ visible: true });
    await waitFor('dialogs, menus and pickers to be gone', patienceMs, async () => {
      if ((await left.count()) === 0) return true;
      await this.page.keyboard.press('Escape');
      return undefined;
    });
  }

  /** Shows an activity-bar container by its title. */
  async openContainer(title: string): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: title });
    const heading = this.page.locator('.sidebar').getByRole('heading', { name: title }).first();
    await waitFor(`${title} in the side bar`, patienceMs, async () => {
      // A second click on the one in sight would hide the side bar.
      if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
      return (await heading.isVisible()) ? true : undefined;
    });
  }

  /** Drags the side bar's edge, so that a picture shows what a narrow one cuts. */
  async widenSideBar(width: number): Promise<void> {
    const sideBar = this.page.locator('.part.sidebar');
    await waitFor(`the side bar to be ${width} pixels wide`, patienceMs, async () => {
      const box = await sideBar.boundingBox();
      if (box === null) return undefined;
      if (Math.abs(box.width - width) < 20) return true;
      const { mouse } = this.page;
      await mouse.move(box.x + box.width, box.y + box.height / 2);
      await mouse.down();
      await mouse.move(box.x + width, box.y + box.height / 2, { steps: 5 });
      await mouse.up();
      return undefined;
    });
  }

  /** Opens or closes a view of the side bar by its title. */
  async toggleView(name: string): Promise<void> {
    const header = this.page.getByRole('button', { name: `${name} Section` });
    const before = await header.getAttribute('aria-expanded');
    await waitFor(`${name} to open or close`, patienceMs, async () => {
      if ((await header.getAttribute('aria-expanded')) !== before) return true;
      await header.click();
      return undefined;
    });
  }

  /** Clicks one of the icons that the title of a view in the side bar shows under the mouse, by its tooltip. */
  async clickViewAction(viewName: string, action: string): Promise<void> {
    const header = this.page.locator('.sidebar .pane-header', { hasText: viewName });
    await waitFor(`${viewName} to show ${action}`, patienceMs, async () => {
      await header.hover(soon);
      await header.getByRole('button', { name: action, exact: true }).click(soon);
      return true;
    });
  }

  /** Clicks the item of the status bar that says `text`. */
  async clickStatusBar(text: string): Promise<void> {
    await this.page.locator('.statusbar-item').filter({ hasText: text }).click();
  }

  tree(viewName: string): Tree {
    return new Tree(this.page, viewName);
  }

  /** Words and buttons of the welcome view in sight, one paragraph or button a line. */
  async welcomeText(timeoutMs = patienceMs): Promise<string> {
    const welcome = this.page.locator('.sidebar .welcome-view-content').first();
    await welcome.waitFor({ timeout: timeoutMs });
    return welcome.innerText();
  }

  async clickWelcomeButton(name: string): Promise<void> {
    await this.page
      .locator('.sidebar .welcome-view-content')
      .getByRole('button', { name, exact: true })
      .click();
  }

  /** Runs a command from the palette by its full title. */
  async runCommand(title: string): Promise<void> {
    await this.quickInput.runCommand(title);
  }

  /** A picture of the window for people, in test/e2e/screenshots. */
  async picture(name: string): Promise<string> {
    await mkdir(screenshots, { recursive: true });
    const file = join(screenshots, `${name}.png`);
    await this.page.setViewportSize(pictureSize);
    try {
      await this.#untilStill();
      await this.page.screenshot({ path: file });
    } finally {
      await this.page.setViewportSize(workingSize);
    }
    return file;
  }

  /**
   * A picture that the README shows. It is kept like any other; only when DOCKHOP_README_PICTURES is set does it
   * replace the one in media/screenshots.
   */
  async readmePicture(name: string): Promise<void> {
    const file = await this.picture(name);
    if (process.env['DOCKHOP_README_PICTURES'] === undefined) return;
    const { size } = await stat(file);
    if (size > readmePictureBytes)
      throw new Error(`${name}.png is too large for the README: ${size}`);
    await mkdir(readmeScreenshots, { recursive: true });
    await copyFile(file, join(readmeScreenshots, `${name}.png`));
  }

  /** Waits for what fades or slides in; a progress bar or a spinner goes on for ever. */
  async #untilStill(): Promise<void> {
    await this.page.evaluate(async () => {
      const ending = document
        .getAnimations()
        .filter(({ effect, playState }) => {
          const iterations = effect?.getComputedTiming().iterations;
          return playState === 'running' && iterations !== Infinity;
        })
        .map(({ finished }) => finished);
      await Promise.allSettled(ending);
    });
  }
}
