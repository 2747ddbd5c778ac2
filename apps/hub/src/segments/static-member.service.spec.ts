import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestDatabase } from '../../../../test/support/test-database.js';
import type { Database } from '../database/database.js';
import { NotFoundError } from '../status/not-found-error.js';
import { SegmentConflictError } from './segment-errors.js';
import type { FileLine } from './static-file.js';
import { SegmentWorld } from './testing/segment-world.js';

const email = (name: string) => ({ type: 'email', value: `${name}@example.com` });

describe('StaticMemberService', () => {
  let database: Database;
  let world: SegmentWorld;

  beforeAll(async () => {
    database = await openTestDatabase();
  });
  beforeEach(async () => {
    const { prisma } = database;
    await prisma.$executeRaw`TRUNCATE segment, segment_version, static_member, static_change, membership, membership_log,
      profile, identifier, profile_identifier, profile_merge, trait_state, trait_history, dirty CASCADE`;
    world = new SegmentWorld(database);
    await world.apply();
    await world.segments.create({ key: 'guests', kind: 'static' }, 'ada');
    await world.send(
      { identifiers: { userId: 'ada', email: 'ada@example.com' } },
      { identifiers: { userId: 'joan', email: 'joan@example.com' } },
    );
    await world.evaluate();
  });
  afterAll(() => database.close());

  it('makes members of those who are put on the list, once evaluated, by an edit', async () => {
    const result = await world.statics.edit('guests', { add: [email('ada')] }, 'grace');

    expect(result).toEqual({ added: 1, removed: 0, unchanged: 0, problems: [] });
    expect(await world.members('guests')).toEqual([]);
    await world.evaluate('2026-01-01T00:01:00Z');
    expect(await world.members('guests')).toEqual(['ada']);
    expect((await world.log.page('guests', { limit: 9 })).rows).toMatchObject([
      { joined: true, cause: 'edit', version: 1 },
    ]);
  });

  it('lets go of those who are taken off', async () => {
    await world.statics.edit('guests', { add: [email('ada'), email('joan')] }, 'grace');
    await world.evaluate('2026-01-01T00:01:00Z');

    const result = await world.statics.edit('guests', { remove: [email('ada')] }, 'grace');

    await world.evaluate('2026-01-01T00:02:00Z');
    expect(result).toEqual({ added: 0, removed: 1, unchanged: 0, problems: [] });
    expect(await world.members('guests')).toEqual(['joan']);
  });

  it('knows an identifier in any spelling, and a person by any of theirs', async () => {
    const add = [
      { type: 'email', value: ' ADA@Example.com ' },
      { type: 'userId', value: 'ada' },
    ];

    const result = await world.statics.edit('guests', { add }, 'grace');

    expect(result).toEqual({ added: 1, removed: 0, unchanged: 1, problems: [] });
  });

  it('does what it can, and says of the rest what is wrong', async () => {
    const add = [
      email('nobody'),
      { type: 'email', value: 'no address' },
      email('ada'),
      { type: 'name', value: 'Ada' },
    ];

    const result = await world.statics.edit('guests', { add, remove: [email('nobody')] }, 'grace');

    expect(result).toMatchObject({ added: 1, removed: 0, unchanged: 0 });
    expect(result.problems).toEqual([
      { list: 'add', index: 0, reason: 'is the identifier of nobody' },
      { list: 'add', index: 1, reason: 'is no email that can be used' },
      {
        list: 'add',
        index: 3,
        reason: 'has a type that identifies nobody: write one of userId, email, phone, anonymousId',
      },
      { list: 'remove', index: 0, reason: 'is the identifier of nobody' },
    ]);
  });

  it('tells who was added and removed, when and by whom, page by page', async () => {
    const [ada, joan] = [await world.profileOf('ada'), await world.profileOf('joan')];
    await world.statics.edit('guests', { add: [email('ada')] }, 'grace');
    world.clock.set('2026-01-02T00:00:00Z');
    await world.statics.edit('guests', { remove: [email('ada')], add: [email('joan')] }, 'cli');

    const first = await world.statics.changes('guests', { limit: 2 });
    const second = await world.statics.changes('guests', { limit: 2, after: first.next! });

    const day = (date: string) => new Date(`${date}T00:00:00Z`);
    expect([...first.rows, ...second.rows]).toEqual([
      { profileId: joan, added: true, at: day('2026-01-02'), by: 'cli' },
      { profileId: ada, added: false, at: day('2026-01-02'), by: 'cli' },
      { profileId: ada, added: true, at: day('2026-01-01'), by: 'grace' },
    ]);
    expect(second.next).toBeNull();
  });

  it('keeps a person on the list whose profile is merged into another', async () => {
    await world.statics.edit('guests', { add: [email('joan')] }, 'grace');
    await world.evaluate('2026-01-01T00:01:00Z');

    await world.send({ identifiers: { userId: 'ada', email: 'joan@example.com' } });

    await world.evaluate('2026-01-01T00:02:00Z');
    // Which of the two user ids is shown depends on whose profile is the older one.
    expect(await world.members('guests')).toHaveLength(1);
    const { rows } = await world.statics.changes('guests', { limit: 9 });
    expect(rows).toMatchObject([{ profileId: await world.profileOf('ada'), added: true }]);
  });

  it('forgets a person who is erased', async () => {
    await world.statics.edit('guests', { add: [email('joan')] }, 'grace');
    await world.evaluate('2026-01-01T00:01:00Z');

    await world.erase('joan');

    await world.evaluate('2026-01-01T00:02:00Z');
    expect(await world.members('guests')).toEqual([]);
    expect(await world.statics.changes('guests', { limit: 9 })).toEqual({ rows: [], next: null });
    expect(await database.prisma.staticMember.count()).toBe(0);
  });

  it('keeps the lists of segments that segue.yaml declares', async () => {
    const declared = { key: 'vips', name: 'VIPs', rule: undefined, kind: 'static' } as const;
    const others = {
      key: 'others',
      name: 'Others',
      kind: 'dynamic',
      rule: { not: { segment: 'vips' } },
    } as const;
    await world.apply(declared, others);
    await world.statics.edit('vips', { add: [email('ada')] }, 'grace');

    await world.evaluate('2026-01-01T00:01:00Z');

    await world.apply(declared, others);
    await world.evaluate('2026-01-01T00:02:00Z');
    expect(await world.members('vips')).toEqual(['ada']);
    expect(await world.members('others')).toEqual(['joan']);
  });

  it('has no list of a segment with a rule, or of none', async () => {
    await world.segments.create({ key: 'all', rule: { everyone: true } }, 'ada');

    const edit = (key: string) => world.statics.edit(key, { add: [email('ada')] }, 'grace');

    await expect(edit('all')).rejects.toThrow(SegmentConflictError);
    await expect(edit('all')).rejects.toMatchObject({ code: 'SEGMENT_KIND' });
    await expect(edit('nowhere')).rejects.toThrow(NotFoundError);
  });

  describe('imports', () => {
    const request = { key: 'guests', type: 'email', by: 'cli' };

    it('report each line that names nobody, and lose nothing else', async () => {
      function* lines(): Generator<FileLine> {
        yield { line: 1, value: 'ada@example.com' };
        yield { line: 2, value: 'no address' };
        yield { line: 3, reason: 'has a quote that is not closed' };
        yield { line: 5, value: 'nobody@example.com' };
        yield { line: 6, value: 'Joan@example.com' };
        yield { line: 7, value: 'ada@example.com' };
      }
      const reported: unknown[] = [];

      const counts = await world.imports.import(request, lines(), ({ line, reason }) =>
        reported.push([line, reason]),
      );

      expect(counts).toEqual({ lines: 6, added: 2, unchanged: 1, rejected: 3 });
      expect(reported).toEqual([
        [2, 'is no email that can be used'],
        [3, 'has a quote that is not closed'],
        [5, 'is the identifier of nobody'],
      ]);
    });

    it('of 100,000 lines take as much memory at the end as at the beginning', async () => {
      await database.prisma.$executeRaw`
        WITH made AS (
          INSERT INTO profile (profile_id, created_at) SELECT gen_random_uuid(), now() FROM generate_series(1, 100000)
          RETURNING profile_id),
        named AS (SELECT profile_id, 'p' || row_number() OVER () || '@example.com' AS value FROM made)
        INSERT INTO identifier (type, value, profile_id) SELECT 'email', value, profile_id FROM named`;
      setFlagsFromString('--expose_gc');
      const collect = runInNewContext('gc') as () => void;
      const heaps: number[] = [];
      function* lines(): Generator<FileLine> {
        for (let line = 1; line <= 100_000; line++) {
          if (line % 30_000 === 0) {
            collect();
            heaps.push(process.memoryUsage().heapUsed);
          }
          yield { line, value: `p${line}@example.com` };
        }
      }

      const counts = await world.imports.import(request, lines(), () => undefined);

      expect(counts).toEqual({ lines: 100_000, added: 100_000, unchanged: 0, rejected: 0 });
      expect(heaps.at(-1)! - heaps[0]!).toBeLessThan(5_000_000);
    }, 120_000);
  });
});
