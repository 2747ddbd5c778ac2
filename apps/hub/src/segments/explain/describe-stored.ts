import type { Segment } from '../segment.js';
import type { StoredMembership } from './explain.repository.js';
import type { StoredAnswer } from './explanation.js';
import { zonedIso } from './zoned-iso.js';

/** The stored answer beside the explained one. @param isMember  as explained at `now` */
export function describeStored(
  segment: Segment,
  { joinedAt, lastChange, isDirty }: StoredMembership,
  isMember: boolean,
  { now, timezone }: { readonly now: Date; readonly timezone: string },
): StoredAnswer {
  const time = (at: Date | null): string | null => at && zonedIso(at, timezone);
  const { evaluatedAt } = segment;
  const agrees = (joinedAt !== null) === isMember;
  return {
    isMember: joinedAt !== null,
    since: time(joinedAt),
    evaluatedAt: time(evaluatedAt),
    lastChange: lastChange && { ...lastChange, at: time(lastChange.at)! },
    agrees,
    note: agrees ? null : whyNot(segment, isDirty, now, time(evaluatedAt)),
  };
}

/** What can have come between the evaluation and now; the most telling of it. */
function whyNot(segment: Segment, isDirty: boolean, now: Date, evaluatedAt: string | null): string {
  const { error, version, evaluatedVersion } = segment;
  if (error) return `the last evaluation of the segment failed: ${error.message}`;
  if (evaluatedAt === null) return 'the segment has not been evaluated yet';
  if (version !== evaluatedVersion) {
    return `the rule was edited after the last evaluation, which was at ${evaluatedAt}`;
  }
  if (isDirty) return `data arrived after the last evaluation, which was at ${evaluatedAt}`;
  const isOlder = segment.evaluatedAt! < now;
  return isOlder
    ? `the last evaluation is older: it was at ${evaluatedAt}`
    : `the last evaluation was at ${evaluatedAt}`;
}
