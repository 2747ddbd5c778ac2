import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestDatabase } from '../../../../test/support/test-database.js';
import { ConfigFileError } from '../config/config-file-error.js';
import type { Database } from '../database/database.js';
import { NotFoundError } from '../status/not-found-error.js';
import { RuleError } from './rules/rule-error.js';
import { SegmentConflictError } from './segment-errors.js';
import { SegmentWorld, type FileSegment } from './testing/segment-world.js';

const PAID = { trait: 'plan', op: 'eq', value: 'paid' };
const FREE = { trait: 'plan', op: 'eq', value: 'free' };
const IN_FILE: FileSegment = {
  ...{ key: 'of-file', name: 'Of the file', rule: PAID, kind: 'dynamic' },
};

describe('SegmentService', () => {
  let database: Database;
  let world: SegmentWorld;

  beforeAll(async () => {
    database = await openTestDatabase();
    world = new SegmentWorld(database);
    await world.send(
      { identifiers: { userId: 'ada' }, traits: { plan: 'paid' } },
      { identifiers: { userId: 'joan' }, traits: { plan: 'free' } },
    );
  });
  beforeEach(async () => {
    const { prisma } = database;
    await prisma.$executeRaw`TRUNCATE segment, segment_version, static_member, static_change, membership, membership_log, sync, run CASCADE`;
    world.clock.set('2026-01-01T00:00:00Z');
    await world.apply(IN_FILE);
  });
  afterAll(() => database.close());

  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => 'not refused',
      (error: unknown) =>
        error instanceof SegmentConflictError ? [error.code, error.message] : error,
    );

  it('makes a segment that has members after the next evaluation', async () => {
    const made = await world.segments.create({ key: 'payers', rule: PAID }, 'ada');

    expect(made).toMatchObject({
      ...{ key: 'payers', name: 'payers', kind: 'dynamic', origin: 'api', rule: PAID },
      ...{ version: 1, size: 0, isCurrent: false, evaluatedAt: null, error: null },
    });
    await world.evaluate();
    expect(await world.segments.get('payers')).toMatchObject({ size: 1, isCurrent: true });
  });

  it('asks for an evaluation at once', async () => {
    await database.prisma.work.updateMany({ data: { nextAt: new Date('2100-01-01') } });

    await world.segments.create({ key: 'payers', rule: PAID }, 'ada');

    const work = await database.prisma.work.findFirstOrThrow({ where: { kind: 'evaluate' } });
    expect(work.nextAt!.getTime()).toBeLessThan(Date.now() + 60_000);
  });

  it('keeps a version of every rule, of the file as well, and who saved it', async () => {
    await world.segments.create({ key: 'payers', rule: PAID }, 'ada');
    await world.segments.edit('payers', { name: 'Payers' }, 'joan');
    world.clock.set('2026-01-02T00:00:00Z');
    await world.segments.edit('payers', { rule: FREE }, 'joan');
    await world.apply({ ...IN_FILE, rule: FREE });

    const [own, ofFile] = [
      await world.segments.versions('payers'),
      await world.segments.versions('of-file'),
    ];

    expect(own).toEqual([
      { version: 2, rule: FREE, savedAt: new Date('2026-01-02T00:00:00Z'), savedBy: 'joan' },
      { version: 1, rule: PAID, savedAt: new Date('2026-01-01T00:00:00Z'), savedBy: 'ada' },
    ]);
    expect(ofFile.map(({ version, savedBy }) => [version, savedBy])).toEqual([
      [2, 'segue.yaml'],
      [1, 'segue.yaml'],
    ]);
  });

  it('saves the rule of an earlier version as a new one', async () => {
    await world.segments.create({ key: 'payers', rule: PAID }, 'ada');
    await world.segments.edit('payers', { rule: FREE }, 'ada');
    await world.evaluate();

    const restored = await world.segments.restore('payers', 1, 'joan');

    await world.evaluate('2026-01-01T00:01:00Z');
    expect(restored).toMatchObject({ rule: PAID, version: 3, isCurrent: false });
    expect(await world.members('payers')).toEqual(['ada']);
    await expect(world.segments.restore('payers', 9, 'joan')).rejects.toThrow(NotFoundError);
  });

  it('refuses what is no rule, and keeps what it had', async () => {
    await world.segments.create({ key: 'payers', rule: PAID }, 'ada');

    const edit = world.segments.edit('payers', { rule: { any: [] } }, 'ada');

    await expect(edit).rejects.toThrow(RuleError);
    await expect(world.segments.create({ key: 'none' }, 'ada')).rejects.toThrow(RuleError);
    expect(await world.segments.get('payers')).toMatchObject({ rule: PAID, version: 1 });
  });

  it('refuses a circle through what is stored, at its place in the rule', async () => {
    await world.segments.create({ key: 'a', rule: PAID }, 'ada');
    await world.segments.create({ key: 'b', rule: { segment: 'a' } }, 'ada');

    const edit = world.segments.edit('a', { rule: { not: { segment: 'b' } } }, 'ada');

    await expect(edit).rejects.toMatchObject({
      problems: [{ pointer: '/not/segment', message: 'goes round in a circle (a → b → a)' }],
    });
  });

  it('lets one of two that were made from the same version win', async () => {
    await world.segments.create({ key: 'payers', rule: PAID }, 'ada');
    const edit = (value: string, by: string) =>
      refusal(
        world.segments.edit('payers', { rule: { ...PAID, value }, version: 1 }, by).then(() => by),
      );

    const results = await Promise.all([edit('gold', 'ada'), edit('silver', 'joan')]);

    expect(results.flat()).toContain('SEGMENT_OUTDATED');
    expect(await world.segments.versions('payers')).toHaveLength(2);
    expect(await world.segments.get('payers')).toMatchObject({ version: 2 });
  });

  it('lets two that complete a circle together not both win', async () => {
    await world.segments.create({ key: 'a', rule: PAID }, 'ada');
    await world.segments.create({ key: 'b', rule: PAID }, 'ada');

    const results = await Promise.allSettled([
      world.segments.edit('a', { rule: { segment: 'b' } }, 'ada'),
      world.segments.edit('b', { rule: { segment: 'a' } }, 'joan'),
    ]);

    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('waits for an evaluation that runs, which would give a deleted segment members', async () => {
    await world.segments.create({ key: 'payers', rule: PAID }, 'ada');
    const order: string[] = [];
    let deleted: Promise<unknown> | undefined;

    await database.transaction(async (sql) => {
      await sql.$executeRaw`UPDATE work SET lease_until = now() WHERE kind = 'evaluate'`;
      deleted = world.segments.delete('payers', {}, 'ada').then(() => order.push('deleted'));
      for (let n = 0; n < 50; n++) await sql.$queryRaw`SELECT 1`;
      order.push('evaluated');
    });

    await deleted;
    expect(order).toEqual(['evaluated', 'deleted']);
  });

  it('refuses to change what segue.yaml manages', async () => {
    const refusals = [
      await refusal(world.segments.edit('of-file', { name: 'Mine' }, 'ada')),
      await refusal(world.segments.delete('of-file', {}, 'ada')),
      await refusal(world.segments.restore('of-file', 1, 'ada')),
    ];

    const managed = ['SEGMENT_MANAGED', 'segment of-file is managed by segue.yaml'];
    expect(refusals).toEqual([managed, managed, managed]);
  });

  it('refuses a key that is taken', async () => {
    expect(await refusal(world.segments.create({ key: 'of-file', rule: PAID }, 'ada'))).toEqual([
      'SEGMENT_EXISTS',
      'there is a segment of-file already',
    ]);
  });

  it('refuses to delete what others use, and names them all', async () => {
    await world.segments.create({ key: 'payers', rule: PAID }, 'ada');
    await world.segments.create({ key: 'others', rule: { not: { segment: 'payers' } } }, 'ada');
    const sync = { connectionId: 'news', audience: {}, fields: {}, guards: {} };
    await database.prisma.sync.create({ data: { id: 'to-news', segmentKey: 'payers', ...sync } });

    expect(await refusal(world.segments.delete('payers', {}, 'ada'))).toEqual([
      'SEGMENT_IN_USE',
      'segment payers is used by segment others, sync to-news',
    ]);
  });

  it('lets the members of a deleted segment leave in the same moment', async () => {
    await world.segments.create({ key: 'payers', rule: PAID }, 'ada');
    await world.evaluate();
    world.clock.set('2026-01-02T00:00:00Z');

    await world.segments.delete('payers', { version: 1 }, 'joan');

    const profileId = await world.profileOf('ada');
    const log = await database.prisma.membershipLog.findMany({
      where: { profileId },
      orderBy: { seq: 'asc' },
    });
    const payers = await database.prisma.segment.findUniqueOrThrow({ where: { key: 'payers' } });
    const own = log.filter(({ segmentId }) => segmentId === payers.id);
    expect(own).toMatchObject([
      { joined: true, cause: 'edit' },
      { joined: false, cause: 'edit', version: 1, at: new Date('2026-01-02T00:00:00Z') },
    ]);
    const run = await database.prisma.run.findUniqueOrThrow({ where: { id: own[1]!.runId } });
    expect(run).toMatchObject({ kind: 'evaluate', state: 'succeeded', counts: { left: 1 } });
    expect(await world.members('payers')).toEqual([]);
    await expect(world.segments.get('payers')).rejects.toThrow(NotFoundError);
  });

  it('goes on with id and versions when a key is used again, without the members of before', async () => {
    await world.segments.create({ key: 'guests', kind: 'static' }, 'ada');
    const add = [{ type: 'userId', value: 'joan' }];
    await world.statics.edit('guests', { add }, 'ada');
    await world.evaluate();
    await world.segments.delete('guests', {}, 'ada');

    const again = await world.segments.create({ key: 'guests', kind: 'static' }, 'joan');

    await world.evaluate('2026-01-01T00:01:00Z');
    expect(again).toMatchObject({ version: 2, size: 0 });
    expect(await world.segments.versions('guests')).toHaveLength(2);
    expect(await world.members('guests')).toEqual([]);
  });

  it('makes a static segment of those who are members now', async () => {
    await world.evaluate();

    const frozen = await world.segments.freeze('of-file', { key: 'then' }, 'ada');

    expect(frozen).toMatchObject({
      ...{ key: 'then', name: 'Of the file, frozen', kind: 'static', rule: null },
      description: 'Who was in of-file at 2026-01-01T00:00:00.000Z',
    });
    await world.send({ identifiers: { userId: 'ada' }, traits: { plan: 'cancelled' } });
    await world.evaluate('2026-01-01T00:01:00Z');
    expect(await world.members('of-file')).toEqual([]);
    expect(await world.members('then')).toEqual(['ada']);
    await world.send({ identifiers: { userId: 'ada' }, traits: { plan: 'paid' } });
  });

  it('has no rule for a static segment', async () => {
    await world.segments.create({ key: 'guests', kind: 'static' }, 'ada');

    const why = 'segment guests is static: it has a list of members and no rule';
    expect(await refusal(world.segments.edit('guests', { rule: PAID }, 'ada'))).toEqual([
      'SEGMENT_KIND',
      why,
    ]);
  });

  describe('beside segue.yaml', () => {
    it('is left alone by the file', async () => {
      await world.segments.create({ key: 'payers', rule: PAID }, 'ada');

      await world.apply();

      expect(await world.segments.get('payers')).toMatchObject({ key: 'payers' });
      await expect(world.segments.get('of-file')).rejects.toThrow(NotFoundError);
    });

    it('does not start with a file that has the key of another segment, and names both', async () => {
      await world.segments.create({ key: 'payers', name: 'My payers', rule: PAID }, 'ada');
      const rule = { everyone: true };
      const twin: FileSegment = { ...IN_FILE, key: 'payers', name: 'Payers', rule };

      const apply = world.apply(IN_FILE, twin);

      await expect(apply).rejects.toThrow(ConfigFileError);
      await expect(world.apply(IN_FILE, twin)).rejects.toThrow(
        'segue.yaml:3:5 segments[1].key of "Payers" is taken by "My payers", which was made with the API',
      );
    });

    it('becomes the file’s where that has the same rule under its key', async () => {
      await world.segments.create({ key: 'payers', name: 'My payers', rule: PAID }, 'ada');

      await world.apply({ ...IN_FILE, key: 'payers', name: 'Payers', rule: PAID });

      const segments = await world.statusWith({ ...IN_FILE, key: 'payers' }).segments();
      expect(segments).toMatchObject([{ key: 'payers', name: 'Payers', origin: 'file' }]);
    });

    it('is shown after the segments of the file', async () => {
      await world.segments.create({ key: 'a-payers', rule: PAID }, 'ada');
      await world.segments.create({ key: 'guests', kind: 'static' }, 'ada');

      const segments = await world.statusWith(IN_FILE).segments();

      expect(segments.map(({ key, kind, origin }) => [key, kind, origin])).toEqual([
        ['of-file', 'dynamic', 'file'],
        ['a-payers', 'dynamic', 'api'],
        ['guests', 'static', 'api'],
      ]);
    });

    it('may take the key of one that the file no longer has', async () => {
      await world.apply();

      const made = await world.segments.create({ key: 'of-file', rule: FREE }, 'ada');

      expect(made).toMatchObject({ origin: 'api', version: 2, rule: FREE });
    });
  });
});
