import {
  answerOf,
  TransientError,
  type Context,
  type Page,
  type ProfileRecord,
  type Rejection,
} from '@segue/sdk';
import { cellsIn, isSet, listIn, toObject, totalRows, type Answer } from './answer.js';
import {
  dimensionsOf,
  requestExports,
  waitForExport,
  type AudienceExport,
} from './audience-export.js';
import { byId, findAudiences, type Audience } from './audience.js';
import type { AudiencePosition, Checkpoint } from './checkpoint.js';
import type { Ga4Settings } from './ga4.settings.js';
import type { GoogleClient } from './google-client.js';
import { toPages } from './to-pages.js';

/**
 * Rows of one query; Google gives at most 250,000. This many are some megabytes of JSON.
 *
 * Source: https://developers.google.com/analytics/devguides/reporting/data/v1/rest/v1beta/properties.audienceExports/query
 */
const QUERY_SIZE = 50_000;

/**
 * The members of every audience that the settings ask for, audience by audience, by their ids. The audience at which an
 * earlier read stopped goes on in the same export; when that has expired or grown stale, it starts again in another.
 */
export async function* readAudiences(
  ctx: Context<Ga4Settings>,
  google: GoogleClient,
  position: AudiencePosition | undefined,
): AsyncGenerator<Page<Checkpoint>, void, void> {
  const start = { id: position?.audienceId ?? '' };
  const left = (await findAudiences(ctx, google)).filter((audience) => byId(audience, start) >= 0);
  const exports = await requestExports(ctx, google, left);
  for (const audience of left) {
    const requested = exports.get(audience.id)!;
    const offset = position?.exportName === requested.name ? position.offset : 0;
    yield* readExport(google, audience, await waitForExport(ctx, google, requested), offset);
  }
}

/** Rows keep their places, because an export never changes: an offset is enough to go on. */
async function* readExport(
  google: GoogleClient,
  audience: Audience,
  { name, createdAt }: AudienceExport,
  from: number,
): AsyncGenerator<Page<Checkpoint>, void, void> {
  const at = (offset: number): Checkpoint => ({
    position: { stream: 'audiences', audienceId: audience.id, exportName: name, offset },
  });
  let offset = from;
  for (let total = Infinity; offset < total;) {
    const answer = await queryExport(google, name, offset);
    const columns = columnsIn(answer);
    const rows = listIn(answer, 'audienceRows');
    total = totalRows(answer, rows.length, offset);
    const toRecord = (row: unknown, index: number) =>
      toMember(row, columns, audience, createdAt, index);
    yield* toPages(rows, offset, toRecord, at);
    offset += rows.length;
  }
}

async function queryExport(google: GoogleClient, name: string, offset: number): Promise<Answer> {
  try {
    return await google.post(`/v1beta/${name}:query`, {
      offset: String(offset),
      limit: String(QUERY_SIZE),
    });
  } catch (error) {
    if (answerOf(error)?.status !== 404) throw error;
    throw new TransientError('an audience export expired while it was read; it is made anew');
  }
}

interface Columns {
  readonly userId: number;
  readonly deviceId: number;
}

function columnsIn(answer: Answer): Columns {
  const names = dimensionsOf(toObject(answer['audienceExport'], 'audience export'));
  const columns = { userId: names.indexOf('userId'), deviceId: names.indexOf('deviceId') };
  if (columns.userId >= 0 && columns.deviceId >= 0) return columns;
  throw new TransientError("Google's answer does not say which column is which");
}

/**
 * That the person was a member when the export was made. Nobody has to be told to have left: who left is not in the next
 * export and keeps the older instant.
 */
function toMember(
  row: unknown,
  columns: Columns,
  { id, trait }: Audience,
  createdAt: Date,
  index: number,
): ProfileRecord | Rejection {
  const cells = cellsIn(row, 'dimensionValues');
  const position = `audience ${id}, row ${index}`;
  if (!cells) return { code: 'INVALID_ROW', reason: 'not a row of texts', position, raw: row };
  const userId = cells[columns.userId];
  const anonymousId = cells[columns.deviceId];
  if (!isSet(userId) && !isSet(anonymousId)) {
    return {
      code: 'NO_IDENTIFIER',
      reason: 'neither a user id nor a device id',
      position,
      raw: row,
    };
  }
  return {
    kind: 'profile',
    identifiers: {
      ...(isSet(userId) ? { userId } : {}),
      ...(isSet(anonymousId) ? { anonymousId } : {}),
    },
    traits: { [trait]: createdAt.toISOString() },
    observedAt: createdAt,
  };
}
