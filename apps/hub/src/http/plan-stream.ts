import { Readable } from 'node:stream';
import { csvLine } from '../runtime/csv.js';
import type { PlannedRow } from '../syncs/plan.service.js';

const HEADER = ['action', 'address', 'profile_id', 'reason', 'fields'];

/** RFC 4180, the first line naming the columns. */
export const toCsv = (rows: AsyncGenerator<PlannedRow>): Promise<Readable> =>
  stream(rows, `${csvLine(HEADER)}\r\n`, ({ action, address, profileId, reason, fields }) => {
    const changed = Object.keys(fields).length === 0 ? null : fields;
    return `${csvLine([action, address, profileId, reason, changed])}\r\n`;
  });

/** One JSON object a line. */
export const toNdjson = (rows: AsyncGenerator<PlannedRow>): Promise<Readable> =>
  stream(rows, '', (row) => `${JSON.stringify(row)}\n`);

/** Begins to read before it returns: what cannot be planned at all fails while another answer can still be given. */
async function stream(
  rows: AsyncGenerator<PlannedRow>,
  head: string,
  toLine: (row: PlannedRow) => string,
): Promise<Readable> {
  const first = await rows.next();
  async function* lines(): AsyncGenerator<string> {
    if (head !== '') yield head;
    if (first.done) return;
    yield toLine(first.value);
    for await (const row of rows) yield toLine(row);
  }
  return Readable.from(lines(), { objectMode: false });
}
