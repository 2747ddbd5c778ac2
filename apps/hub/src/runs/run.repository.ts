import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Rejection } from '@segue/sdk';
import { isNestedTooDeep } from '@segue/sdk';
import { Database, Prisma, type Sql } from '../database/database.js';
import { uuidV7 } from '../database/uuid.js';
import type { IntakeResult } from '../intake/intake-result.js';
import { toStorable, UnstorableError } from '../intake/storable.js';
import type { RunPosition } from './run-cursor.js';
import type {
  Run,
  RunCounts,
  RunKind,
  RunProblem,
  RunRecord,
  RunState,
  RunTrigger,
} from './run.js';

/** What is kept of a rejected record. */
const MOST_RAW_CHARACTERS = 10_000;

export interface RunFilter {
  readonly kind?: RunKind | undefined;
  readonly target?: string | undefined;
  readonly state?: RunState | undefined;
  /** Started at this instant or later. */
  readonly from?: Date | undefined;
  /** Started before this instant. */
  readonly to?: Date | undefined;
  /** Part of a target, or of why it failed, in any case. */
  readonly q?: string | undefined;
  readonly after?: RunPosition | undefined;
  readonly withoutSyncs?: readonly string[];
  readonly limit?: number;
}

@Injectable()
export class RunRepository {
  constructor(private readonly database: Database) {}

  /** Begins a run. One of the same thing that still counts as running was interrupted: its process is gone. */
  async start(kind: RunKind, target: string, trigger: RunTrigger, at: Date): Promise<string> {
    const id = uuidV7();
    await this.database.transaction(async (sql) => {
      await sql.run.updateMany({
        where: { kind, target, state: 'running' },
        data: {
          state: 'failed',
          finishedAt: at,
          error: { code: 'INTERRUPTED', message: 'the process ended in the middle of this run' },
        },
      });
      await sql.run.create({
        data: { id, kind, target, trigger, state: 'running', startedAt: at },
      });
    });
    return id;
  }

  /**
   * The run that counts what a connection was sent in one hour, made when there is none. Its id follows from the two, so that
   * processes which receive for one connection at the same time count on one row.
   *
   * @param hour its beginning, in UTC
   */
  async pushRun(sql: Sql, connectionId: string, hour: Date): Promise<string> {
    const id = pushRunId(connectionId, hour);
    await sql.$executeRaw`
      INSERT INTO run (id, kind, target, trigger, state, started_at)
      VALUES (${id}::uuid, 'push', ${connectionId}, 'push', 'succeeded', ${hour})
      ON CONFLICT (id) DO NOTHING`;
    return id;
  }

  /** Adds to the counts, in the transaction that did what is counted. */
  async count(sql: Sql, id: string, by: RunCounts): Promise<void> {
    const added = Object.entries(by).filter(([, n]) => n !== 0);
    if (added.length === 0) return;
    const sums = added.map(
      ([key, n]) =>
        Prisma.sql`${key}::text, coalesce((counts ->> ${key}::text)::bigint, 0) + ${n}::bigint`,
    );
    await sql.$executeRaw`
      UPDATE run SET counts = counts || jsonb_build_object(${Prisma.join(sums)})
      WHERE id = ${id}::uuid`;
  }

  /** What a source gave, and what became of it. */
  async recordIntake(
    sql: Sql,
    id: string,
    given: { readonly records: readonly unknown[]; readonly rejected?: readonly Rejection[] },
    result: IntakeResult,
  ): Promise<void> {
    const { records, rejected = [] } = given;
    const { accepted, duplicates } = result;
    const refused = [...rejected, ...result.rejected];
    const read = records.length + rejected.length;
    await this.count(sql, id, { read, accepted, duplicates, rejected: refused.length });
    await this.keep(
      sql,
      id,
      refused.map((rejection) => ({ ...rejection, outcome: 'rejected' })),
    );
  }

  /** Notes are shown once per code. */
  async note(sql: Sql, id: string, notes: readonly RunProblem[]): Promise<void> {
    for (const note of notes) {
      await sql.$executeRaw`
        UPDATE run SET notes = notes || ${JSON.stringify([note])}::jsonb
        WHERE id = ${id}::uuid AND NOT notes @> ${JSON.stringify([{ code: note.code }])}::jsonb`;
    }
  }

  async keep(sql: Sql, id: string, records: readonly RunRecord[]): Promise<void> {
    if (records.length === 0) return;
    await sql.runRecord.createMany({
      data: records.map(({ raw, position, ...record }) => ({
        ...record,
        reason: toStorable(record.reason),
        ...(position === undefined ? {} : { position: toStorable(position) }),
        runId: id,
        ...(raw === undefined ? {} : { raw: excerpt(raw) }),
      })),
    });
  }

  async expect(sql: Sql, id: string, changes: number): Promise<void> {
    await sql.run.update({ where: { id }, data: { expected: changes } });
  }

  async askToCancel(id: string, at: Date, by: string): Promise<void> {
    await this.database.prisma.run.updateMany({
      where: { id, state: 'running', cancelAskedAt: null },
      data: { cancelAskedAt: at, cancelAskedBy: by },
    });
  }

  async isCancelAsked(id: string): Promise<boolean> {
    const run = await this.database.prisma.run.findUnique({
      where: { id },
      select: { cancelAskedAt: true },
    });
    return run !== null && run.cancelAskedAt !== null;
  }

  /** Ends a run that no process does any more. */
  async endUnheld(id: string, at: Date): Promise<void> {
    await this.database.prisma.run.updateMany({
      where: { id, state: 'running' },
      data: { state: 'cancelled', finishedAt: at },
    });
  }

  async finish(id: string, state: RunState, at: Date, error?: RunProblem): Promise<Run> {
    const run = await this.database.prisma.run.update({
      where: { id },
      data: { state, finishedAt: at, ...(error ? { error: { ...error } } : {}) },
    });
    return toRun(run);
  }

  /** A scheduled evaluation that changed nothing is no news. */
  async forgetIfEmpty({ id, state, counts, notes }: Run): Promise<void> {
    const isEmpty = (counts.joined ?? 0) + (counts.left ?? 0) + notes.length === 0;
    if (state === 'succeeded' && isEmpty) await this.database.prisma.run.delete({ where: { id } });
  }

  async get(id: string): Promise<Run | undefined> {
    const run = await this.database.prisma.run.findUnique({ where: { id } });
    return run ? toRun(run) : undefined;
  }

  /** The newest first. */
  async list({ limit = 20, ...filter }: RunFilter): Promise<readonly Run[]> {
    const runs = await this.database.prisma.run.findMany({
      where: { AND: conditionsOf(filter) },
      orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
    return runs.map(toRun);
  }

  /** Rejected, failed and skipped records in order, `limit` at most, after the one numbered `after`. */
  async records(
    id: string,
    { after = 0n, limit = 100 }: { after?: bigint; limit?: number },
  ): Promise<readonly (RunRecord & { readonly seq: string })[]> {
    const rows = await this.database.prisma.runRecord.findMany({
      where: { runId: id, seq: { gt: after } },
      orderBy: { seq: 'asc' },
      take: limit,
    });
    return rows.map(({ seq, outcome, code, reason, position, profileId, raw }) => ({
      seq: String(seq),
      outcome: outcome as RunRecord['outcome'],
      code,
      reason,
      ...(position === null ? {} : { position }),
      ...(profileId === null ? {} : { profileId }),
      ...(raw === null ? {} : { raw }),
    }));
  }

  /** The newest run of each of these. */
  async latest(items: readonly Pick<Run, 'kind' | 'target'>[]): Promise<readonly Run[]> {
    const rows = await this.database.prisma.$queryRaw<{ id: string }[]>`
      SELECT newest.id FROM unnest(${items.map(({ kind }) => kind)}::text[],
                                   ${items.map(({ target }) => target)}::text[]) AS item(kind, target)
      CROSS JOIN LATERAL (
        SELECT id FROM run WHERE run.kind = item.kind AND run.target = item.target
        ORDER BY started_at DESC, id DESC LIMIT 1) AS newest`;
    const runs = await this.database.prisma.run.findMany({
      where: { id: { in: rows.map(({ id }) => id) } },
    });
    return runs.map(toRun);
  }

  /** How many records each connection's runs rejected since then. */
  async rejectedSince(since: Date): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.prisma.$queryRaw<{ target: string; rejected: bigint }[]>`
      SELECT target, sum((counts ->> 'rejected')::bigint)::bigint AS rejected FROM run
      WHERE started_at >= ${since} AND kind IN ('pull', 'push') AND counts ? 'rejected'
      GROUP BY target`;
    return new Map(rows.map(({ target, rejected }) => [target, Number(rejected)]));
  }
}

function conditionsOf({
  kind,
  target,
  state,
  from,
  to,
  q,
  after,
  withoutSyncs = [],
}: Omit<RunFilter, 'limit'>): Prisma.RunWhereInput[] {
  const given: Prisma.RunWhereInput[] = [
    ...(kind === undefined ? [] : [{ kind }]),
    ...(target === undefined ? [] : [{ target }]),
    ...(state === undefined ? [] : [{ state }]),
    ...(from ? [{ startedAt: { gte: from } }] : []),
    ...(to ? [{ startedAt: { lt: to } }] : []),
    ...(withoutSyncs.length > 0
      ? [{ NOT: { kind: 'sync', target: { in: [...withoutSyncs] } } }]
      : []),
  ];
  if (q !== undefined) {
    const contains = { contains: q, mode: 'insensitive' } as const;
    const inError = (key: string) => ({
      error: { path: [key], string_contains: q, mode: 'insensitive' } as const,
    });
    given.push({ OR: [{ target: contains }, inError('code'), inError('message')] });
  }
  if (after) {
    const { startedAt, id } = after;
    // The first condition is what the index is read by.
    given.push(
      { startedAt: { lte: startedAt } },
      { OR: [{ startedAt: { lt: startedAt } }, { id: { lt: id } }] },
    );
  }
  return given;
}

type StoredRun = Prisma.RunGetPayload<object>;

const toRun = (run: StoredRun): Run => ({
  ...run,
  kind: run.kind as RunKind,
  trigger: run.trigger as RunTrigger,
  state: run.state as RunState,
  counts: run.counts as RunCounts,
  error: run.error as RunProblem | null,
  notes: run.notes as unknown as RunProblem[],
});

/** A UUID of version 8 (RFC 9562): made from a hash. */
function pushRunId(connectionId: string, hour: Date): string {
  const name = `push ${connectionId} ${hour.toISOString()}`;
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The record itself where it is small, else the beginning of its text; nothing of one that no serialiser can take. */
function excerpt(raw: unknown): Prisma.InputJsonValue {
  if (isNestedTooDeep(raw)) return '(nested too deep to be shown)';
  const json = JSON.stringify(raw) ?? 'null';
  try {
    if (json.length <= MOST_RAW_CHARACTERS) return toStorable(JSON.parse(json) as string);
  } catch (error) {
    if (!(error instanceof UnstorableError)) throw error;
  }
  return toStorable(`${json.slice(0, MOST_RAW_CHARACTERS)}…`);
}
