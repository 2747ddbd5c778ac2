import type { Schemas } from '../api/client';
import type { Tone } from '../components/state-mark';
import { formatNumber } from '../format/numbers';

type Run = Schemas['RunDto'];

export const RUN_STATES: Readonly<Record<Run['state'], { tone: Tone; label: string }>> = {
  running: { tone: 'busy', label: 'Running' },
  succeeded: { tone: 'good', label: 'Succeeded' },
  partial: { tone: 'warn', label: 'Partly failed' },
  failed: { tone: 'bad', label: 'Failed' },
  blocked: { tone: 'warn', label: 'Blocked' },
  cancelled: { tone: 'idle', label: 'Cancelled' },
};

export const RUN_KINDS: Readonly<Record<Run['kind'], string>> = {
  pull: 'Read',
  push: 'Received',
  evaluate: 'Evaluation',
  sync: 'Sync',
};

export const RUN_TRIGGERS: Readonly<Record<Run['trigger'], string>> = {
  schedule: 'on schedule',
  manual: 'by hand',
  after: 'after other work',
  push: 'as it was sent',
};

/** What runs count, in the order in which it happens. */
const COUNTS: Readonly<Record<string, string>> = {
  read: 'read',
  accepted: 'accepted',
  duplicates: 'known already',
  rejected: 'rejected',
  evaluated: 'evaluated',
  joined: 'joined',
  left: 'left',
  sent: 'sent',
  confirmed: 'delivered',
  skipped: 'skipped',
  failed: 'failed',
};

/** What a run counted, each with its word; nothing of what is zero. */
export const countsOf = ({ counts }: Pick<Run, 'counts'>): readonly (readonly [string, number])[] =>
  Object.entries(COUNTS).flatMap(([key, word]) => {
    const count = counts[key] ?? 0;
    return count === 0 ? [] : [[word, count] as const];
  });

/** “1,200 read, 3 rejected”. */
export const countsText = (run: Pick<Run, 'counts'>): string =>
  countsOf(run)
    .map(([word, count]) => `${formatNumber(count)} ${word}`)
    .join(', ');

/** How long it took, or has been running. */
export const lengthOf = ({ startedAt, finishedAt }: Run, now: number): number =>
  Math.max(0, (finishedAt === null ? now : Date.parse(finishedAt)) - Date.parse(startedAt));
