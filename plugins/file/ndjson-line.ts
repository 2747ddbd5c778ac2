import { parseMessage, type SourceRecord } from '@segue/sdk';
import { rejected, type LineOrigin, type LineParser, type ParsedLine } from './parse-line.js';

/** One message of the Segment spec on each line. */
export const ndjsonLines: LineParser = {
  parse(text, origin) {
    if (text.trim() === '') return undefined;
    const message = parseJson(text);
    return message === undefined
      ? rejected('INVALID_JSON', 'the line is not JSON: write one message on each line')
      : toRecords(message, origin);
  },

  /** A part of an object is never JSON itself, other than a part of a number. */
  isWhole(text) {
    const message = parseJson(text);
    return typeof message === 'object' && message !== null;
  },
};

function toRecords(message: unknown, { writtenAt, messageId }: LineOrigin): ParsedLine {
  const result = parseMessage(message, { receivedAt: writtenAt });
  if ('rejection' in result) return rejected(result.rejection.code, result.rejection.reason);
  const withId = (record: SourceRecord): SourceRecord =>
    record.kind === 'event' ? { messageId, ...record } : record;
  return { records: result.records.map(withId) };
}

/** @returns undefined for what is not JSON: no JSON text means that */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
