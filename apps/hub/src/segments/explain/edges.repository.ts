import { Prisma } from '../../database/database.js';
import { nowOf, plus, unitStartOf } from '../compile/compile-time.js';
import type { CompileContext } from '../compile/compile-rule.js';
import type { Condition, Duration, Tree, Window } from '../rules/rule.js';
import { treeLeaves } from '../rules/visit-rule.js';

type Clock = Pick<CompileContext, 'now' | 'timezone'>;

/** Anniversaries come again for ever; about six years of them are looked at. */
const MOST_ANNIVERSARIES = 12;

const RELATIVE = [
  'withinLast',
  'withinNext',
  'olderThan',
  'inPeriod',
  'anniversaryWithinNext',
] as const;
export type RelativeCondition = Extract<Condition, { readonly op: (typeof RELATIVE)[number] }>;

/** Whether the answer about one and the same value depends on the time. */
export const isRelative = (condition: Condition): condition is RelativeCondition =>
  (RELATIVE as readonly string[]).includes(condition.op);

export const relativeOf = <L extends { readonly condition: Condition }>(
  where: Tree<L> | undefined,
): readonly (L & { readonly condition: RelativeCondition })[] =>
  where === undefined
    ? []
    : treeLeaves(where).filter((leaf): leaf is L & { readonly condition: RelativeCondition } =>
        isRelative(leaf.condition),
      );

/** The values of `now` at which an SQL instant comes into the window or leaves it. */
export function windowEdges(t: Prisma.Sql, window: Window, clock: Clock): readonly Prisma.Sql[] {
  switch (window.kind) {
    case 'last':
      return [plus(t, window.duration, clock)];
    case 'between':
      return [plus(t, window.to, clock), plus(t, window.from, clock)];
    case 'range':
      return [];
    case 'period': {
      const { unit, offset } = window.period;
      return [0, 1].map((shift) => unitStartOf(t, unit, shift - offset, clock));
    }
  }
}

/** Queries for (at): the values of `now` at which the answer about an SQL instant changes. */
export function conditionEdges(
  condition: RelativeCondition,
  t: Prisma.Sql,
  clock: Clock,
): readonly Prisma.Sql[] {
  switch (condition.op) {
    case 'withinLast':
      return [t, plus(t, condition.duration, clock)].map(one);
    case 'olderThan':
      return [one(plus(t, condition.duration, clock))];
    case 'withinNext':
      return [one(t), beginsOfNext(t, condition.duration, clock)];
    case 'inPeriod':
      return windowEdges(t, { kind: 'period', period: condition.period }, clock).map(one);
    case 'anniversaryWithinNext': {
      const due = (now: Prisma.Sql): Prisma.Sql =>
        Prisma.sql`segue_anniversary_due(${t}, ${condition.days}::int, ${now}, ${clock.timezone})`;
      return [
        Prisma.sql`SELECT r.at FROM (WITH RECURSIVE r(at, n) AS (SELECT ${due(nowOf(clock))}, 1 UNION ALL SELECT ${due(Prisma.sql`r.at`)}, r.n + 1 FROM r WHERE r.n < ${MOST_ANNIVERSARIES}::int) SELECT r.at FROM r) r`,
      ];
    }
  }
}

export const one = (at: Prisma.Sql): Prisma.Sql => Prisma.sql`SELECT ${at} AS at`;

/**
 * When `t` comes within the next months, and is not any more: of 28 to 31 January each reaches 28 February, from 0:00 to 24:00
 * anew, so that it does so up to four times.
 */
function beginsOfNext(t: Prisma.Sql, duration: Duration, clock: Clock): Prisma.Sql {
  if (duration.kind === 'exact') {
    return one(Prisma.sql`(${t} - make_interval(secs => ${duration.ms / 1000}::float8))`);
  }
  const isFuture = Prisma.sql`${t} > ${nowOf(clock)}`;
  const isNext = Prisma.sql`(${t} > g.at AND ${t} <= ${plus(Prisma.sql`g.at`, duration, clock)})`;
  const asked = Prisma.sql`SELECT g.at, ${isNext} AS is_next FROM (${instantsNear(t, duration.months, clock)}) g WHERE ${isFuture}`;
  return Prisma.sql`SELECT s.at FROM (SELECT a.at, a.is_next, lag(a.is_next) OVER (ORDER BY a.at) AS former FROM (${asked}) a) s WHERE s.is_next <> s.former`;
}

/**
 * Instants (at) about some calendar months before `t`, where what counts months forward to `t` can turn: midnights and shifts of
 * the clock, which are at whole quarters of an hour, and `t` itself, which is as far from one as the instants of the second kind.
 */
export function instantsNear(t: Prisma.Sql, months: number, { timezone }: Clock): Prisma.Sql {
  const base = Prisma.sql`date_trunc('day', ((${t} AT TIME ZONE ${timezone}) - make_interval(months => ${months}::int)) AT TIME ZONE ${timezone})`;
  const past = Prisma.sql`${t} - date_bin('15 minutes', ${t}, timestamptz 'epoch')`;
  return Prisma.sql`SELECT q.at + s.shift AS at FROM generate_series(${base} - interval '2 days', ${base} + interval '6 days', interval '15 minutes') AS q(at) CROSS JOIN (VALUES (interval '0'), (${past})) AS s(shift)`;
}
