import type { BrowserContext, Page } from 'playwright-core';
import type { ConsoleStage } from './console-stage.js';

export const OWNER = {
  name: 'Olivia Owner',
  email: 'olivia@example.com',
  password: 'a long and quiet password',
};

/** Goes through the set-up link, as the first owner does. */
export async function setUpOwner(page: Page, { hub }: Pick<ConsoleStage, 'hub'>): Promise<void> {
  await page.goto(hub.setUpUrl);
  await page.getByLabel('Your name').fill(OWNER.name);
  await page.getByLabel('E-mail address').fill(OWNER.email);
  await page.locator('input[type=password]').fill(OWNER.password);
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

/** Goes through a set-up link that somebody was handed. */
export async function setPassword(page: Page, link: string, password: string): Promise<void> {
  await page.goto(link);
  await page.locator('input[type=password]').fill(password);
  await page.getByRole('button', { name: 'Set the password' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

/** Without live updates: a page that waits for them is never done loading. */
export async function withoutLive(context: BrowserContext): Promise<void> {
  await context.route('**/api/live', (route) => route.abort());
}

interface Credentials {
  readonly email: string;
  readonly password: string;
}

export async function signIn(page: Page, stage: ConsoleStage, who: Credentials): Promise<void> {
  await page.goto(`${stage.hub.url}/sign-in`);
  await page.getByLabel('E-mail address').fill(who.email);
  await page.locator('input[type=password]').fill(who.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

/** @param name of who is signed in */
export async function signOut(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).click();
  await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

/** @param name of a page, as the navigation has it */
export const goTo = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();

/** The API, asked by who is signed in. */
export interface Api {
  get<T>(path: string): Promise<T>;
  /** @throws Error with the status and the text of an answer that is a problem */
  post<T>(path: string, body: object): Promise<T>;
  patch<T>(path: string, body: object): Promise<T>;
}

export async function apiOf(
  context: BrowserContext,
  { hub }: Pick<ConsoleStage, 'hub'>,
): Promise<Api> {
  const ask = async <T>(method: string, path: string, data?: object, token = ''): Promise<T> => {
    const headers = { 'X-CSRF-Token': token };
    const answer = await context.request.fetch(`${hub.url}${path}`, { method, headers, data });
    if (!answer.ok()) throw new Error(`${answer.status()} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const { csrfToken } = await ask<{ csrfToken: string }>('GET', '/api/session');
  return {
    get: (path) => ask('GET', path),
    post: (path, body) => ask('POST', path, body, csrfToken),
    patch: (path, body) => ask('PATCH', path, body, csrfToken),
  };
}

/** Makes what pages show that only somebody makes: a segment, which was edited; and sends what there is to send. */
export async function showEverything(api: Api, { hub }: ConsoleStage): Promise<void> {
  const buyers = { event: 'Order Completed', within: { last: '1y' }, count: { gte: 1 } };
  const made = { key: 'quiet-buyers', name: 'Quiet buyers', tags: ['win back'] };
  await api.post('/api/segments', { ...made, rule: { all: [buyers] } });
  await api.patch('/api/segments/quiet-buyers', {
    description: 'Bought, and were not here for a while',
    rule: QUIET_BUYERS,
  });
  await hub.run('evaluate', 'segments');
  for (const { id } of hub.config.config.syncs) await hub.run('sync', id);
}

const QUIET_BUYERS = {
  all: [
    { event: 'Order Completed', within: { last: '1y' }, sum: { property: 'total', gte: 100 } },
    {
      any: [
        { event: 'Session Started', within: { last: '7d' }, count: { eq: 0 } },
        { not: { trait: 'plan', op: 'in', value: ['premium', 'basic'] } },
      ],
    },
    { not: { segment: 'abandoned-cart' } },
  ],
};
