import { chromium, type Browser } from 'playwright-core';

import { chromiumProgram } from './tools.ts';

/** A headless Chromium with a new, empty profile that reaches for nothing by itself. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await chromiumProgram(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
