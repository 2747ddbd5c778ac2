import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { CONSOLE_FOLDER } from '../../apps/hub/src/http/console.js';
import { openBrowser } from './browser.js';
import type { ConsoleStage } from './console-stage.js';
import { setUpOwner } from './visitor.js';

export interface VisitOptions extends BrowserContextOptions {
  readonly stage: Promise<ConsoleStage>;
}

/** Somebody before the console of a hub. */
export class ConsoleVisit {
  private constructor(
    readonly stage: ConsoleStage,
    readonly browser: Browser,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  /** @param path of the browser */
  static async begin(path: string, { stage, ...options }: VisitOptions): Promise<ConsoleVisit> {
    if (!existsSync(join(CONSOLE_FOLDER, 'index.html'))) {
      throw new Error('the console has not been built: npm run build');
    }
    const opened = await stage;
    const browser = await openBrowser(path);
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    return new ConsoleVisit(opened, browser, context, await context.newPage());
  }

  open(address: string) {
    return this.page.goto(`${this.stage.hub.url}${address}`);
  }

  setUp(): Promise<void> {
    return setUpOwner(this.page, this.stage);
  }

  /** As another person, or with another past, in a window of their own. */
  async openWindow(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({ reducedMotion: 'reduce', ...options });
    return context.newPage();
  }

  async end(): Promise<void> {
    await this.browser.close();
    await this.stage.close();
  }
}
