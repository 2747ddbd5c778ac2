import fc from 'fast-check';
import type { MessageLimits } from './arbitrary-messages.js';

export interface HistoryLimits extends MessageLimits {
  readonly segments: number;
}

/** What a step does besides sending. */
export interface Deed {
  /** The segments whose members the clock should change, the first that it can. */
  readonly targets: readonly number[];
  /** Which edges the clock could go to, in per mille of all that are to come. */
  readonly places: readonly number[];
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

export function deeds({ people, segments, steps }: HistoryLimits): fc.Arbitrary<readonly Deed[]> {
  const segment = fc.nat({ max: segments - 1 });
  const deed = fc.record({
    targets: fc.array(segment, { minLength: 12, maxLength: 12 }),
    places: fc.array(fc.nat({ max: 999 }), { minLength: 40, maxLength: 40 }),
    pace: fc.constantFrom<Deed['pace']>(
      ...(['edge', 'edge', 'edge', 'edge', 'edge', 'edge', 'far', 'far', 'still'] as const),
    ),
    shift: fc.constantFrom(-1, 0, 1),
    early: fc.constantFrom(0, 0, 1, 500, 1000),
    erase: fc.option(
      fc.nat({ max: people - 1 }).map((index) => `userId:u${index}`),
      { freq: 2 },
    ),
    edits: fc.uniqueArray(segment, { maxLength: 4 }),
  });
  return fc.array(deed, { minLength: steps, maxLength: steps });
}
