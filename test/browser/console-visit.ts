import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { CONSOLE_FOLDER } from '../../apps/hub/src/http/console.js';
import { openBrowser } from './browser.js';
import { ConsoleStage } from './console-stage.js';
import { apiOf, setUpOwner, showEverything, withoutLive, type Api } from './visitor.js';

export interface VisitOptions extends BrowserContextOptions {
  readonly people: number;
  /** Whether pages are told what goes on: one that is told is never done loading. */
  readonly isLive: boolean;
}

/** The owner, who has just set the hub up, before a console in which there is something to see. */
export class ConsoleVisit {
  private constructor(
    readonly stage: ConsoleStage,
    readonly browser: Browser,
    readonly context: BrowserContext,
    readonly page: Page,
    readonly api: Api,
  ) {}

  /** @param path of the browser */
  static async begin(
    path: string,
    { people, isLive, ...options }: VisitOptions,
  ): Promise<ConsoleVisit> {
    if (!existsSync(join(CONSOLE_FOLDER, 'index.html'))) {
      throw new Error('the console has not been built: npm run build');
    }
    const stage = await ConsoleStage.open(people);
    const browser = await openBrowser(path);
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    if (!isLive) await withoutLive(context);
    const page = await context.newPage();
    await setUpOwner(page, stage);
    await showEverything(context, stage);
    return new ConsoleVisit(stage, browser, context, page, await apiOf(context, stage));
  }

  open(address: string) {
    return this.page.goto(`${this.stage.hub.url}${address}`);
  }

  async end(): Promise<void> {
    await this.browser.close();
    await this.stage.close();
  }
}
