import { setImmediate } from 'node:timers/promises';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { EventRecord, Rejection, SourceRecord } from '@segue/sdk';
import { holdIntake } from '../../../../test/support/hold-intake.js';
import { openTestDatabase } from '../../../../test/support/test-database.js';
import { Database } from '../database/database.js';
import { CatalogRepository } from '../intake/catalog.repository.js';
import { CatalogWriter } from '../intake/catalog-writer.js';
import { IntakeRepository } from '../intake/intake.repository.js';
import { IntakeService } from '../intake/intake.service.js';
import { ConnectorRegistry } from '../plugins/connector-registry.js';
import { ProfileRepository } from '../profiles/profile.repository.js';
import { RunRepository } from '../runs/run.repository.js';
import { HubConfig } from '../runtime/hub-config.js';
import { StoreQueue, type Arrival, type QueueLimits } from './store-queue.js';

const NOW = new Date('2026-01-15T12:34:56.000Z');
const HOUR = new Date('2026-01-15T12:00:00.000Z');

const config = new HubConfig(
  {
    file: 'segue.yaml',
    workspace: { name: 'Acme', timezone: 'UTC' },
    plugins: [],
    connections: [],
    identity: { identifiers: [], block: [] },
    traits: {},
    segments: [],
    syncs: [],
  },
  new ConnectorRegistry([]),
);

let database: Database;
let intake: IntakeService;
let runs: RunRepository;

beforeAll(async () => {
  database = await openTestDatabase();
  const profiles = new ProfileRepository();
  intake = new IntakeService(
    database,
    new IntakeRepository(),
    profiles,
    new CatalogWriter(new CatalogRepository()),
  );
  runs = new RunRepository(database);
});
afterAll(() => database.close());

beforeEach(async () => {
  Logger.overrideLogger(false);
  await database.prisma.$executeRaw`TRUNCATE event, run, run_record`;
});
afterEach(() => {
  jest.restoreAllMocks();
});

const queueWith = (limits?: QueueLimits) => new StoreQueue(intake, runs, config, limits);

const event = (name: string): EventRecord => ({
  kind: 'event',
  identifiers: { userId: 'u1' },
  event: name,
  properties: {},
  occurredAt: NOW,
});

const events = (count: number): EventRecord[] =>
  Array.from({ length: count }, (_, index) => event(`e${index}`));

const arrival = (records: readonly SourceRecord[], given: Partial<Arrival> = {}): Arrival => ({
  connectionId: 'web',
  records,
  rejected: [],
  receivedAt: NOW,
  bytes: 100,
  ...given,
});

const rejection: Rejection = { code: 'NO_NAME', reason: 'it has no name', position: 'batch/3' };

async function storedNames(connectionId = 'web'): Promise<string[]> {
  const rows = await database.prisma.event.findMany({
    where: { connectionId },
    orderBy: { seq: 'asc' },
  });
  return rows.map(({ name }) => name);
}

/** How many records each store took. */
const storeSizes = (spy: jest.Spied<IntakeService['store']>) =>
  spy.mock.calls.map(([{ records }]) => records.length);

/** Makes the database refuse events of this name with this SQLSTATE. */
async function refuseEvents(name: string, state: string): Promise<() => Promise<void>> {
  await database.prisma.$executeRawUnsafe(`
    CREATE FUNCTION refuse_event() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '${state}'; END $$`);
  await database.prisma.$executeRawUnsafe(`
    CREATE TRIGGER refuse BEFORE INSERT ON event FOR EACH ROW
    WHEN (NEW.name = '${name}') EXECUTE FUNCTION refuse_event()`);
  return async () => {
    await database.prisma.$executeRawUnsafe('DROP FUNCTION refuse_event CASCADE');
  };
}

describe('StoreQueue', () => {
  it('stores what arrives during a store together, in order of arrival', async () => {
    const queue = queueWith();
    const store = jest.spyOn(intake, 'store');
    const release = await holdIntake(database);

    const first = queue.store(arrival([event('a')]));
    await setImmediate();
    const others = ['b', 'c', 'd'].map((name) => queue.store(arrival([event(name)])));
    await release();

    expect(await Promise.all([first, ...others])).toEqual(Array(4).fill('stored'));
    expect(storeSizes(store)).toEqual([1, 3]);
    expect(await storedNames()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('answers nobody before the records are stored', async () => {
    const queue = queueWith();
    const release = await holdIntake(database);
    const settled = jest.fn();

    const outcome = queue.store(arrival([event('a')])).finally(settled);
    await setImmediate();

    expect(settled).not.toHaveBeenCalled();
    await release();
    expect(await outcome).toBe('stored');
    expect(await storedNames()).toEqual(['a']);
  });

  it('puts no more into one store than it takes', async () => {
    const queue = queueWith();
    const store = jest.spyOn(intake, 'store');

    await Promise.all([3_000, 2_000, 1].map((count) => queue.store(arrival(events(count)))));

    expect(storeSizes(store)).toEqual([5_000, 1]);
  });

  it('stores a request that is too long for one store in several', async () => {
    const queue = queueWith();
    const store = jest.spyOn(intake, 'store');

    const outcome = await queue.store(
      arrival(events(5_001), { rejected: Array.from({ length: 5_001 }, () => rejection) }),
    );

    expect(outcome).toBe('stored');
    expect(storeSizes(store)).toEqual([5_000, 1, 0, 0]);
    expect(await database.prisma.event.count()).toBe(5_001);
    expect(await database.prisma.runRecord.count()).toBe(5_001);
  });

  it('keeps connections apart, the one that waits longest first', async () => {
    const queue = queueWith();
    const store = jest.spyOn(intake, 'store');

    await Promise.all(
      ['web', 'app', 'app', 'web'].map((connectionId) =>
        queue.store(arrival([event(connectionId)], { connectionId })),
      ),
    );

    expect(store.mock.calls.map(([{ connectionId }]) => connectionId)).toEqual(['web', 'app']);
    expect(await storedNames('web')).toEqual(['web', 'web']);
    expect(await storedNames('app')).toEqual(['app', 'app']);
  });

  it('does not trouble the database with a request that brings nothing', async () => {
    const store = jest.spyOn(intake, 'store');

    expect(await queueWith().store(arrival([]))).toBe('stored');

    expect(store).not.toHaveBeenCalled();
  });

  it.each([
    ['records', { records: 3, bytes: 1_000_000 }],
    ['bytes', { records: 1_000_000, bytes: 350 }],
  ])('turns away what exceeds the %s that may wait, until there is room', async (_, limits) => {
    const queue = queueWith(limits);

    const outcomes = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => queue.store(arrival([event(name)]))),
    );
    const later = await queue.store(arrival([event('e')]));

    expect(outcomes).toEqual(['stored', 'stored', 'stored', 'overloaded']);
    expect(later).toBe('stored');
    expect(await storedNames()).toEqual(['a', 'b', 'c', 'e']);
  });

  it('takes a request that alone exceeds the limits when nothing else waits', async () => {
    const queue = queueWith({ records: 2, bytes: 50 });

    expect(await queue.store(arrival(events(3)))).toBe('stored');
  });

  it('fails only the request whose record the database refuses, and records it as rejected', async () => {
    const queue = queueWith();
    const mend = await refuseEvents('poison', '22P05');

    const outcomes = await Promise.all(
      [['a'], ['b'], ['x', 'poison'], ['c'], ['d']].map((names) =>
        queue.store(arrival(names.map(event))),
      ),
    );
    await mend();

    expect(outcomes).toEqual(['stored', 'stored', 'malformed', 'stored', 'stored']);
    expect(await storedNames()).toEqual(['a', 'b', 'c', 'd']);
    const [run] = await runs.list({ kind: 'push', target: 'web' });
    expect(run?.counts).toEqual({ read: 6, accepted: 4, rejected: 2 });
    expect(await runs.records(run!.id, {})).toMatchObject([
      { code: 'UNSTORABLE', raw: { event: 'x' } },
      { code: 'UNSTORABLE', raw: { event: 'poison' } },
    ]);
  });

  it('asks to come back later when the database is in trouble, and then stores it', async () => {
    const queue = queueWith();
    const mend = await refuseEvents('a', '53100');

    const during = await Promise.all([
      queue.store(arrival([event('a')])),
      queue.store(arrival([event('a')])),
    ]);
    await mend();
    const after = await queue.store(arrival([event('a')]));

    expect(during).toEqual(['overloaded', 'overloaded']);
    expect(after).toBe('stored');
    expect(await storedNames()).toEqual(['a']);
    const [run] = await runs.list({ kind: 'push', target: 'web' });
    expect(run?.counts).toEqual({ read: 1, accepted: 1 });
  });

  it('asks to come back later when the database cannot be reached', async () => {
    const away = await Database.open({ kind: 'postgresql', url: 'postgresql://127.0.0.1:1/segue' });
    const unreachable = new IntakeService(
      away,
      new IntakeRepository(),
      new ProfileRepository(),
      new CatalogWriter(new CatalogRepository()),
    );

    const outcome = await new StoreQueue(unreachable, runs, config).store(arrival([event('a')]));

    expect(outcome).toBe('overloaded');
    await away.close();
  });

  it('counts one run for each connection and hour, whichever process receives', async () => {
    const processes = [queueWith(), queueWith()];
    const message = { ...event('a'), messageId: 'm1' };
    const nextHour = new Date(HOUR.getTime() + 3_600_000);

    await Promise.all(
      processes.map((queue) => queue.store(arrival([message], { rejected: [rejection] }))),
    );
    await processes[0]!.store(arrival([event('b')], { receivedAt: nextHour }));

    const [second, first, ...others] = await runs.list({ kind: 'push' });
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      kind: 'push',
      target: 'web',
      trigger: 'push',
      state: 'succeeded',
      startedAt: HOUR,
      counts: { read: 4, accepted: 1, duplicates: 1, rejected: 2 },
    });
    expect(second).toMatchObject({ startedAt: nextHour, counts: { read: 1, accepted: 1 } });
    expect(await runs.records(first!.id, {})).toMatchObject([
      { outcome: 'rejected', ...rejection },
      { outcome: 'rejected', ...rejection },
    ]);
  });

  it('records what intake rejects beside what the plugin rejected', async () => {
    const nameless = { ...event('a'), identifiers: { email: 'not an address' } };

    await queueWith().store(arrival([nameless, event('b')], { rejected: [rejection] }));

    const [run] = await runs.list({ kind: 'push' });
    expect(run?.counts).toEqual({ read: 3, accepted: 1, rejected: 2 });
    const kept = await runs.records(run!.id, {});
    expect(kept.map(({ code }) => code)).toEqual(['NO_NAME', 'NO_IDENTIFIER']);
  });

  it('records a rejection whose position and record no database can take', async () => {
    const deep = Array.from({ length: 10_000 }).reduce<unknown>((inner) => [inner], 1);
    const rejected = [{ ...rejection, reason: 'a\0b', position: 'line \0', raw: deep }];

    const outcome = await queueWith().store(arrival([], { rejected }));

    expect(outcome).toBe('stored');
    const [run] = await runs.list({ kind: 'push' });
    expect(await runs.records(run!.id, {})).toMatchObject([
      { reason: 'a\uFFFDb', position: 'line \uFFFD', raw: '(nested too deep to be shown)' },
    ]);
  });
});
