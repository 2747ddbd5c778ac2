import type { Readable } from 'node:stream';
import type { StreamableFile } from '@nestjs/common';
import type { PlannedRow } from '../syncs/plan.service.js';
import { streamCsv, streamLines } from './csv-stream.js';

const HEADER = ['action', 'address', 'profile_id', 'reason', 'fields'];

export const toCsv = (
  fileName: string,
  rows: AsyncGenerator<PlannedRow>,
): Promise<StreamableFile> =>
  streamCsv(fileName, HEADER, rows, ({ action, address, profileId, reason, fields }) => {
    const changed = Object.keys(fields).length === 0 ? null : fields;
    return [action, address, profileId, reason, changed];
  });

/** One JSON object a line. */
export const toNdjson = (rows: AsyncGenerator<PlannedRow>): Promise<Readable> =>
  streamLines(rows, '', (row) => `${JSON.stringify(row)}\n`);
