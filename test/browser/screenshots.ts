import 'reflect-metadata';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { browserPath, openBrowser } from './browser.js';
import { ConsoleStage } from './console-stage.js';
import { PAGES } from './pages.js';
import { makeTroubles } from './troubles.js';
import { apiOf, setUpOwner, showEverything, withoutLive } from './visitor.js';

const FOLDER = 'screenshots';
const PEOPLE = 2000;
const WIDTHS = [
  { name: 'wide', width: 1440, height: 900 },
  { name: 'phone', width: 390, height: 844 },
] as const;
const HEIGHT = 'document.documentElement.scrollHeight';
const SCHEMES = ['light', 'dark'] as const;

/**
 * Pictures of every page, wide and as on a phone, light and dark, in the folder screenshots/.
 *
 * @param only names of pages; all of them without any
 * @returns the exit code
 */
export async function takeScreenshots(only: readonly string[]): Promise<number> {
  const path = browserPath();
  if (path === undefined) {
    process.stderr.write('There is no Chromium: install it, or say in CHROMIUM where it is\n');
    return 1;
  }
  await mkdir(FOLDER, { recursive: true });
  const stage = await ConsoleStage.open(PEOPLE);
  const browser = await openBrowser(path);
  try {
    const context = await browser.newContext();
    await withoutLive(context);
    await setUpOwner(await context.newPage(), stage);
    const api = await apiOf(context, stage);
    await showEverything(api, stage);
    const { blockedSync, runs } = await makeTroubles(stage, api);
    const made = Object.entries(runs).map(([name, address]) => [`run-${name}`, address] as const);
    const all = [...PAGES, ...made, ['sync-blocked', blockedSync] as const];
    const pages = all.filter(([name]) => only.length === 0 || only.includes(name));
    for (const size of WIDTHS) {
      for (const scheme of SCHEMES) await picture(context, stage, pages, size, scheme);
    }
  } finally {
    await browser.close();
    await stage.close();
  }
  return 0;
}

async function picture(
  context: BrowserContext,
  stage: ConsoleStage,
  pages: typeof PAGES,
  { name: size, width, height }: (typeof WIDTHS)[number],
  scheme: (typeof SCHEMES)[number],
): Promise<void> {
  const page: Page = await context.newPage();
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  for (const [name, path] of pages) {
    await page.setViewportSize({ width, height });
    await page.goto(`${stage.hub.url}${path}`);
    await page.waitForLoadState('networkidle');
    // What stands beside the page is then as high as the page.
    await page.setViewportSize({ width, height: await page.evaluate<number>(HEIGHT) });
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(FOLDER, `${name}-${size}-${scheme}.png`) });
  }
  await page.close();
}
