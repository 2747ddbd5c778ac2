import type { Browser, BrowserContext, Request } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { withoutLive } from './visitor.js';

/** What is longer than this keeps a page from answering a person at once: Lighthouse's bound, in ms. */
const LONGEST_MS = 50;
/** Without a long task for so long, and without a request, a page has come to rest. */
const QUIET_MS = 500;

const WATCH_TASKS = `window.longTasks = [];
new PerformanceObserver((list) => window.longTasks.push(...list.getEntries())).observe({
  type: 'longtask',
  buffered: true,
});`;
const READ_TASKS = `({
  paintedAt: performance.getEntriesByName('first-contentful-paint')[0].startTime,
  tasks: window.longTasks.map(({ startTime, duration }) => ({ startTime, duration })),
})`;
const IS_AT_REST = `performance.getEntriesByName('first-contentful-paint').length > 0 &&
  performance.now() -
    Math.max(0, ...window.longTasks.map((task) => task.startTime + task.duration)) > ${QUIET_MS}`;

interface Tasks {
  readonly paintedAt: number;
  readonly tasks: readonly { readonly startTime: number; readonly duration: number }[];
}

export interface Load {
  /** Between the first paint and rest: time beyond 50 ms of each task, as Lighthouse's total blocking time. */
  readonly blockedMs: number;
  /** Of JavaScript, as it was sent. */
  readonly scriptBytes: number;
}

type State = Awaited<ReturnType<BrowserContext['storageState']>>;

/**
 * Loads a page in a browser that has never seen it.
 *
 * @param storageState of who is signed in
 */
export async function load(browser: Browser, address: string, storageState: State): Promise<Load> {
  const context = await browser.newContext({ storageState });
  try {
    await withoutLive(context);
    const page = await context.newPage();
    await page.addInitScript(WATCH_TASKS);
    const scripts: Request[] = [];
    page.on('requestfinished', (request) => {
      if (request.resourceType() === 'script') scripts.push(request);
    });
    await page.goto(address);
    await page.waitForLoadState('networkidle');
    await eventually('the page is at rest', () => page.evaluate<boolean>(IS_AT_REST));
    const sizes = await Promise.all(scripts.map((request) => request.sizes()));
    return {
      blockedMs: blockedMs(await page.evaluate<Tasks>(READ_TASKS)),
      scriptBytes: sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0),
    };
  } finally {
    await context.close();
  }
}

const blockedMs = ({ paintedAt, tasks }: Tasks): number =>
  tasks
    .map(({ startTime, duration }) => startTime + duration - Math.max(startTime, paintedAt))
    .reduce((sum, duration) => sum + Math.max(0, duration - LONGEST_MS), 0);
