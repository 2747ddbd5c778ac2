import fc from 'fast-check';
import type { MessageLimits } from './arbitrary-messages.js';

export interface HistoryLimits extends MessageLimits {
  readonly segments: number;
}

/** What a step does besides sending. */
export interface Deed {
  /** Which edges the clock could go to, in per mille of all that are to come. */
  readonly edges: readonly number[];
  readonly isOfCalendar: boolean;
  /** Of a step in which only time passes: whether the clock reaches the edge, goes on to another one, or stands still. */
  readonly pace: 'edge' | 'far' | 'still';
  /** How far beside an edge that is far away, in ms. */
  readonly shift: number;
  /** How long before the evaluation messages arrive, in per mille of the time since the one before. */
  readonly early: number;
  readonly erase: string | null;
  /** Which segments are edited. */
  readonly edits: readonly number[];
}

export const deeds = ({ people, segments, steps }: HistoryLimits): fc.Arbitrary<readonly Deed[]> =>
  fc.array(
    fc.record({
      edges: fc.array(fc.nat({ max: 999 }), { minLength: 12, maxLength: 12 }),
      isOfCalendar: fc.constantFrom(true, false, false, false),
      pace: fc.constantFrom('edge', 'edge', 'edge', 'edge', 'far', 'far', 'still'),
      shift: fc.constantFrom(-1, 0, 1),
      early: fc.constantFrom(0, 0, 1, 500, 1000),
      erase: fc.option(
        fc.nat({ max: people - 1 }).map((index) => `userId:u${index}`),
        { freq: 2 },
      ),
      edits: fc.uniqueArray(fc.nat({ max: segments - 1 }), { maxLength: 4 }),
    }),
    { minLength: steps, maxLength: steps },
  );
