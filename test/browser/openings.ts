import type { Page } from 'playwright-core';
import type { Troubles } from './troubles.js';

/** Something that opens on a page: a dialog, a menu, the step of a form. */
export interface Opening {
  readonly name: string;
  /** Where it is; that of the opening before, as it was left, where there is none. */
  readonly address?: string;
  /** Opens it, and waits for it. */
  readonly open: (page: Page) => Promise<unknown>;
}

const press = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name }).first().click();
const choose = (page: Page, name: string | RegExp) => page.getByRole('menuitem', { name }).click();
const dialog = (page: Page) => page.getByRole('dialog').waitFor();
const menu = (page: Page) => page.getByRole('menu').waitFor();

/** @param item of the menu that the button opens */
const fromMenu = (button: string, item: string) => async (page: Page) => {
  await press(page, button);
  await choose(page, item);
  await dialog(page);
};
const byButton = (name: string) => async (page: Page) => {
  await press(page, name);
  await dialog(page);
};
const menuOf = (name: string) => async (page: Page) => {
  await press(page, name);
  await menu(page);
};

const SEGMENT = '/segments/quiet-buyers';
const PROMO = '/connections/promo';

const OF_SEGMENTS: readonly Opening[] = [
  { name: 'segment menu', address: SEGMENT, open: menuOf('More for this segment') },
  { name: 'clone', address: SEGMENT, open: fromMenu('More for this segment', 'Clone') },
  {
    name: 'freeze',
    address: SEGMENT,
    open: fromMenu('More for this segment', 'Freeze as a static one'),
  },
  { name: 'give', address: SEGMENT, open: fromMenu('More for this segment', 'Give to somebody') },
  {
    name: 'delete what is used',
    address: SEGMENT,
    open: async (page) => {
      await fromMenu('More for this segment', 'Delete')(page);
      await page.getByText('It cannot be deleted as long as').waitFor();
    },
  },
  {
    name: 'delete a segment',
    address: '/segments/nobody-uses-it',
    open: async (page) => {
      await fromMenu('More for this segment', 'Delete')(page);
      await page.getByText('This cannot be undone').waitFor();
    },
  },
  {
    name: 'who sees a segment',
    address: `${SEGMENT}/edit`,
    open: async (page) => {
      await page.getByLabel('Seen by').selectOption('roles');
      await page.getByRole('combobox', { name: 'Roles' }).press('ArrowDown');
      await page.getByRole('option', { name: 'marketer' }).click();
    },
  },
  {
    name: 'leave without saving',
    open: async (page) => {
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'Overview' }).click();
      await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    },
  },
  { name: 'templates', address: '/segments/new', open: byButton('Start from a template') },
  {
    name: 'a template',
    open: async (page) => {
      await page.getByRole('dialog').getByRole('button').nth(1).click();
      await page.getByRole('button', { name: 'Back' }).waitFor();
    },
  },
];

const OF_THE_BUILDER: readonly Opening[] = [
  { name: 'new condition', address: '/segments/new', open: menuOf('Add condition') },
  {
    name: 'a condition that is not whole',
    open: async (page) => {
      await choose(page, /Has a trait/);
      await page.getByRole('combobox', { name: 'Trait' }).waitFor();
    },
  },
  {
    name: 'suggestions',
    open: async (page) => {
      await page.getByRole('combobox', { name: 'Trait' }).click();
      await page.getByRole('listbox').getByRole('option').first().waitFor();
    },
  },
  {
    name: 'options of a condition',
    open: async (page) => {
      await page.getByRole('option', { name: /^plan/ }).click();
      await press(page, 'Options of the condition');
      await page.getByText('counts as usual').first().waitFor({ state: 'attached' });
    },
  },
  { name: 'more for a condition', open: menuOf('More for this condition') },
  {
    name: 'rule as YAML',
    address: `${SEGMENT}/edit`,
    open: (page) => page.getByText('YAML', { exact: true }).click(),
  },
];

const OF_CONNECTIONS: readonly Opening[] = [
  { name: 'check', address: PROMO, open: byButton('Check') },
  { name: 'connection menu', address: PROMO, open: menuOf('More for this connection') },
  {
    name: 'delete a connection',
    address: PROMO,
    open: fromMenu('More for this connection', 'Delete'),
  },
  {
    name: 'connection form with what is wrong',
    address: `${PROMO}/edit`,
    open: async (page) => {
      await page.getByRole('textbox', { name: 'API key' }).fill('no key at all');
      await press(page, 'Check');
      await page.getByRole('alert').first().waitFor();
    },
  },
  {
    name: 'new write key',
    address: '/connections/web?tab=keys',
    open: byButton('New write key'),
  },
  {
    name: 'a write key, once',
    open: async (page) => {
      await page.getByLabel('Name').fill('Checkout');
      await press(page, 'Make the key');
      await page.getByLabel('Write key', { exact: true }).waitFor();
    },
  },
  {
    name: 'revoke a write key',
    open: async (page) => {
      await press(page, 'Done');
      await byButton('Revoke Checkout')(page);
    },
  },
];

const next = (name: string, leave: (page: Page) => Promise<unknown>): Opening => ({
  name: `new sync: ${name}`,
  open: async (page) => {
    await leave(page);
    await press(page, 'Next');
    await page.getByRole('heading', { name, level: 2 }).waitFor();
  },
});

const OF_SYNCS: readonly Opening[] = [
  {
    name: 'new sync: Segment',
    address: '/syncs/new',
    open: (page) => page.getByRole('radio', { name: 'High value' }).check(),
  },
  next('Destination', () => Promise.resolve()),
  next('Audience', (page) => page.getByRole('radio', { name: 'promo' }).check()),
  {
    name: 'new sync: audiences of a list',
    open: async (page) => {
      await press(page, /^Open /);
      await page
        .getByRole('button', { name: /^Choose / })
        .first()
        .waitFor();
    },
  },
  next('Fields', (page) => page.getByLabel('Tag').fill('Best buyers')),
  {
    name: 'new sync: a field',
    open: async (page) => {
      await press(page, 'Add a field');
      await page.getByRole('combobox', { name: 'Field there, line 1' }).fill('FNAME');
      await page.getByRole('combobox', { name: 'Trait here, line 1' }).fill('firstname');
      await page.getByRole('region', { name: 'As it would be sent' }).getByRole('table').waitFor();
    },
  },
  next('Schedule', (page) => page.keyboard.press('Escape')),
  {
    name: 'new sync: daily',
    open: async (page) => {
      await page.getByText('Daily', { exact: true }).click();
      await page.getByLabel('At', { exact: true }).waitFor();
    },
  },
  next('Guards', (page) => page.getByText('By hand', { exact: true }).click()),
  next('Plan', (page) => page.getByLabel('Changes in one run, at most').fill('1')),
  {
    name: 'new sync: what it would do',
    open: (page) => page.getByText('A guard would stop the first run').waitFor(),
  },
];

const OF_SETTINGS: readonly Opening[] = [
  { name: 'invite', address: '/settings?tab=people', open: byButton('Invite somebody') },
  {
    name: 'a set-up link, once',
    open: async (page) => {
      await page.getByLabel('Name').fill('Vera Viewer');
      await page.getByLabel('E-mail address').fill('vera@example.com');
      await press(page, 'Make the account');
      await page.getByLabel('Set-up link', { exact: true }).waitFor();
    },
  },
  {
    name: 'more for a person',
    open: async (page) => {
      await press(page, 'Done');
      await menuOf('More for Vera Viewer')(page);
    },
  },
  {
    name: 'remove a person',
    open: async (page) => {
      await choose(page, 'Remove');
      await dialog(page);
    },
  },
  { name: 'new API key', address: '/settings?tab=keys', open: byButton('New API key') },
  {
    name: 'an API key, once',
    open: async (page) => {
      await page.getByLabel('Name').fill('Nightly export');
      await press(page, 'Make the key');
      await page.getByLabel('API key', { exact: true }).waitFor();
    },
  },
  {
    name: 'revoke an API key',
    open: async (page) => {
      await press(page, 'Done');
      await byButton('Revoke Nightly export')(page);
    },
  },
  { name: 'account menu', address: '/settings', open: menuOf('Olivia Owner') },
];

/** What opens on pages, with something in it. */
export const openingsOf = ({ runs, blockedSync }: Troubles): readonly Opening[] => [
  ...Object.entries(runs).map(([name, address]) => ({
    name: `${name} run`,
    address,
    open: (page: Page) => page.getByRole('heading', { level: 1, name: /:/ }).waitFor(),
  })),
  ...OF_SEGMENTS,
  ...OF_THE_BUILDER,
  ...OF_CONNECTIONS,
  ...OF_SYNCS,
  { name: 'approve', address: blockedSync, open: byButton('Approve and run') },
  { name: 'sync menu', address: blockedSync, open: menuOf('More for this sync') },
  { name: 'delete a sync', address: blockedSync, open: fromMenu('More for this sync', 'Delete') },
  {
    name: 'segments of a funnel',
    address: '/funnels',
    open: async (page) => {
      await page.getByRole('combobox', { name: 'Side by side' }).click();
      await page.getByRole('listbox').getByRole('option').first().waitFor();
    },
  },
  ...OF_SETTINGS,
];
