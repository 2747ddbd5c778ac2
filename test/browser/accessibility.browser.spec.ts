import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { violationsOn, WITH_AXE } from './axe.js';
import { ConsoleStage } from './console-stage.js';
import { ConsoleVisit } from './console-visit.js';
import { describeInBrowser } from './describe-in-browser.js';
import { openingsOf } from './openings.js';
import { PAGES } from './pages.js';
import { makeTroubles, type Troubles } from './troubles.js';
import { apiOf, goTo, showEverything, withoutLive } from './visitor.js';

const PEOPLE = 300;
const SLOW_MS = 300_000;
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const FITS = 'document.documentElement.scrollWidth <= document.documentElement.clientWidth';
/** Charts take the new width a moment later. */
const RESIZING_MS = 5_000;

describeInBrowser('the pages of the console, for everybody', (path) => {
  let visit: ConsoleVisit;
  let page: Page;
  let troubles: Troubles;

  const open = async (address: string) => {
    await visit.open(address);
    await page.waitForLoadState('networkidle');
  };

  beforeAll(async () => {
    const stage = ConsoleStage.open(PEOPLE);
    visit = await ConsoleVisit.begin(path, { stage, viewport: WIDE, ...WITH_AXE });
    page = visit.page;
    await withoutLive(visit.context);
    await visit.setUp();
    const api = await apiOf(visit.context, visit.stage);
    await showEverything(api, visit.stage);
    troubles = await makeTroubles(visit.stage, api);
  }, SLOW_MS);

  afterAll(() => visit?.end(), SLOW_MS);

  it(
    'have nothing that axe finds, in light and in dark colours, and fit a phone',
    async () => {
      const found: string[] = [];
      for (const [name, address] of PAGES) {
        await open(address);
        found.push(...(await violationsOn(page, name)));
        await page.setViewportSize(PHONE);
        await page
          .waitForFunction(FITS, undefined, { timeout: RESIZING_MS })
          .catch(() => found.push(`${name}: wider than a phone`));
        await page.setViewportSize(WIDE);
      }

      expect(found).toEqual([]);
    },
    SLOW_MS,
  );

  it(
    'have nothing that axe finds in what opens on them, nor in the steps of a new sync',
    async () => {
      const found: string[] = [];
      for (const { name, address, open: openIt } of openingsOf(troubles)) {
        if (address !== undefined) await open(address);
        await openIt(page).catch(({ message }: Error) =>
          found.push(`${name} does not open: ${message}`),
        );
        found.push(...(await violationsOn(page, name)));
      }

      expect(found).toEqual([]);
    },
    SLOW_MS,
  );

  it(
    'have nothing that axe finds in the navigation on a phone, nor where one signs in',
    async () => {
      const found: string[] = [];
      await page.setViewportSize(PHONE);
      await open(new Map(PAGES).get('segment-use')!);
      const tab = await page.getByRole('tab', { selected: true }).boundingBox();
      expect(tab!.x).toBeGreaterThanOrEqual(0);
      expect(tab!.x + tab!.width).toBeLessThanOrEqual(PHONE.width);
      await open('/');
      await page.getByRole('button', { name: 'Open the navigation' }).click();
      await page.getByRole('link', { name: 'Runs', exact: true }).waitFor();
      found.push(...(await violationsOn(page, 'navigation')));
      await page.context().clearCookies();
      await goTo(page, 'Runs');
      await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
      found.push(...(await violationsOn(page, 'sign in again')));
      await open('/sign-in');
      await page.getByLabel('E-mail address').fill('nobody@example.com');
      await page.locator('input[type=password]').fill('not the password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').waitFor();
      found.push(...(await violationsOn(page, 'sign in')));
      await open('/setup?token=none');
      found.push(...(await violationsOn(page, 'set-up link that does not hold')));

      expect(found).toEqual([]);
    },
    SLOW_MS,
  );
});
