import type { VendorAnswer } from './vendor-server.js';

/** Google's error shape. */
export const failure = (
  code: number,
  status: string,
  message: string,
  details: readonly object[] = [],
): VendorAnswer => ({
  status: code,
  body: { error: { code, message, status, ...(details.length > 0 ? { details } : {}) } },
});

export const notFound = (): VendorAnswer =>
  failure(404, 'NOT_FOUND', 'Requested entity was not found.');

/** 64-bit integers are text in Google's JSON. */
export interface Range {
  readonly offset?: string;
  readonly limit?: string;
}

const MAX_ROWS = 250_000;

/** A cut of rows with their count; empty lists and zeros are left out. */
export function rowsIn(key: string, all: readonly object[], range: Range): object {
  const offset = Number(range.offset ?? 0);
  const rows = all.slice(offset, offset + Math.min(Number(range.limit ?? 10_000), MAX_ROWS));
  return {
    ...(rows.length > 0 ? { [key]: rows } : {}),
    ...(all.length > 0 ? { rowCount: all.length } : {}),
  };
}

/** A page of a list; the page token is the place where it begins. */
export function pageOf(
  key: string,
  all: readonly object[],
  query: URLSearchParams,
  maxPageSize: number,
): VendorAnswer {
  const start = Number(query.get('pageToken') ?? 0);
  const end = start + Math.min(Number(query.get('pageSize') ?? 50), maxPageSize);
  const items = all.slice(start, end);
  return {
    body: {
      ...(items.length > 0 ? { [key]: items } : {}),
      ...(end < all.length ? { nextPageToken: String(end) } : {}),
    },
  };
}
