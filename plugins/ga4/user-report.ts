import {
  TransientError,
  type Context,
  type Page,
  type ProfileRecord,
  type Rejection,
} from '@segue/sdk';
import {
  cellsIn,
  isSet,
  listIn,
  objectsIn,
  textIn,
  toObject,
  totalRows,
  type Answer,
} from './answer.js';
import type { Checkpoint, ReportPosition } from './checkpoint.js';
import type { Ga4Settings, UserReportSettings } from './ga4.settings.js';
import type { GoogleClient } from './google-client.js';
import { reportNotes } from './report-notes.js';
import { toPages } from './to-pages.js';

const LIMIT = 10_000;

/** The row that holds everybody together for whom the property has too many different ids. */
const OTHER_ROW = '(other)';

/** When the report last listed the person: one who was not active in its days keeps the numbers of an earlier one. */
const REPORTED_AT = 'ga4_reported_at';

/** `sessions` → `ga4_sessions`, `keyEvents:purchase` → `ga4_keyEvents_purchase`. */
const traitOf = (metric: string): string => `ga4_${metric.replaceAll(':', '_')}`;

/**
 * One record for each person whom the report lists.
 *
 * Pages by offset, in the order of the ids. The report's days move on at midnight, and people whose last active day left it
 * would move everybody after them to lower offsets: so offsets count within one day only, and a new day starts at 0 again.
 */
export async function* readUserReport(
  ctx: Context<Ga4Settings>,
  google: GoogleClient,
  report: Readonly<UserReportSettings>,
  position: ReportPosition | undefined,
): AsyncGenerator<Page<Checkpoint>, void, void> {
  const { propertyId } = ctx.settings;
  let { day, offset } = position ?? { day: undefined, offset: 0 };
  for (let total = Infinity; offset < total;) {
    const observedAt = ctx.now();
    const url = `/v1beta/properties/${propertyId}:runReport`;
    const answer = await google.post(url, toRequest(report, offset));
    const today = dayIn(answer, observedAt);
    if (offset > 0 && day !== today) {
      offset = 0;
      continue;
    }
    day = today;
    const rows = listIn(answer, 'rows');
    const metrics = rows.length > 0 ? metricsIn(answer) : [];
    total = totalRows(answer, rows.length, offset);
    const toRecord = (row: unknown, index: number) =>
      toPerson(row, metrics, report.identifier, observedAt, index);
    const at = (next: number): Checkpoint => ({
      position: { stream: 'users', day: today, offset: next },
    });
    yield* toPages(rows, offset, toRecord, at, reportNotes(answer));
    offset += rows.length;
  }
}

/** Source: https://developers.google.com/analytics/devguides/reporting/data/v1/rest/v1beta/properties/runReport */
const toRequest = (
  { dimension, metrics, lookbackDays }: Readonly<UserReportSettings>,
  offset: number,
) => ({
  dateRanges: [{ startDate: `${lookbackDays}daysAgo`, endDate: 'yesterday' }],
  dimensions: [{ name: dimension }],
  metrics: metrics.map((name) => ({ name })),
  dimensionFilter: {
    notExpression: {
      filter: { fieldName: dimension, inListFilter: { values: ['(not set)', '', OTHER_ROW] } },
    },
  },
  orderBys: [{ dimension: { dimensionName: dimension } }],
  offset: String(offset),
  limit: String(LIMIT),
  keepEmptyRows: false,
  returnPropertyQuota: true,
});

/** The names of the columns; Google leaves out metrics that the service account may not see. */
function metricsIn(answer: Answer): readonly string[] {
  const names = objectsIn(answer, 'metricHeaders').flatMap(
    (header) => textIn(header, 'name') ?? [],
  );
  if (names.length > 0) return names;
  throw new TransientError("Google's answer holds rows without headers");
}

/** All types of metrics are numbers: counts, amounts in the property's currency, durations in the type's unit. */
function toPerson(
  row: unknown,
  metrics: readonly string[],
  identifier: UserReportSettings['identifier'],
  observedAt: Date,
  index: number,
): ProfileRecord | Rejection | undefined {
  const position = `user report, row ${index}`;
  const id = cellsIn(row, 'dimensionValues')?.[0];
  const values = cellsIn(row, 'metricValues');
  if (id === undefined || values?.length !== metrics.length) {
    return { code: 'INVALID_ROW', reason: 'not a row of the report', position, raw: row };
  }
  if (!isSet(id) || id === OTHER_ROW) return undefined;

  const traits: Record<string, number | string> = { [REPORTED_AT]: observedAt.toISOString() };
  for (const [column, metric] of metrics.entries()) {
    const text = values[column] ?? '';
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value)) {
      const reason = `the value of ${metric} is no number`;
      return { code: 'INVALID_METRIC', reason, position, raw: row };
    }
    traits[traitOf(metric)] = value;
  }
  return { kind: 'profile', identifiers: { [identifier]: id }, traits, observedAt };
}

/** The calendar day in the property's time zone, which the report tells: the days of the report end with the one before. */
function dayIn(answer: Answer, at: Date): string {
  const timeZone = textIn(toObject(answer['metadata'], 'report metadata'), 'timeZone') ?? 'UTC';
  try {
    return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);
  } catch {
    // A zone that this Node does not know yet.
    return at.toISOString().slice(0, 10);
  }
}
