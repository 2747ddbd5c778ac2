import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HubProcess, segue } from './support/hub-process.js';
import { Shop } from './support/shop.js';

const SEGMENT_CHANGE = /POST \/3\.0\/lists\/\w+\/segments\/\d+$/;
const EMAIL = 'flips@example.test';

/** The vendor took a change, the hub died before it heard of it, and the person changed back before the next run. */
describe('a change whose answer was lost', () => {
  let shop: Shop;
  beforeEach(async () => {
    shop = new Shop({ people: 160, subscribers: 0 });
    await shop.open();
    await shop.visit(5);
    await run();
  });
  afterEach(() => shop.close());

  const options = () => ({ folder: shop.folder, env: shop.env });
  const run = () => segue(['run'], options());
  const isHeld = () => shop.audience('customers').includes(EMAIL);

  async function killWhenSent(): Promise<void> {
    const arrived = shop.taps.mailchimp.hold(SEGMENT_CHANGE);
    const hub = new HubProcess(['run'], options());
    await arrived;
    await hub.kill();
    shop.taps.mailchimp.release();
  }

  it('is sent again when a person who left is back', async () => {
    const id = shop.hubspot.create({ email: EMAIL, lifecyclestage: 'customer', plan: 'free' });
    await run();
    expect(isHeld()).toBe(true);
    shop.hubspot.update(id, { lifecyclestage: 'lead' });
    await killWhenSent();

    shop.hubspot.update(id, { lifecyclestage: 'customer' });
    await run();

    expect(isHeld()).toBe(true);
  }, 120_000);

  it('is undone when a person who joined is gone', async () => {
    const id = shop.hubspot.create({ email: EMAIL, lifecyclestage: 'customer', plan: 'free' });
    await killWhenSent();
    expect(isHeld()).toBe(true);

    shop.hubspot.update(id, { lifecyclestage: 'lead' });
    await run();

    expect(isHeld()).toBe(false);
  }, 120_000);
});
