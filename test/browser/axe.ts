import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// In the page, as text: specs are checked without the types of a browser.
const RUN_AXE = `axe
  .run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
  .then(({ violations }) => violations)`;
// Those that go on for ever, or with a scroll bar, have no end.
const SETTLED = `Promise.allSettled(
  document
    .getAnimations()
    .filter(({ timeline }) => timeline instanceof DocumentTimeline)
    .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
    .map(({ finished }) => finished),
).then(() => undefined)`;
const isIn = (scheme: string) =>
  `document.documentElement.dataset.mantineColorScheme === '${scheme}'`;

/** axe is put into pages as text, which their own policy rightly forbids. */
export const WITH_AXE = { bypassCSP: true } as const;

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/**
 * What axe finds on a page as it is, in light and in dark colours.
 *
 * @param name of the page, for the message
 */
export async function violationsOn(page: Page, name: string): Promise<readonly string[]> {
  const found: string[] = [];
  await page.evaluate(AXE);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction(isIn(colorScheme));
    await page.evaluate(SETTLED);
    for (const { id, nodes } of await page.evaluate<readonly Violation[]>(RUN_AXE)) {
      const { html, failureSummary } = nodes[0]!;
      found.push(`${name}, ${colorScheme}: ${id}: ${html.slice(0, 200)} ${failureSummary}`);
    }
  }
  return found;
}
