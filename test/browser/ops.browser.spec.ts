import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { browserPath } from './browser.js';
import type { ConsoleStage } from './console-stage.js';
import { ConsoleVisit } from './console-visit.js';
import { apiOf, signIn, type Api } from './visitor.js';

const PEOPLE = 300;
const SLOW_MS = 180_000;
const LIST = 'a1b2c3d4e5';
const MARKETER = { email: 'max@example.com', password: 'the password of a marketer' };

interface Run {
  readonly state: string;
}

const path = browserPath();

(path === undefined ? describe.skip : describe)('connections and syncs in a browser', () => {
  let visit: ConsoleVisit;
  let stage: ConsoleStage;
  let browser: Browser;
  let page: Page;
  let api: Api;

  const open = (address: string) => visit.open(address);
  const runEnds = (target: string, state: string) =>
    eventually(`the run of ${target} is ${state}`, async () => {
      const { runs } = await api.get<{ runs: readonly Run[] }>(`/api/runs?target=${target}`);
      return runs[0]?.state === state;
    });

  beforeAll(async () => {
    visit = await ConsoleVisit.begin(path!, { people: PEOPLE, isLive: true });
    ({ stage, browser, page, api } = visit);
  }, SLOW_MS);

  afterAll(() => visit?.end(), SLOW_MS);

  it(
    'connects a source in a form, whose secret it never shows again',
    async () => {
      const { HUBSPOT_TOKEN, HUBSPOT_URL } = stage.world.environment;
      await open('/connections');
      await page.getByRole('link', { name: 'New connection' }).click();
      await page.getByRole('link', { name: /^HubSpot/ }).click();
      await page.getByLabel('Name').fill('crm-two');
      const properties = page.getByRole('combobox', { name: 'Contact properties' });
      for (const name of ['email', 'firstname']) {
        await properties.fill(name);
        await properties.press('Enter');
      }
      await page.getByRole('textbox', { name: 'Access token' }).fill('wrong');
      await page.getByText('Addresses', { exact: true }).click();
      await page.getByLabel('API address').fill(HUBSPOT_URL!);
      await page.getByRole('button', { name: 'Check' }).click();
      await page.getByText('It does not work').waitFor();
      await page.getByRole('textbox', { name: 'Access token' }).fill(HUBSPOT_TOKEN!);
      await page.getByRole('button', { name: 'Check' }).click();
      await page.getByText('It works').waitFor();
      await page.getByRole('button', { name: 'Create' }).click();
      await page.getByRole('heading', { name: 'crm-two', level: 1 }).waitFor();

      await page.getByRole('button', { name: 'Run now' }).click();
      await runEnds('crm-two', 'succeeded');
      await open('/connections/crm-two/edit');
      const secret = page.getByRole('textbox', { name: 'Access token' });
      await secret.waitFor();

      expect(await secret.inputValue()).toBe('');
      expect(await secret.getAttribute('placeholder')).toContain('is set');
    },
    SLOW_MS,
  );

  it(
    'makes a sync step by step, which a guard stops until it is approved',
    async () => {
      const { MAILCHIMP_API_KEY, MAILCHIMP_URL } = stage.world.environment;
      await api.post('/api/connections', {
        id: 'promo',
        plugin: 'mailchimp',
        settings: {
          apiKey: MAILCHIMP_API_KEY,
          baseUrl: MAILCHIMP_URL,
          newMemberStatus: 'subscribed',
          consentTrait: 'newsletter_opt_in',
        },
      });
      await open('/syncs/new?segment=high-value');
      await page.getByRole('radio', { name: 'promo' }).check();
      await next(page);
      await page
        .getByRole('button', { name: /^Open / })
        .first()
        .click();
      await page.getByLabel('Tag').fill('Best buyers');
      await next(page);
      await page.getByRole('button', { name: 'Add a field' }).click();
      await page.getByRole('combobox', { name: 'Field there, line 1' }).fill('FNAME');
      await page.getByRole('combobox', { name: 'Trait here, line 1' }).fill('firstname');
      await page.keyboard.press('Escape');
      await page.getByRole('region', { name: 'As it would be sent' }).getByRole('table').waitFor();
      await next(page);
      await page.getByText('By hand', { exact: true }).click();
      await next(page);
      await page.getByLabel('Changes in one run, at most').fill('1');
      await next(page);
      await page.getByText('A guard would stop the first run').waitFor();
      await page.getByRole('button', { name: 'Switch it on' }).click();
      await page.getByRole('heading', { name: 'high-value-to-promo', level: 1 }).waitFor();
      await page.getByRole('button', { name: 'Run now' }).click();
      await runEnds('high-value-to-promo', 'blocked');
      await open('/syncs/high-value-to-promo');
      await page.getByRole('button', { name: 'Approve and run' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Approve and run' }).click();
      await runEnds('high-value-to-promo', 'succeeded');

      const held = stage.world.mailchimp.segmentMembers(LIST, 'Best buyers');
      const { tally, size } = await api.get<{
        readonly size: number;
        readonly tally: { readonly delivered: number; readonly skipped: number };
      }>('/api/syncs/high-value-to-promo');
      expect(held.length).toBeGreaterThan(0);
      expect(held).toHaveLength(tally.delivered);
      expect(tally.delivered + tally.skipped).toBe(size);
    },
    SLOW_MS,
  );

  it(
    'makes a write key, shows it once, and shows what comes in with it',
    async () => {
      await open('/connections/web?tab=keys');
      await page.getByRole('button', { name: 'New write key' }).click();
      await page.getByLabel('Name').fill('Checkout');
      await page.getByRole('button', { name: 'Make the key' }).click();
      const key = (await page.getByLabel('Write key', { exact: true }).textContent()) ?? '';
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByRole('cell', { name: 'Checkout', exact: true }).waitFor();
      expect(await page.locator('body').innerText()).not.toContain(key);

      await page.getByRole('tab', { name: 'Live' }).click();
      await page.getByText('Listening').waitFor();
      await fetch(`${stage.hub.url}/v1/track`, {
        method: 'POST',
        headers: {
          Authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify({ userId: 'shop-0001', event: 'Checkout Opened' }),
      });

      await page.getByRole('cell', { name: /Checkout Opened/ }).waitFor();
    },
    SLOW_MS,
  );

  it(
    'does not let a marketer connect anything, approve, or see the people of the workspace',
    async () => {
      await api.post('/api/users', { ...MARKETER, name: 'Max Marketer', role: 'marketer' });
      const own = await browser.newContext();
      const seen = await own.newPage();
      await signIn(seen, stage, MARKETER);

      await seen.goto(`${stage.hub.url}/connections`);
      await seen.getByRole('link', { name: 'promo' }).waitFor();
      expect(await seen.getByRole('link', { name: 'New connection' }).count()).toBe(0);
      await seen.goto(`${stage.hub.url}/settings?tab=people`);
      await seen.getByText('Only owners see this').waitFor();
      const theirs = await apiOf(own, stage);
      const approval = { ids: ['high-value-to-promo'], approve: true };
      await expect(theirs.post('/api/run', approval)).rejects.toThrow(/403.*FORBIDDEN/);
      await expect(
        theirs.post('/api/connections', { id: 'x', plugin: 'segment', settings: {} }),
      ).rejects.toThrow(/403.*FORBIDDEN/);
      await own.close();
    },
    SLOW_MS,
  );
});

const next = (page: Page): Promise<void> => page.getByRole('button', { name: 'Next' }).click();
