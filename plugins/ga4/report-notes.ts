import type { RunNote } from '@segue/sdk';
import { isObject, listIn, objectsIn, textIn, type Answer } from './answer.js';

/**
 * What a standard property may use up. Google tells what one request consumed and what remains, but not the limit: for an
 * Analytics 360 property, whose limits are five to ten times as high, the note comes later.
 *
 * Source: https://developers.google.com/analytics/devguides/reporting/data/v1/rest/v1beta/PropertyQuota
 */
const STANDARD_LIMITS: Readonly<Record<string, number>> = {
  tokensPerDay: 200_000,
  tokensPerHour: 40_000,
  tokensPerProjectPerHour: 14_000,
  concurrentRequests: 10,
};

/** At this part of its limit a quota is low. */
const LOW = 0.1;

/**
 * What the report tells of its own quality, and of the property's quota.
 *
 * Source: https://developers.google.com/analytics/devguides/reporting/data/v1/rest/v1beta/ResponseMetaData
 */
export function reportNotes(answer: Answer): readonly RunNote[] {
  const metadata = isObject(answer['metadata']) ? answer['metadata'] : {};
  return [
    ...sampledNote(metadata),
    ...noteIf(
      metadata['subjectToThresholding'] === true,
      'THRESHOLDED',
      'Google leaves people out of the user report where there are too few of them (data thresholds)',
    ),
    ...noteIf(
      metadata['dataLossFromOtherRow'] === true,
      'DATA_LOSS_OTHER_ROW',
      'the dimension has too many values: Google sums up some people in one "(other)" row, and they are missing',
    ),
    ...noteIf(
      listIn(metadata, 'dataTruncationReasons').length > 0,
      'TRUNCATED',
      'Google cut the user report: rows are missing',
    ),
    ...quotaNote(answer['propertyQuota']),
  ];
}

const noteIf = (is: boolean, code: string, message: string): readonly RunNote[] =>
  is ? [{ code, message }] : [];

function sampledNote(metadata: Answer): readonly RunNote[] {
  const [first] = objectsIn(metadata, 'samplingMetadatas');
  if (!first) return [];
  const read = Number(textIn(first, 'samplesReadCount'));
  const all = Number(textIn(first, 'samplingSpaceSize'));
  const part = all > 0 && read >= 0 ? `${((100 * read) / all).toFixed(1)} %` : 'a part';
  return [{ code: 'SAMPLED', message: `the user report is estimated from ${part} of the events` }];
}

function quotaNote(quota: unknown): readonly RunNote[] {
  if (!isObject(quota)) return [];
  const low = Object.entries(STANDARD_LIMITS).filter(([name, standard]) => {
    const status = quota[name];
    if (!isObject(status)) return false;
    const consumed = Number(status['consumed'] ?? 0);
    const remaining = Number(status['remaining'] ?? 0);
    return remaining <= LOW * Math.max(standard, consumed + remaining);
  });
  return noteIf(
    low.length > 0,
    'QUOTA_LOW',
    `a tenth or less is left of the property's quota ${low.map(([name]) => name).join(', ')}`,
  );
}
