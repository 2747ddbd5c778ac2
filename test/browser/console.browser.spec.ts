import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { browserPath } from './browser.js';
import type { ConsoleStage } from './console-stage.js';
import { ConsoleVisit } from './console-visit.js';
import { PAGES } from './pages.js';
import { apiOf, signIn, type Api } from './visitor.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// In the page, as text: specs are checked without the types of a browser.
const RUN_AXE = `axe
  .run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
  .then(({ violations }) => violations)`;
const NAME_OF_FOCUS = `(() => {
  const element = document.activeElement;
  const label = element.id && document.querySelector('label[for="' + element.id + '"]');
  return element.getAttribute('aria-label') ?? (label || element).textContent ?? '';
})()`;
const PEOPLE = 300;
const SLOW_MS = 180_000;
const VIEWER = { email: 'victor@example.com', password: 'another long and quiet one' };

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

const path = browserPath();
if (path === undefined) {
  process.stderr.write(
    'SKIPPED, the suite in a browser: there is no Chromium. Install it, or say in CHROMIUM where it is\n',
  );
}

(path === undefined ? describe.skip : describe)('the console in a browser', () => {
  let visit: ConsoleVisit;
  let stage: ConsoleStage;
  let browser: Browser;
  let page: Page;
  let api: Api;

  const open = (address: string) => visit.open(address);

  beforeAll(async () => {
    visit = await ConsoleVisit.begin(path!, {
      people: PEOPLE,
      isLive: false,
      // axe is put into pages as text, which their own policy rightly forbids.
      bypassCSP: true,
    });
    ({ stage, browser, page, api } = visit);
  }, SLOW_MS);

  afterAll(() => visit?.end(), SLOW_MS);

  it(
    'builds a nested segment by mouse, which counts as the API does, and saves it',
    async () => {
      const orders = { event: 'Order Completed', count: { gte: 2 } };
      const rule = { all: [{ trait: 'plan', op: 'neq', value: 'trial' }, { any: [orders] }] };

      await open('/segments/new');
      await page.getByLabel('Name').fill('Buyers again');
      await addCondition(page, 'Has a trait');
      await page.getByRole('combobox', { name: 'How it is compared' }).selectOption('neq');
      await page.getByRole('combobox', { name: 'Trait' }).fill('plan');
      await page.getByRole('combobox', { name: 'Value', exact: true }).fill('trial');
      await page.getByRole('button', { name: 'Add group' }).click();
      const group = page.getByRole('group', { name: 'Group 2' });
      await group.getByRole('button', { name: 'Add condition' }).click();
      await page.getByRole('menuitem', { name: /Did or did not/ }).click();
      await group.getByRole('combobox', { name: 'Event', exact: true }).fill('Order Completed');
      await group.getByLabel('Times: number').fill('2');

      const { size } = await api.post<{ size: number }>('/api/segments/preview', { rule });
      await sizeIs(page, size);
      await page.getByRole('button', { name: 'Create segment' }).click();
      await page.getByRole('heading', { name: 'Buyers again' }).waitFor();
      expect(await api.get('/api/segments/buyers-again')).toMatchObject({ rule });
    },
    SLOW_MS,
  );

  it(
    'builds a segment by keyboard alone, and takes an edit back',
    async () => {
      await open('/segments/new');
      await tabTo(page, 'Name');
      await page.keyboard.type('On trial');
      await tabTo(page, 'Add condition');
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem', { name: /Has a trait/ }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await tabTo(page, 'Trait');
      await page.keyboard.type('plan');
      await page.keyboard.press('Escape');
      await tabTo(page, 'Value');
      await page.keyboard.type('trial');
      await page.keyboard.press('Escape');

      const rule = { trait: 'plan', op: 'eq', value: 'trial' };
      const { size } = await api.post<{ size: number }>('/api/segments/preview', { rule });
      await sizeIs(page, size);
      await tabTo(page, 'Not: the opposite of this condition');
      await page.keyboard.press('Space');
      await sizeIs(page, PEOPLE - size);
      await page.keyboard.press('Control+z');
      await sizeIs(page, size);
      await tabTo(page, 'Create segment');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'On trial' }).waitFor();
      expect(await api.get('/api/segments/on-trial')).toMatchObject({ rule: { all: [rule] } });
    },
    SLOW_MS,
  );

  it(
    'says why somebody is in a segment, and why in another not',
    async () => {
      await open('/segments/high-value?tab=members');
      await page.getByRole('table').getByRole('link').first().click();
      await page.getByRole('button', { name: 'Why? High value' }).click();
      const dialog = page.getByRole('dialog', { name: 'Why?' });
      await dialog.getByText('In', { exact: true }).waitFor();
      expect(await dialog.getByText(/lifetime_value is at least 2000/).count()).toBe(1);

      await open(`${new URL(page.url()).pathname}?why=new-trial-users`);

      await dialog.getByText('Not in', { exact: true }).waitFor();
    },
    SLOW_MS,
  );

  it(
    'asks before edits are lost',
    async () => {
      await open('/segments/quiet-buyers/edit');
      await page.getByLabel('Description').fill('Something else');
      await page.getByRole('link', { name: 'Overview' }).click();

      await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
      await page.getByRole('button', { name: 'Stay' }).last().click();

      expect(await page.getByLabel('Description').inputValue()).toBe('Something else');
    },
    SLOW_MS,
  );

  it(
    'offers a viewer nothing that they may not do, and shows no personal data',
    async () => {
      await api.post('/api/users', { ...VIEWER, name: 'Victor Viewer', role: 'viewer' });
      const own = await browser.newContext();
      const seen = await own.newPage();
      await signIn(seen, stage, VIEWER);

      await seen.goto(`${stage.hub.url}/segments`);
      await seen.getByRole('link', { name: 'High value' }).waitFor();
      expect(await seen.getByRole('link', { name: 'New segment' }).count()).toBe(0);
      await seen.goto(`${stage.hub.url}/segments/high-value?tab=members`);
      await seen.getByRole('table').getByRole('link').first().waitFor();
      expect(await seen.locator('body').innerText()).not.toMatch(/@example\.com/);
      const theirs = await apiOf(own, stage);
      const segment = { key: 'mine', name: 'Mine', rule: { everyone: true } };
      await expect(theirs.post('/api/segments', segment)).rejects.toThrow(/403.*FORBIDDEN/);
      await own.close();
    },
    SLOW_MS,
  );

  it.each(['light', 'dark'] as const)(
    'has nothing that axe finds, on any page, in %s colours',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      const found: string[] = [];
      for (const [name, address] of PAGES) {
        await open(address);
        await page.waitForLoadState('networkidle');
        await page.waitForTimeout(300);
        await page.evaluate(AXE);
        const violations = await page.evaluate<readonly Violation[]>(RUN_AXE);
        for (const { id, nodes } of violations) {
          found.push(`${name}: ${id}: ${nodes[0]!.html.slice(0, 200)} ${nodes[0]!.failureSummary}`);
        }
      }

      expect(found).toEqual([]);
    },
    SLOW_MS,
  );
});

async function addCondition(page: Page, kind: string): Promise<void> {
  await page.getByRole('button', { name: 'Add condition' }).last().click();
  await page.getByRole('menuitem', { name: new RegExp(kind) }).click();
}

/** Waits for it: counts come a moment after the last key. */
const sizeIs = (page: Page, size: number): Promise<void> =>
  page
    .getByTestId('audience-size')
    .filter({ hasText: new RegExp(`^${size.toLocaleString('en')}$`) })
    .waitFor();

const MOST_TABS = 80;

/** Goes on with the Tab key until what is called so has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let count = 0; count < MOST_TABS; count += 1) {
    const found = await page.evaluate<string>(NAME_OF_FOCUS);
    if (found.replace(/\s*\*$/, '').trim() === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not come to ${name}`);
}
