import type { BrowserContext, Page } from 'playwright-core';
import type { ConsoleStage } from './console-stage.js';

export const OWNER = {
  name: 'Olivia Owner',
  email: 'olivia@example.com',
  password: 'a long and quiet password',
};

/** Goes through the set-up link, as the first owner does. */
export async function setUpOwner(page: Page, { hub }: ConsoleStage): Promise<void> {
  await page.goto(hub.setUpUrl);
  await page.getByLabel('Your name').fill(OWNER.name);
  await page.getByLabel('E-mail address').fill(OWNER.email);
  await page.locator('input[type=password]').fill(OWNER.password);
  await page.getByRole('button', { name: 'Create the account' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

/** Makes what pages show that only somebody makes: a segment, which was edited. */
export async function showEverything(
  context: BrowserContext,
  { hub }: ConsoleStage,
): Promise<void> {
  const { csrfToken } = (await (await context.request.get(`${hub.url}/api/session`)).json()) as {
    readonly csrfToken: string;
  };
  const headers = { 'X-CSRF-Token': csrfToken };
  const buyers = { event: 'Order Completed', within: { last: '1y' }, count: { gte: 1 } };
  await context.request.post(`${hub.url}/api/segments`, {
    headers,
    data: { key: 'quiet-buyers', name: 'Quiet buyers', rule: { all: [buyers] } },
  });
  await context.request.patch(`${hub.url}/api/segments/quiet-buyers`, {
    headers,
    data: { description: 'Bought, and were not here for a while', rule: QUIET_BUYERS },
  });
  await hub.run('evaluate', 'segments');
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
