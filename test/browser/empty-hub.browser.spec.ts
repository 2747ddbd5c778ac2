import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startHub, type StartedHub } from '../support/start-hub.js';
import { openTestDatabase } from '../support/test-database.js';
import { violationsOn, WITH_AXE } from './axe.js';
import { openBrowser } from './browser.js';
import { describeInBrowser } from './describe-in-browser.js';
import { apiOf, setUpOwner } from './visitor.js';

const SLOW_MS = 180_000;

describeInBrowser('an empty hub in a browser', (path) => {
  let folder: string;
  let hub: StartedHub;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-demo-data-'));
    const file = join(folder, 'segue.yaml');
    await writeFile(file, 'workspace: { name: Acme }\n');
    hub = await startHub({ file, env: {}, database: await openTestDatabase() });
    hub.startSchedule();
    browser = await openBrowser(path);
    page = await (await browser.newContext({ reducedMotion: 'reduce', ...WITH_AXE })).newPage();
    await setUpOwner(page, { hub });
  }, SLOW_MS);

  afterAll(async () => {
    await browser?.close();
    await hub?.stop();
    await rm(folder, { recursive: true });
  }, SLOW_MS);

  it(
    'is filled with demo data by one click, and is empty again',
    async () => {
      await page.getByRole('button', { name: 'Fill with demo data' }).click();
      await page.getByText('Connect (done)').waitFor();
      await page.getByText('Define (done)').waitFor();
      await page.getByText('500', { exact: true }).first().waitFor();
      expect(await page.getByRole('button', { name: 'Fill with demo data' }).count()).toBe(0);
      await page.goto(`${hub.url}/segments/demo-window-shoppers?tab=members`);
      await page
        .getByRole('cell', { name: /@example\.com/ })
        .first()
        .waitFor();

      await page.goto(`${hub.url}/connections/demo-data`);
      await page.getByRole('button', { name: 'Remove demo data' }).click();
      await page.getByRole('dialog').waitFor();
      expect(await violationsOn(page, 'remove demo data')).toEqual([]);
      await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();

      await page.getByText('500 people are erased.').waitFor();
      await page.getByRole('button', { name: 'Fill with demo data' }).waitFor();
      expect(await hub.database.prisma.profile.count()).toBe(0);
    },
    SLOW_MS,
  );

  it(
    'has a time zone that is set here, as its file says none',
    async () => {
      await page.goto(`${hub.url}/settings?tab=workspace`);
      expect(await page.getByLabel('Name').getAttribute('readonly')).not.toBeNull();
      await page.getByText('Set in segue.yaml, line 1').waitFor();
      expect(await violationsOn(page, 'workspace')).toEqual([]);
      const zone = page.getByRole('combobox', { name: 'Time zone' });
      await zone.fill('tokyo');
      await page.getByRole('option', { name: 'Asia/Tokyo' }).click();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved.').waitFor();

      await page.reload();

      await zone.waitFor();
      expect(await zone.inputValue()).toBe('Asia/Tokyo');
    },
    SLOW_MS,
  );

  it(
    'lets somebody be given a segment',
    async () => {
      const api = await apiOf(page.context(), { hub });
      await api.post('/api/users', {
        ...{ email: 'max@example.com', name: 'Max Marketer', role: 'marketer' },
        password: 'the password of a marketer',
      });
      await api.post('/api/segments', { key: 'all', name: 'All', rule: { everyone: true } });
      await page.goto(`${hub.url}/segments/all`);
      await page.getByRole('button', { name: 'More for this segment' }).click();
      await page.getByRole('menuitem', { name: 'Give to somebody' }).click();
      await page.getByRole('combobox', { name: 'Owner' }).selectOption('Max Marketer, marketer');
      await page.getByRole('button', { name: 'Give', exact: true }).click();

      await page.getByText('Max Marketer', { exact: true }).waitFor();
      expect(await api.get('/api/segments/all')).toMatchObject({ owner: { name: 'Max Marketer' } });
    },
    SLOW_MS,
  );
});
