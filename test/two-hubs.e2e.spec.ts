import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../apps/hub/src/database/database.js';
import { changesNotNoted } from './support/changes-not-noted.js';
import { eventually, within } from './support/eventually.js';
import { serverDatabase, type HubDatabase } from './support/hub-database.js';
import { HubProcess } from './support/hub-process.js';
import { Shop } from './support/shop.js';

const LEASE_MS = 2_000;
const LIST_PAGE = /GET \/crm\/v3\/objects\/contacts$/;
const SEGMENT_CHANGE = /POST \/3\.0\/lists\/\w+\/segments\/\d+$/;
const TRADES = 8;

const hasServer = Boolean(process.env['SEGUE_TEST_DATABASE_URL']);
// PGlite can be open in one process only.
const title = hasServer
  ? 'two hubs on one PostgreSQL'
  : 'two hubs on one PostgreSQL (skipped: SEGUE_TEST_DATABASE_URL names no server)';

(hasServer ? describe : describe.skip)(title, () => {
  let shop: Shop;
  let database: HubDatabase;
  let hubs: HubProcess[];

  beforeEach(async () => {
    shop = new Shop({ schedule: '1s', latencyMs: 20 });
    hubs = [];
    await shop.open();
    database = await serverDatabase();
    await shop.visit(200);
  });
  afterEach(async () => {
    await Promise.all(hubs.map((hub) => hub.kill()));
    await database.drop();
    await shop.close();
  });

  const start = (): HubProcess => {
    const env = { ...shop.env, ...database.env, SEGUE_LEASE_MS: String(LEASE_MS), PORT: '0' };
    const hub = new HubProcess(['start'], { folder: shop.folder, env });
    hubs.push(hub);
    return hub;
  };
  const isInStep = () =>
    isDeepStrictEqual(shop.audience('customers'), shop.customers) &&
    isDeepStrictEqual(shop.audience('active'), shop.active);
  const isRunning = (hub: HubProcess) => hub.printed(/Segue is running at/);

  it('share the work: each page is read once, each change is sent once', async () => {
    const both = [start(), start()];
    await Promise.all(both.map(isRunning));

    for (let n = 0; n < TRADES; n++) {
      await shop.trade();
      await eventually('the audiences are equal to the segments', isInStep);
    }
    for (const hub of both) hub.signal('SIGTERM');
    const exits = await Promise.all(both.map((hub) => hub.exit));

    expect(exits).toEqual([
      { code: 0, signal: null },
      { code: 0, signal: null },
    ]);
    for (const hub of both) expect(hub.stdout).toContain('succeeded');
    expect(await database.look(overlappingRuns)).toEqual([]);
    expect(await database.look(changesNotNoted)).toBe(0);
    expect(repeated(listPages(shop))).toEqual([]);
    expect(await database.look(sessionCount)).toBe(total(shop.sessions));
    expect(sentTwice(shop)).toEqual([]);
    expect(repeated(shop.toldIds)).toEqual([]);
  }, 120_000);

  it('take over, after its lease, what a killed process was reading', async () => {
    const second = shop.taps.hubspot.hold(LIST_PAGE, 2);
    const killed = start();
    await second;
    const survivor = start();
    await isRunning(survivor);

    await killed.kill();
    shop.taps.hubspot.release();
    await eventually('the audiences are equal to the segments', isInStep);

    const [first, ...others] = await database.look(crmRuns);
    expect(first).toMatchObject({ state: 'failed', error: { code: 'INTERRUPTED' } });
    expect(first!.counts).toEqual({ read: 100, accepted: 100 });
    expect(others.every(({ state }) => state !== 'failed')).toBe(true);
    // The page in hand is read again, the one before is not.
    expect(repeated(listPages(shop))).toEqual([listPages(shop)[1]]);
    expect(await database.look(profileCount)).toBe(shop.profileCount);
  }, 60_000);

  it('leave nothing to a process that wakes up after its work was taken over', async () => {
    const second = shop.taps.hubspot.hold(LIST_PAGE, 2);
    const sleeper = start();
    await second;
    const other = start();
    await isRunning(other);

    // One that sleeps with an open transaction keeps the rows that it has locked.
    await eventually('no transaction is open', () => database.look(isQuiet));
    sleeper.signal('SIGSTOP');
    shop.taps.hubspot.release();
    await eventually('the audiences are equal to the segments', isInStep);
    sleeper.signal('SIGCONT');
    await eventually('the sleeper finds out', () => /pull crm: LeaseLost/.test(sleeper.output));
    await Promise.all(hubs.map((hub) => hub.kill()));

    const runs = await database.look(crmRuns);
    expect(runs[0]).toMatchObject({ state: 'failed', error: { code: 'INTERRUPTED' } });
    expect(runs[0]!.counts).toEqual({ read: 100, accepted: 100 });
    const accepted = runs.reduce((sum, { counts }) => sum + (counts['accepted'] ?? 0), 0);
    expect(await database.look(observationCount)).toBe(accepted);
  }, 60_000);

  it('end a pull at SIGTERM after what is in hand, and the next start goes on from there', async () => {
    const second = shop.taps.hubspot.hold(LIST_PAGE, 2);
    const stopped = start();
    await second;

    stopped.signal('SIGTERM');
    const exit = await within(5_000, stopped.exit);
    shop.taps.hubspot.release();
    const [cancelled] = await database.look(crmRuns);
    start();
    await eventually('the audiences are equal to the segments', isInStep);

    expect(exit).toEqual({ code: 0, signal: null });
    expect(cancelled).toMatchObject({ state: 'cancelled', counts: { read: 100, accepted: 100 } });
    expect(listPages(shop).filter((url) => url === listPages(shop)[0])).toHaveLength(1);
  }, 60_000);

  it('finish at SIGTERM the batch that the destination has, and keep what it confirmed', async () => {
    const batch = shop.taps.mailchimp.hold(SEGMENT_CHANGE);
    const stopped = start();
    await batch;

    stopped.signal('SIGTERM');
    await eventually('it takes no more requests', () => isDeaf(stopped));
    shop.taps.mailchimp.release();
    const exit = await within(5_000, stopped.exit);
    const cancelled = await database.look(cancelledSyncs);
    start();
    await eventually('the audiences are equal to the segments', isInStep);

    expect(exit).toEqual({ code: 0, signal: null });
    expect(cancelled).not.toEqual([]);
    expect(sentTwice(shop)).toEqual([]);
  }, 60_000);
});

async function isDeaf({ stdout }: HubProcess): Promise<boolean> {
  const [url] = /http:\/\/[\d.:]+/.exec(stdout)!;
  return fetch(url).then(
    () => false,
    () => true,
  );
}

/** Pages of the first load, in the order in which they were asked for. */
const listPages = ({ taps }: Shop): readonly string[] =>
  taps.hubspot.requests.flatMap(({ line, url }) =>
    LIST_PAGE.test(line) && url.includes('archived=false') ? [url] : [],
  );

const repeated = (values: readonly string[]): readonly string[] =>
  values.filter((value, index) => values.indexOf(value) !== index);

const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, n) => sum + n, 0);

/** Who was added to a segment that they were in by then, or removed from one that they were not in. */
function sentTwice({ taps }: Shop): readonly string[] {
  const members = new Set<string>();
  return taps.mailchimp.requests.flatMap(({ line, body }) => {
    if (!SEGMENT_CHANGE.test(line)) return [];
    const { members_to_add: add = [], members_to_remove: remove = [] } = body as {
      readonly members_to_add?: readonly string[];
      readonly members_to_remove?: readonly string[];
    };
    const keyOf = (email: string) => `${line} ${email}`;
    const removedTwice = remove.filter((email) => !members.delete(keyOf(email)));
    const addedTwice = add.filter((email) => members.has(keyOf(email)));
    for (const email of add) members.add(keyOf(email));
    return [...removedTwice, ...addedTwice];
  });
}

interface CrmRun {
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly error: unknown;
}

const crmRuns = ({ prisma }: Database): Promise<CrmRun[]> => prisma.$queryRaw`
  SELECT state, counts, error FROM run WHERE kind = 'pull' AND target = 'crm' ORDER BY started_at`;

const cancelledSyncs = ({ prisma }: Database): Promise<{ target: string }[]> => prisma.$queryRaw`
  SELECT target FROM run WHERE kind = 'sync' AND state = 'cancelled' AND counts ? 'confirmed'`;

/** Runs of the same thing that were under way at the same time. */
const overlappingRuns = ({ prisma }: Database): Promise<{ kind: string; target: string }[]> =>
  prisma.$queryRaw`
    SELECT a.kind, a.target FROM run a JOIN run b ON b.kind = a.kind AND b.target = a.target
      AND b.id > a.id AND b.started_at < a.finished_at AND a.started_at < b.finished_at`;

const sessionCount = ({ prisma }: Database): Promise<number> => prisma.event.count();
const profileCount = ({ prisma }: Database): Promise<number> => prisma.profile.count();
const observationCount = ({ prisma }: Database): Promise<number> =>
  prisma.traitHistory.count({ where: { connectionId: 'crm' } });

async function isQuiet({ prisma }: Database): Promise<boolean> {
  const [{ n }] = await prisma.$queryRaw<[{ n: number }]>`
    SELECT count(*)::int AS n FROM pg_stat_activity
    WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()`;
  return n === 0;
}
