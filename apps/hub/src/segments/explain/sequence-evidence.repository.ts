import { Prisma } from '../../database/database.js';
import { allOf, relation } from '../compile/compile-context.js';
import { isInWindow, nowOf, plus } from '../compile/compile-time.js';
import { filterEvents } from '../compile/event-rows.js';
import type { SequenceLeaf } from '../rules/rule.js';
import { namedValues } from './event-evidence.repository.js';
import type { ExplainContext } from './explain-context.js';
import { propertiesOfStep } from './named-properties.js';
import { windowBounds } from './window-bounds.repository.js';

/** The latest of those that match a step by themselves. */
export const MOST_EVENTS = 20_000;

const AT = Prisma.sql`e.occurred_at`;

/**
 * The events of one profile that match a step by themselves, as JSON: { window, events }, the earliest event first. Of each event
 * `steps` tells which it matches (the absent one last), `untilMs` until when the step after each may come, NULL for ever, and
 * `values` what each names.
 */
export function selectSequenceEvidence(
  { steps, absent, within }: SequenceLeaf,
  context: ExplainContext,
): Prisma.Sql {
  const all = [...steps, ...(absent ? [absent] : [])];
  const inWindow = within ? [isInWindow(AT, within, context)] : [];
  const matches = all.map(
    (step) =>
      Prisma.sql`(${allOf([...filterEvents(step, context), ...(step === absent ? [] : inWindow)])})`,
  );
  const until = all.map((_, index) => {
    const next = all[index + 1]?.within;
    return next ? msOf(plus(AT, next, context)) : Prisma.sql`NULL::numeric`;
  });
  const values = all.map((step) => namedValues(propertiesOfStep(step)));
  const event = Prisma.sql`jsonb_build_object('name', e.name, 'atMs', ${msOf(AT)}, 'steps', to_jsonb(ARRAY[${Prisma.join(matches)}]), 'untilMs', to_jsonb(ARRAY[${Prisma.join(until)}]), 'values', jsonb_build_array(${Prisma.join(values)}))`;
  const rows = Prisma.sql`${AT} <= ${nowOf(context)} AND (${Prisma.join(matches, ' OR ')})`;
  const latest = Prisma.sql`SELECT ${AT} AS at, e.seq, ${event} AS event FROM ${relation('event', context)} e WHERE ${rows} ORDER BY ${AT} DESC, e.seq DESC LIMIT ${MOST_EVENTS}::int`;
  const bounds = within ? windowBounds(within, context) : Prisma.sql`NULL::jsonb`;
  return Prisma.sql`SELECT jsonb_build_object('window', ${bounds}, 'events', (SELECT jsonb_agg(l.event ORDER BY l.at, l.seq) FROM (${latest}) l)) AS found`;
}

const msOf = (t: Prisma.Sql): Prisma.Sql => Prisma.sql`round(extract(epoch FROM ${t}) * 1000)`;
