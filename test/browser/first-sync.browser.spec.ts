import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { checkAudience } from '../demo/audiences.js';
import { makePeople, type Person } from '../demo/people.js';
import { fillCrm, LIST_ID, track, webMessages } from '../demo/sources.js';
import { eventually } from '../support/eventually.js';
import { sendMessages } from '../support/send-messages.js';
import { violationsOn, WITH_AXE } from './axe.js';
import { addCondition, sizeIs, tabTo } from './builder-steps.js';
import { ConsoleStage } from './console-stage.js';
import { ConsoleVisit } from './console-visit.js';
import { describeInBrowser } from './describe-in-browser.js';
import { EMPTY_PAGES } from './pages.js';
import { apiOf, goTo, OWNER, setPassword, signIn, signOut, type Api } from './visitor.js';

const SLOW_MS = 180_000;
const PEOPLE = 120;
const SEED = 7;
const LIST = 'Newsletter';
const TAG = 'Best buyers';
const SYNC = 'buyers-to-newsletter';
const MOST_LEAVES_PERCENT = 20;

const ORDERS = { event: 'Order Completed', count: { gte: 2 } };
const BUYERS = {
  all: [
    { trait: 'plan', op: 'neq', value: 'trial' },
    { any: [ORDERS, { trait: 'lifetime_value', op: 'gte', value: 500 }] },
  ],
};
const ON_TRIAL = { trait: 'plan', op: 'eq', value: 'trial' };
const FUNNEL = [{ event: 'Session Started' }, { event: 'Order Completed' }];

const MARKETER = { email: 'max@example.com', password: 'the password of a marketer' };
const VIEWER = { email: 'victor@example.com', password: 'another long and quiet one' };

interface Run {
  readonly state: string;
}

interface Sync {
  readonly id: string;
  readonly segmentKey: string;
  readonly audience: Readonly<Record<string, unknown>>;
  readonly size: number;
}

interface Group {
  readonly segment: string | null;
  readonly steps: readonly { readonly people: number; readonly droppedOff: number }[];
}

// One visit: each step goes on where the one before has ended.
describeInBrowser('from nothing to the first sync in a browser', (path) => {
  let visit: ConsoleVisit;
  let stage: ConsoleStage;
  let page: Page;
  let api: Api;
  let people: readonly Person[];
  let contacts: ReadonlyMap<Person, string>;

  const open = (address: string) => visit.open(address);
  const stateOfLatestRun = async (target: string) =>
    (await api.get<{ runs: readonly Run[] }>(`/api/runs?target=${target}`)).runs[0]?.state;
  const runNow = async (target: string, state: string) => {
    await page.getByRole('button', { name: 'Run now' }).click();
    await eventually(
      `the run of ${target} is ${state}`,
      async () => (await stateOfLatestRun(target)) === state,
    );
  };
  const previewOf = async (rule: object) =>
    (await api.post<{ size: number }>('/api/segments/preview', { rule })).size;
  /** @returns how many they are */
  const expectExactlyTheMembers = async () => {
    const { id, segmentKey: segment, audience, size } = await api.get<Sync>(`/api/syncs/${SYNC}`);
    const check = await checkAudience(stage.hub, stage.world, { id, segment, audience });
    expect(size).toBe(await previewOf(BUYERS));
    expect(check).toMatchObject({ size, held: size, missing: [], unexpected: [] });
    return size;
  };

  beforeAll(async () => {
    visit = await ConsoleVisit.begin(path, { stage: ConsoleStage.openEmpty() });
    ({ stage, page } = visit);
    people = makePeople(PEOPLE, SEED, new Date());
    contacts = fillCrm(stage.world, people);
    stage.world.mailchimp.addList(LIST_ID, {
      name: LIST,
      mergeFields: [{ tag: 'FNAME', name: 'First name', type: 'text' }],
    });
    stage.world.mailchimp.addSegment(LIST_ID, TAG);
    stage.hub.startSchedule();
  }, SLOW_MS);

  afterAll(() => visit?.end(), SLOW_MS);

  it(
    'opens the set-up link, sets a password, and signs in with it',
    async () => {
      await visit.setUp();
      await signOut(page, OWNER.name);
      await signIn(page, stage, OWNER);
      api = await apiOf(visit.context, stage);

      await page.getByRole('heading', { name: 'Three steps to the first sync' }).waitFor();
    },
    SLOW_MS,
  );

  it(
    'has nothing that axe finds as long as there is nothing',
    async () => {
      const storageState = await visit.context.storageState();
      const window = await visit.openWindow({ ...WITH_AXE, storageState });
      const found: string[] = [];
      for (const [name, address] of EMPTY_PAGES) {
        await window.goto(`${stage.hub.url}${address}`);
        await window.getByRole('heading', { level: 1 }).waitFor();
        await window.getByLabel('Loading').waitFor({ state: 'detached' });
        found.push(...(await violationsOn(window, name)));
      }
      await window.context().close();

      expect(found).toEqual([]);
    },
    SLOW_MS,
  );

  it(
    'connects HubSpot in a form, whose secret it never shows again, and reads it',
    async () => {
      const { HUBSPOT_TOKEN, HUBSPOT_URL } = stage.world.environment;
      await page.getByRole('link', { name: 'New connection' }).click();
      await page.getByRole('link', { name: /^HubSpot/ }).click();
      await page.getByLabel('Name').fill('crm');
      const properties = page.getByRole('combobox', { name: 'Contact properties' });
      for (const name of ['email', 'firstname', 'plan', 'lifetime_value']) {
        await properties.fill(name);
        await properties.press('Enter');
      }
      const token = page.getByRole('textbox', { name: 'Access token' });
      await token.fill('wrong');
      await page.getByText('Addresses', { exact: true }).click();
      await page.getByLabel('API address').fill(HUBSPOT_URL!);
      await page.getByText('By hand', { exact: true }).click();
      await page.getByRole('button', { name: 'Check' }).click();
      await page.getByText('It does not work').waitFor();
      await token.fill(HUBSPOT_TOKEN!);
      await page.getByRole('button', { name: 'Check' }).click();
      await page.getByText('It works').waitFor();
      await page.getByRole('button', { name: 'Create' }).click();
      await page.getByRole('heading', { name: 'crm', level: 1 }).waitFor();

      await runNow('crm', 'succeeded');
      await page.getByRole('link', { name: 'Edit' }).click();
      await token.waitFor();

      expect(await token.inputValue()).toBe('');
      expect(await token.getAttribute('placeholder')).toContain('is set');
    },
    SLOW_MS,
  );

  it(
    'makes a write key for the shop, shows it once, and shows what comes in with it',
    async () => {
      await open('/connections/new?plugin=segment');
      await page.getByLabel('Name').fill('shop');
      await page.getByRole('button', { name: 'Create' }).click();
      await page.getByRole('button', { name: 'New write key' }).click();
      await page.getByLabel('Name').fill('Pages of the shop');
      await page.getByRole('button', { name: 'Make the key' }).click();
      const key = (await page.getByLabel('Write key', { exact: true }).textContent()) ?? '';
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByRole('cell', { name: 'Pages of the shop', exact: true }).waitFor();
      expect(await page.locator('body').innerText()).not.toContain(key);

      await page.getByRole('tab', { name: 'Live' }).click();
      await page.getByText('Listening').waitFor();
      await sendMessages(stage.hub.url, key, [
        { type: 'track', userId: people[0]!.shopId, event: 'Checkout Opened', messageId: 'first' },
      ]);
      await page.getByRole('cell', { name: /Checkout Opened/ }).waitFor();
      await sendMessages(stage.hub.url, key, shopMessages(people));

      await page.getByText(/others came with them/).waitFor();
    },
    SLOW_MS,
  );

  it(
    'builds a nested segment by mouse, which counts as the API does, and saves it',
    async () => {
      await goTo(page, 'Segments');
      await page.getByRole('link', { name: 'New segment' }).first().click();
      await page.getByLabel('Name').fill('Buyers');
      await addCondition(page.getByRole('group', { name: 'Conditions' }), /Has a trait/);
      await page.getByRole('combobox', { name: 'How it is compared' }).selectOption('neq');
      await page.getByRole('combobox', { name: 'Trait' }).fill('plan');
      await page.getByRole('combobox', { name: 'Value', exact: true }).fill('trial');
      await page.getByRole('button', { name: 'Add group' }).click();
      const group = page.getByRole('group', { name: 'Group 2' });
      await addCondition(group, /Did or did not/);
      await group.getByRole('combobox', { name: 'Event', exact: true }).fill('Order Completed');
      await group.getByLabel('Times: number').fill('2');
      await addCondition(group, /Has a trait/);
      await group.getByRole('combobox', { name: 'How it is compared' }).selectOption('gte');
      await group.getByRole('combobox', { name: 'Trait' }).fill('lifetime_value');
      await group.getByRole('combobox', { name: 'Value: type' }).selectOption('number');
      await group.getByLabel('Value', { exact: true }).fill('500');

      await sizeIs(page, await previewOf(BUYERS));
      await page.getByRole('button', { name: 'Create segment' }).click();
      await page.getByRole('heading', { name: 'Buyers' }).waitFor();
      expect(await api.get('/api/segments/buyers')).toMatchObject({ rule: BUYERS });
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
      await page.keyboard.press('Enter');
      await tabTo(page, 'Trait');
      await page.keyboard.type('plan');
      await page.keyboard.press('Escape');
      await tabTo(page, 'Value');
      await page.keyboard.type('trial');
      await page.keyboard.press('Escape');

      const size = await previewOf(ON_TRIAL);
      await sizeIs(page, size);
      await tabTo(page, 'Not: the opposite of this condition');
      await page.keyboard.press('Space');
      await sizeIs(page, await previewOf({ not: ON_TRIAL }));
      await page.keyboard.press('Control+z');
      await sizeIs(page, size);
      await tabTo(page, 'Create segment');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'On trial' }).waitFor();
      expect(await api.get('/api/segments/on-trial')).toMatchObject({ rule: { all: [ON_TRIAL] } });
    },
    SLOW_MS,
  );

  it(
    'says why somebody is in a segment, and why somebody else is not',
    async () => {
      const dialog = page.getByRole('dialog', { name: 'Why?' });
      await open('/segments/buyers?tab=members');
      await page.getByRole('table').getByRole('link').first().click();
      await page.getByRole('button', { name: 'Why? Buyers' }).click();
      await dialog.getByText('In', { exact: true }).waitFor();
      expect(await dialog.getByLabel('true').count()).toBeGreaterThanOrEqual(4);
      await page.keyboard.press('Escape');

      await goTo(page, 'Profiles');
      const { email } = people.find(({ crm }) => crm?.plan === 'trial')!;
      await page.getByLabel('Find a person').fill(email);
      await page.getByRole('row').filter({ hasText: email }).getByRole('link').click();
      await page.getByRole('combobox', { name: 'Why not in …' }).click();
      await page.getByRole('option', { name: 'Buyers' }).click();

      await dialog.getByText('Not in', { exact: true }).waitFor();
      const condition = dialog.getByRole('listitem').filter({ hasText: /plan is not .trial/ });
      await condition.last().getByLabel('false').waitFor();
    },
    SLOW_MS,
  );

  it(
    'compares a funnel over three segments, one of them of who dropped out',
    async () => {
      await open('/funnels');
      for (const [index, { event }] of FUNNEL.entries()) {
        const step = page.getByRole('group', { name: `Step ${index + 1}` });
        await step.getByRole('combobox', { name: 'Event', exact: true }).fill(event);
      }
      await page.getByRole('table', { name: 'Everyone' }).waitFor();
      const shared = page.url();
      const { groups } = await api.post<{ groups: readonly Group[] }>('/api/funnels', {
        steps: FUNNEL,
        within: { last: '30d' },
      });
      await page.getByRole('button', { name: 'New segment of who dropped out at step 2' }).click();
      await page.getByLabel('Name').fill('Only looked');
      await sizeIs(page, groups[0]!.steps[1]!.droppedOff);
      await page.getByRole('button', { name: 'Create segment' }).click();
      await page.getByRole('heading', { name: 'Only looked' }).waitFor();

      await page.goto(shared);
      await page.getByRole('combobox', { name: 'Side by side' }).click();
      for (const name of ['Buyers', 'On trial', 'Only looked']) {
        await page.getByRole('option', { name }).click();
      }
      await page.keyboard.press('Escape');
      await page.getByRole('table', { name: 'Only looked' }).waitFor();

      const segments = ['buyers', 'on-trial', 'only-looked'];
      const compared = await api.post<{ groups: readonly Group[] }>('/api/funnels', {
        steps: FUNNEL,
        within: { last: '30d' },
        segments,
      });
      for (const name of ['Buyers', 'On trial', 'Only looked']) {
        const cells = page.getByRole('table', { name }).locator('tbody td:nth-child(2)');
        const key = name.toLowerCase().replace(' ', '-');
        const steps = compared.groups.find(({ segment }) => segment === key)!.steps;
        expect(await cells.allInnerTexts()).toEqual(steps.map((step) => String(step.people)));
      }
    },
    SLOW_MS,
  );

  it(
    'connects Mailchimp, and makes a sync step by step, whose plan says whom it adds',
    async () => {
      const { MAILCHIMP_API_KEY, MAILCHIMP_URL } = stage.world.environment;
      await open('/connections/new');
      await page.getByRole('link', { name: /^Mailchimp/ }).click();
      await page.getByLabel('Name').fill('newsletter');
      await page.getByRole('textbox', { name: 'API key' }).fill(MAILCHIMP_API_KEY!);
      await page.getByText('Addresses', { exact: true }).click();
      await page.getByLabel('API address').fill(MAILCHIMP_URL!);
      await page.getByRole('button', { name: 'Create' }).click();
      await page.getByRole('heading', { name: 'newsletter', level: 1 }).waitFor();

      await goTo(page, 'Syncs');
      await page.getByRole('link', { name: 'New sync' }).first().click();
      await page.getByRole('radio', { name: 'Buyers' }).check();
      await next(page);
      await page.getByRole('radio', { name: 'newsletter' }).check();
      await next(page);
      await page.getByRole('button', { name: `Open ${LIST}` }).click();
      await page.getByRole('button', { name: `Choose ${TAG}` }).click();
      await next(page);
      await page.getByRole('button', { name: 'Add a field' }).click();
      await page.getByRole('combobox', { name: 'Field there, line 1' }).fill('FNAME');
      await page.getByRole('combobox', { name: 'Trait here, line 1' }).fill('firstname');
      await page.keyboard.press('Escape');
      await page.getByRole('region', { name: 'As it would be sent' }).getByRole('table').waitFor();
      await next(page);
      await page.getByText('By hand', { exact: true }).click();
      await next(page);
      await page.getByLabel('Removals, at most').fill(String(MOST_LEAVES_PERCENT));
      await next(page);
      const size = await previewOf(BUYERS);
      await page.getByRole('cell', { name: 'Add', exact: true }).first().waitFor();
      expect(await page.getByRole('cell', { name: 'Add', exact: true }).count()).toBe(size);
      await page.getByRole('button', { name: 'Switch it on' }).click();

      await page.getByRole('heading', { name: SYNC, level: 1 }).waitFor();
      expect(stage.world.mailchimp.segmentMembers(LIST_ID, TAG)).toEqual([]);
    },
    SLOW_MS,
  );

  it(
    'sends exactly the members',
    async () => {
      await runNow(SYNC, 'succeeded');

      expect(await expectExactlyTheMembers()).toBeGreaterThan(0);
    },
    SLOW_MS,
  );

  it(
    'shows a run that a guard has stopped, as too many would leave',
    async () => {
      const before = stage.world.mailchimp.segmentMembers(LIST_ID, TAG);
      const buyers = people.filter(({ crm, orders }) => crm && orders.length >= 2);
      expect(buyers.length).toBeGreaterThan((before.length * MOST_LEAVES_PERCENT) / 100);
      for (const buyer of buyers) {
        stage.world.hubspot.update(contacts.get(buyer)!, { plan: 'trial' });
      }
      await open('/connections/crm');
      await runNow('crm', 'succeeded');
      const size = await previewOf(BUYERS);
      await eventually('the segment is evaluated', async () => {
        return (await api.get<Sync>(`/api/syncs/${SYNC}`)).size === size;
      });

      await open(`/syncs/${SYNC}`);
      await runNow(SYNC, 'blocked');

      await page.getByText('A guard stopped it before anything was sent').waitFor();
      await goTo(page, 'Overview');
      await page.getByRole('link', { name: `To ${SYNC}` }).waitFor();
      expect(stage.world.mailchimp.segmentMembers(LIST_ID, TAG)).toEqual(before);
    },
    SLOW_MS,
  );

  it(
    'does not let a marketer connect anything, approve, or see the people of the workspace',
    async () => {
      await open('/settings?tab=people');
      await page.getByRole('button', { name: 'Invite somebody' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill('Max Marketer');
      await dialog.getByLabel('E-mail address').fill(MARKETER.email);
      await dialog.getByLabel('Role').selectOption('marketer');
      await dialog.getByRole('button', { name: 'Make the account' }).click();
      const link = (await dialog.getByLabel('Set-up link', { exact: true }).textContent()) ?? '';
      await dialog.getByRole('button', { name: 'Done' }).click();
      const seen = await visit.openWindow();
      await setPassword(seen, link, MARKETER.password);

      await seen.goto(`${stage.hub.url}/segments`);
      await seen.getByRole('link', { name: 'New segment' }).first().waitFor();
      await seen.goto(`${stage.hub.url}/connections`);
      await seen.getByRole('link', { name: 'newsletter' }).waitFor();
      expect(await seen.getByRole('link', { name: 'New connection' }).count()).toBe(0);
      await seen.goto(`${stage.hub.url}/settings?tab=people`);
      await seen.getByText('Only owners see this').waitFor();
      await seen.goto(`${stage.hub.url}/syncs/${SYNC}`);
      const approve = seen.getByRole('button', { name: 'Approve and run' });
      expect(await approve.getAttribute('aria-disabled')).toBe('true');
      await approve.press('Enter');
      expect(await seen.getByRole('dialog').count()).toBe(0);
      const theirs = await apiOf(seen.context(), stage);
      const refused = /403.*FORBIDDEN/;
      await expect(theirs.post('/api/run', { ids: [SYNC], approve: true })).rejects.toThrow(
        refused,
      );
      await expect(
        theirs.post('/api/connections', { id: 'x', plugin: 'segment', settings: {} }),
      ).rejects.toThrow(refused);
      await expect(theirs.get('/api/users')).rejects.toThrow(refused);
      expect(await stateOfLatestRun(SYNC)).toBe('blocked');
      await seen.context().close();
    },
    SLOW_MS,
  );

  it(
    'offers a viewer nothing that they may not do, and shows no personal data',
    async () => {
      await api.post('/api/users', { ...VIEWER, name: 'Victor Viewer', role: 'viewer' });
      const seen = await visit.openWindow();
      await signIn(seen, stage, VIEWER);

      await seen.goto(`${stage.hub.url}/segments`);
      await seen.getByRole('link', { name: 'Buyers' }).waitFor();
      expect(await seen.getByRole('link', { name: 'New segment' }).count()).toBe(0);
      await seen.goto(`${stage.hub.url}/segments/buyers?tab=members`);
      await seen.getByRole('table').getByRole('link').first().waitFor();
      expect(await seen.locator('body').innerText()).not.toMatch(/@(example\.com|home\.example)/);
      const theirs = await apiOf(seen.context(), stage);
      const refused = /403.*FORBIDDEN/;
      const segment = { key: 'mine', name: 'Mine', rule: { everyone: true } };
      await expect(theirs.post('/api/segments', segment)).rejects.toThrow(refused);
      await expect(theirs.post('/api/run', { ids: [SYNC] })).rejects.toThrow(refused);
      await seen.context().close();
    },
    SLOW_MS,
  );

  it(
    'goes on when the owner approves, and the audience is again exactly the members',
    async () => {
      const before = stage.world.mailchimp.segmentMembers(LIST_ID, TAG);
      await open(`/syncs/${SYNC}`);
      await page.getByRole('button', { name: 'Approve and run' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Approve and run' }).click();
      await eventually('it runs', async () => (await stateOfLatestRun(SYNC)) === 'succeeded');

      const size = await expectExactlyTheMembers();
      expect(size).toBeLessThan(before.length * (1 - MOST_LEAVES_PERCENT / 100));
      await page.getByText('A guard stopped it').waitFor({ state: 'detached' });
    },
    SLOW_MS,
  );

  it(
    'asks before edits are lost',
    async () => {
      await open('/segments/buyers/edit');
      await page.getByLabel('Description').fill('Something else');
      await goTo(page, 'Overview');

      await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
      await page.getByRole('button', { name: 'Stay' }).last().click();

      expect(await page.getByLabel('Description').inputValue()).toBe('Something else');
    },
    SLOW_MS,
  );
});

const next = (page: Page): Promise<void> => page.getByRole('button', { name: 'Next' }).click();

const shopMessages = (people: readonly Person[]) => [
  ...webMessages(people),
  ...people.flatMap((person) =>
    person.orders.map(({ id, at }) => track(person, 'Order Completed', at, id)),
  ),
];
