import type { Page, ProfileRecord, Rejection, RunNote } from '@segue/sdk';
import type { Checkpoint } from './checkpoint.js';

/** The hub stores a page in one transaction. */
const PAGE_SIZE = 5_000;

/**
 * The rows of one answer as pages.
 *
 * @param offset    number of the first row among all rows
 * @param toRecord  a record, why there is none, or undefined for a row that is nobody; gets the number of the row
 * @param at        the checkpoint at which all rows before an offset are stored
 * @param notes     go with the first page, which is there for them even without rows
 */
export function* toPages(
  rows: readonly unknown[],
  offset: number,
  toRecord: (row: unknown, index: number) => ProfileRecord | Rejection | undefined,
  at: (offset: number) => Checkpoint,
  notes: readonly RunNote[] = [],
): Generator<Page<Checkpoint>, void, void> {
  if (rows.length === 0 && notes.length > 0) yield { records: [], checkpoint: at(offset), notes };
  for (let start = 0; start < rows.length; start += PAGE_SIZE) {
    const slice = rows.slice(start, start + PAGE_SIZE);
    const first = offset + start;
    const results = slice.flatMap((row, index) => toRecord(row, first + index) ?? []);
    const records = results.filter((result): result is ProfileRecord => 'kind' in result);
    const rejected = results.filter((result): result is Rejection => !('kind' in result));
    yield {
      records,
      ...(rejected.length > 0 ? { rejected } : {}),
      checkpoint: at(first + slice.length),
      ...(start === 0 && notes.length > 0 ? { notes } : {}),
    };
  }
}
