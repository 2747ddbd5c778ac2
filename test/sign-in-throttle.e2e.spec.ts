import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { countedAddress } from '../apps/hub/src/access/client-address.js';
import {
  MANY_ON_ACCOUNT,
  MOST_FROM_ADDRESS,
  MOST_FROM_ADDRESS_ON_ACCOUNT,
  MOST_ON_DEVICE,
} from '../apps/hub/src/access/sign-in-throttle.service.js';
import { UserService } from '../apps/hub/src/access/user.service.js';
import { Clock } from '../apps/hub/src/runtime/clock.js';
import { Browser, OWNER } from './support/browser.js';
import { HubServerUnderTest, type Answer } from './support/hub-server.js';

const WRONG = { ...OWNER, password: 'not the right password' };

/** Requests say by X-Forwarded-For where they come from: this machine is a proxy that the hub trusts. */
const CONFIG = 'server: { trustedProxies: [loopback] }';

describe('guessing passwords', () => {
  let hub: HubServerUnderTest;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG);
    await hub.app.get(UserService).add({ ...OWNER, name: 'Olga', role: 'owner' });
  });
  afterAll(() => hub.close());
  afterEach(async () => {
    await hub.database.prisma.signInAttempt.deleteMany();
    await hub.database.prisma.knownDevice.deleteMany();
  });

  const tryFrom = (
    address: string,
    who: { readonly email: string; readonly password: string },
    browser = new Browser(hub),
  ): Promise<Answer> => browser.send('POST', '/api/session', who, { 'X-Forwarded-For': address });

  async function failures(count: number, address: (index: number) => string) {
    const statuses: number[] = [];
    for (let index = 0; index < count; index += 1) {
      statuses.push((await tryFrom(address(index), WRONG)).status);
    }
    return statuses;
  }

  it('ends after some failures, also with the right password, and says for how long', async () => {
    const statuses = await failures(MOST_FROM_ADDRESS_ON_ACCOUNT, () => '203.0.113.1');

    const answer = await tryFrom('203.0.113.1', OWNER);

    expect(new Set(statuses)).toEqual(new Set([401]));
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      429,
      expect.objectContaining({ code: 'SIGN_IN_THROTTLED' }),
    ]);
    expect(Number(answer.headers['retry-after'])).toBe(900);
  });

  it('does not lock the account: another address gets in, and a known browser at the same one', async () => {
    const known = new Browser(hub);
    await tryFrom('203.0.113.1', OWNER, known);
    await failures(MOST_FROM_ADDRESS_ON_ACCOUNT + 3, () => '203.0.113.1');

    expect((await tryFrom('203.0.113.1', OWNER)).status).toBe(429);
    expect((await tryFrom('203.0.113.1', OWNER, known)).status).toBe(200);
    expect((await tryFrom('203.0.113.2', OWNER)).status).toBe(200);
  });

  it('is open again after a while', async () => {
    await failures(MOST_FROM_ADDRESS_ON_ACCOUNT + 3, () => '203.0.113.1');
    const clock = hub.app.get(Clock);
    const now = clock.now.bind(clock);
    const at = now().getTime();

    clock.now = () => new Date(at + 16 * 60_000);
    const { status } = await tryFrom('203.0.113.1', OWNER);
    clock.now = now;

    expect(status).toBe(200);
  });

  it('at many accounts from one address ends as well', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < MOST_FROM_ADDRESS; index += 1) {
      const who = { ...WRONG, email: `person${index}@acme.test` };
      statuses.push((await tryFrom('203.0.113.1', who)).status);
    }

    expect(new Set(statuses)).toEqual(new Set([401]));
    expect((await tryFrom('203.0.113.1', OWNER)).status).toBe(429);
    expect((await tryFrom('203.0.113.2', OWNER)).status).toBe(200);
  });

  it('at one account from many addresses leaves each of them one attempt', async () => {
    await failures(MANY_ON_ACCOUNT, (index) => `198.51.100.${Math.floor(index / 2)}`);

    expect((await tryFrom('203.0.113.9', WRONG)).status).toBe(401);
    expect((await tryFrom('203.0.113.9', OWNER)).status).toBe(429);
    expect((await tryFrom('203.0.113.10', OWNER)).status).toBe(200);
  }, 60_000);

  it('in a known browser has a limit of its own', async () => {
    const known = new Browser(hub);
    await tryFrom('203.0.113.1', OWNER, known);
    for (let index = 0; index < MOST_ON_DEVICE; index += 1) {
      expect((await tryFrom('203.0.113.1', WRONG, known)).status).toBe(401);
    }

    expect((await tryFrom('203.0.113.1', OWNER, known)).status).toBe(429);
    expect((await tryFrom('203.0.113.1', OWNER)).status).toBe(200);
  });

  it('many at the same time does not get more through', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => tryFrom('203.0.113.1', WRONG)),
    );

    const tried = answers.filter(({ status }) => status === 401).length;
    expect(tried).toBeLessThanOrEqual(MOST_FROM_ADDRESS_ON_ACCOUNT);
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
  });

  it('learns nothing from how long an unknown account takes', async () => {
    const time = async (who: { email: string; password: string }, address: string) => {
      const startedAt = performance.now();
      await tryFrom(address, who);
      return performance.now() - startedAt;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let index = 0; index < 8; index += 1) {
      known.push(await time(WRONG, `203.0.113.${index}`));
      unknown.push(await time({ ...WRONG, email: 'nobody@acme.test' }, `198.51.100.${index}`));
    }

    // A hash takes some 30 ms, everything else some 5: without one the quickest would be far apart.
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) / 2);
  });

  it('by X-Forwarded-For fools nobody who does not trust the sender', async () => {
    const other = await HubServerUnderTest.start('workspace: { name: Acme }');
    await other.app.get(UserService).add({ ...OWNER, name: 'Olga', role: 'owner' });

    const statuses: number[] = [];
    for (let index = 0; index <= MOST_FROM_ADDRESS_ON_ACCOUNT; index += 1) {
      const headers = { 'X-Forwarded-For': `203.0.113.${index}` };
      statuses.push((await new Browser(other).send('POST', '/api/session', WRONG, headers)).status);
    }

    expect(statuses.at(-1)).toBe(429);
    await other.close();
  });
});

describe('the address that failures are counted under', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
  ])('of %s is %s', (address, counted) => {
    expect(countedAddress(address)).toBe(counted);
  });
});
