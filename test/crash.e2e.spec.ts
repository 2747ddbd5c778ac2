import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../apps/hub/src/database/database.js';
import type { Run } from '../apps/hub/src/runs/run.js';
import { changesNotNoted } from './support/changes-not-noted.js';
import { embeddedDatabase, serverDatabase, type HubDatabase } from './support/hub-database.js';
import { HubProcess, segue } from './support/hub-process.js';
import { CHANNEL, LIST, Shop } from './support/shop.js';
import { seededRandom } from '../apps/hub/src/demo/draw.js';
import type { Moment } from './support/vendor-tap.js';

/** CI sets 30; a few are enough to see at once that something broke. */
const KILLS = Number(process.env['SEGUE_TEST_KILLS'] ?? 6);
const PHASES = ['pull', 'evaluate', 'sync'] as const;
type Phase = (typeof PHASES)[number];
const MOMENTS: readonly Moment[] = ['asked', 'done', 'answered'];
/** The shortest that there is: nobody waits long for what a killed process held. */
const LEASE_MS = '1000';

const hasServer = Boolean(process.env['SEGUE_TEST_DATABASE_URL']);

describe.each([
  ['PGlite', (shop: Shop) => Promise.resolve(embeddedDatabase(shop.folder))],
  ...(hasServer ? [['PostgreSQL', serverDatabase] as const] : []),
] as const)(`a hub on %s that was killed ${KILLS} times`, (_name, openDatabase) => {
  const shop = new Shop();
  let database: HubDatabase;
  let last: readonly Run[];

  beforeAll(async () => {
    await shop.open();
    database = await openDatabase(shop);
    await killManyTimes(shop, database);
    // The first run finishes what was begun before the last change in HubSpot, the second reads that change.
    await runToTheEnd(shop, database);
    await runToTheEnd(shop, database);
    last = await runToTheEnd(shop, database);
  }, 600_000);
  afterAll(async () => {
    await database.drop();
    await shop.close();
  });

  it('was hit while it was pulling, evaluating and syncing', async () => {
    const hits = await database.look(interruptedKinds);

    expect(hits.reduce((sum, { n }) => sum + n, 0)).toBeGreaterThan(KILLS / 2);
    expect(hits.map(({ kind }) => kind).sort()).toEqual(['evaluate', 'pull', 'sync']);
  });

  it('knows everybody once', async () => {
    const count = await database.look(({ prisma }) => prisma.profile.count());

    expect(count).toBe(shop.profileCount);
  });

  it('has every event once, with and without an id', async () => {
    const counts = await database.look(sessionsByUser);

    expect(counts).toEqual(new Map(shop.sessions));
  });

  it('has made the audiences equal to the segments', () => {
    expect(shop.audience('customers')).toEqual(shop.customers);
    expect(shop.audience('active')).toEqual(shop.active);
  });

  it('has brought the fields of all members up to date', () => {
    const fields = (email: string) => shop.mailchimp.member(LIST, email)?.merge_fields['PLAN'];
    const outdated = shop.customers.filter((email) => fields(email) !== shop.planOf(email));

    expect(outdated).toEqual([]);
  });

  it('has told no news twice, and the last news is true', () => {
    const { toldIds } = shop;

    expect(new Set(toldIds).size).toBe(toldIds.length);
    const text = shop.slack.messagesIn(CHANNEL).at(-1)?.text;
    expect(text).toContain(`now ${shop.activeUsers.length} members`);
  });

  it('has noted every change that a plan has to show', async () => {
    expect(await database.look(changesNotNoted)).toBe(0);
  });

  it('has nothing left to do', () => {
    const sent = last.map(({ state, counts }) => [state, counts.sent ?? 0]);

    expect(sent).toEqual(sent.map(() => ['succeeded', 0]));
  });
});

async function killManyTimes(shop: Shop, database: HubDatabase): Promise<void> {
  const random = seededRandom(7);
  // A process may be through before its moment comes: that one does not count.
  for (let [killed, round] = [0, 0]; killed < KILLS && round < 2 * KILLS; round++) {
    await shop.trade();
    const phase = PHASES[round % PHASES.length]!;
    if (await killIn(phase, shop, database, random)) killed++;
  }
}

/** Starts a run and kills it at a random moment of a phase. @returns whether it was still at work */
async function killIn(
  phase: Phase,
  shop: Shop,
  database: HubDatabase,
  random: () => number,
): Promise<boolean> {
  const hub = new HubProcess(['run'], optionsOf(shop, database));
  const strikeWithin = (ms: number) => setTimeout(() => hub.signal('SIGKILL'), random() * ms);
  if (phase === 'evaluate') {
    // It begins as soon as both sources are read.
    const isRead = hub.printed(/pull (crm|web)[^]*pull (crm|web)/);
    isRead.then(
      () => strikeWithin(120),
      () => undefined,
    );
  } else {
    const [path, most] = phase === 'pull' ? [/crm/, 4] : [/lists|chat/, 6];
    const wanted = MOMENTS[Math.floor(random() * MOMENTS.length)];
    let left = 1 + Math.floor(random() * most);
    shop.watch((moment, { line }) => {
      if (moment === wanted && path.test(line) && --left === 0) strikeWithin(60);
    });
  }
  const { signal } = await hub.exit;
  shop.watch(undefined);
  return signal === 'SIGKILL';
}

const optionsOf = ({ folder, env }: Shop, database: HubDatabase) => ({
  folder,
  env: { ...env, ...database.env, SEGUE_LEASE_MS: LEASE_MS },
});

async function runToTheEnd(shop: Shop, database: HubDatabase): Promise<readonly Run[]> {
  const { stdout, stderr } = await segue(['run', '--json'], optionsOf(shop, database));
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout) as Run[];
}

function interruptedKinds({ prisma }: Database): Promise<{ kind: string; n: number }[]> {
  return prisma.$queryRaw`
    SELECT kind, count(*)::int AS n FROM run WHERE error ->> 'code' = 'INTERRUPTED' GROUP BY kind`;
}

/** User id → how many sessions are stored. */
async function sessionsByUser({ prisma }: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await prisma.$queryRaw<{ user: string; n: number }[]>`
    SELECT p.value AS "user", count(*)::int AS n
    FROM event e JOIN profile_identifier p ON p.profile_id = e.profile_id AND p.type = 'userId'
    GROUP BY p.value ORDER BY p.value`;
  return new Map(rows.map(({ user, n }) => [user, n]));
}
