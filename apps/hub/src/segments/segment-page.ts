/** A part of a list. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** What to give as `after` for the next page; null on the last one. */
  readonly next: string | null;
}

export interface PageRequest {
  /** The `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** What a row of a log is found again by: when it was written, its number, and its profile. */
interface Positioned {
  readonly at: Date;
  readonly seq: bigint;
  readonly profileId: string;
}

/** `ms.seq.profile` */
export const CURSOR = /^(\d{1,15})\.(\d{1,18})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Undefined for the first page. */
export function splitCursor(after: string | undefined): Positioned | undefined {
  const [, ms, seq, profileId] = CURSOR.exec(after ?? '') ?? [];
  if (ms === undefined || seq === undefined || profileId === undefined) return undefined;
  return { at: new Date(Number(ms)), seq: BigInt(seq), profileId };
}

/** @param rows one more than `limit`, where there are more */
export function toPage<T extends Positioned>(
  rows: readonly T[],
  limit: number,
): Page<Omit<T, 'seq'>> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    rows: shown.map(({ seq: _seq, ...row }) => row),
    next: last ? `${last.at.getTime()}.${last.seq}.${last.profileId}` : null,
  };
}
