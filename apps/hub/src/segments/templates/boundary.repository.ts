import { Injectable } from '@nestjs/common';
import { Database, Prisma } from '../../database/database.js';
import { parseDuration } from '../rules/durations.js';
import { parsePropertyPath } from '../rules/parse-path.js';
import { startOf } from '../rules/place.js';
import type {
  BoundaryRequest,
  BoundaryResult,
  Quintiles,
  QuintilesRequest,
  TopShareRequest,
  ValuesRequest,
} from './boundaries.js';
import { namesOf } from './needs.js';

/** As of when, and where days and months begin. */
export interface Moment {
  readonly now: Date;
  readonly timezone: string;
}

type Asked<R extends BoundaryRequest> = Extract<BoundaryResult, { readonly kind: R['kind'] }>;

const AT = Prisma.sql`ARRAY[0.2, 0.4, 0.6, 0.8]::float8[]`;
const DAY_SECONDS = 86_400;

/** Takes thresholds from the data, over all people in one statement. Events count as they do in rules. */
@Injectable()
export class BoundaryRepository {
  constructor(private readonly database: Database) {}

  /** @returns undefined when nobody did it */
  find(request: BoundaryRequest, moment: Moment): Promise<BoundaryResult | undefined> {
    switch (request.kind) {
      case 'quintiles':
        return this.quintiles(request, moment);
      case 'topShare':
        return this.topShare(request, moment);
      case 'values':
        return this.values(request, moment);
    }
  }

  private async quintiles(
    request: QuintilesRequest,
    moment: Moment,
  ): Promise<Asked<QuintilesRequest> | undefined> {
    const now = Prisma.sql`${moment.now.toISOString()}::timestamptz`;
    const [row] = await this.database.prisma.$queryRaw<[QuintilesRow]>`
      WITH person AS (
        SELECT floor(extract(epoch FROM ${now} - max(e.occurred_at)) / ${DAY_SECONDS}::int)::float8 AS days,
               count(*)::float8 AS times, COALESCE(sum(${numberOf(request)}), 0)::float8 AS sum
        FROM event e WHERE ${isMeant(request, moment)} GROUP BY e.profile_id)
      SELECT count(*)::int AS people, percentile_disc(${AT}) WITHIN GROUP (ORDER BY days) AS days,
             percentile_disc(${AT}) WITHIN GROUP (ORDER BY times) AS counts,
             percentile_disc(${AT}) WITHIN GROUP (ORDER BY sum) AS sums
      FROM person`;
    if (row.people === 0) return undefined;
    const { people, days, counts, sums } = row;
    return { kind: 'quintiles', people, days, counts, sums };
  }

  private async topShare(
    request: TopShareRequest,
    moment: Moment,
  ): Promise<Asked<TopShareRequest> | undefined> {
    const [row] = await this.database.prisma.$queryRaw<[{ people: number; sum: number }]>`
      WITH person AS (
        SELECT COALESCE(sum(${numberOf(request)}), 0)::float8 AS sum
        FROM event e WHERE ${isMeant(request, moment)} GROUP BY e.profile_id)
      SELECT count(*)::int AS people,
             percentile_disc(${request.percent / 100}::float8) WITHIN GROUP (ORDER BY sum DESC) AS sum
      FROM person`;
    return row.people === 0 ? undefined : { kind: 'topShare', ...row };
  }

  private async values(
    request: ValuesRequest,
    moment: Moment,
  ): Promise<Asked<ValuesRequest> | undefined> {
    const rows = await this.database.prisma.$queryRaw<{ value: string }[]>`
      SELECT f.value FROM (
        SELECT segue_text(${valueOf(request)}) AS value
        FROM event e WHERE ${isMeant(request, moment)}) AS f
      WHERE f.value <> '' GROUP BY f.value ORDER BY count(*) DESC, f.value LIMIT ${request.limit}`;
    return rows.length === 0 ? undefined : { kind: 'values', values: rows.map((row) => row.value) };
  }
}

interface QuintilesRow {
  readonly people: number;
  readonly days: Quintiles;
  readonly counts: Quintiles;
  readonly sums: Quintiles;
}

/** The events of the request up to now. */
function isMeant({ events, within }: BoundaryRequest, { now, timezone }: Moment): Prisma.Sql {
  const names = namesOf(events);
  const hasName =
    names.length === 0 ? Prisma.sql`TRUE` : Prisma.sql`e.name = ANY(${[...names]}::text[])`;
  const at = Prisma.sql`${now.toISOString()}::timestamptz`;
  return Prisma.sql`${hasName} AND e.occurred_at <= ${at} AND ${endOf(within, timezone)} > ${at}`;
}

/** Until when an event is within the last … */
function endOf(within: string, timezone: string): Prisma.Sql {
  const duration = parseDuration(within, nowhere())!;
  return duration.kind === 'exact'
    ? Prisma.sql`e.occurred_at + make_interval(secs => ${duration.ms / 1000}::float8)`
    : Prisma.sql`segue_plus_months(e.occurred_at, ${duration.months}::int, ${timezone})`;
}

function valueOf({ property }: BoundaryRequest): Prisma.Sql {
  const { root, path } = parsePropertyPath(property, nowhere())!;
  return Prisma.sql`segue_path(e.${Prisma.raw(root)}, ${[...path]}::text[])`;
}

const numberOf = (request: BoundaryRequest): Prisma.Sql =>
  Prisma.sql`segue_number(${valueOf(request)})`;

/** For texts that were checked before. */
const nowhere = () => startOf({ problems: [], leafCount: 0, nodeCount: 0 });
