import type { Beside, SampledTrait } from './comparison.repository.js';

/** Shares of the people that were looked at, 0 … 1. */
export interface ComparedValue {
  readonly value: string | number | boolean;
  readonly shareOfSegment: number;
  readonly shareOfEveryone: number;
}

export interface ComparedTrait {
  /** As rules write it. */
  readonly trait: string;
  /** How much the segment differs in it from everyone, 0 … 1. */
  readonly difference: number;
  readonly having: { readonly segment: number; readonly everyone: number };
  /** Of its numbers; null where there are none. */
  readonly mean: SampledTrait['mean'] | null;
  readonly median: SampledTrait['median'] | null;
  readonly values: readonly ComparedValue[];
}

/** A value that hardly anybody shares tells nothing: names and addresses are of this kind. */
const LEAST_SHARE = 0.01;

/** The traits in which a segment differs most from everyone, the most telling first. */
export function rankTraits(
  traits: readonly SampledTrait[],
  sampled: Beside,
): readonly ComparedTrait[] {
  return traits
    .map((trait) => compare(trait, sampled))
    .sort((a, b) => b.difference - a.difference || (a.trait < b.trait ? -1 : 1));
}

function compare(
  { key, having, mean, median, deviation, values }: SampledTrait,
  sampled: Beside,
): ComparedTrait {
  const shares = values.map(({ value, having: of }) => ({
    value,
    shareOfSegment: share(of.segment, sampled.segment),
    shareOfEveryone: share(of.everyone, sampled.everyone),
  }));
  const shared = shares.filter(
    ({ shareOfSegment, shareOfEveryone }) =>
      Math.max(shareOfSegment, shareOfEveryone) >= LEAST_SHARE,
  );
  const byValue = shared.map(({ shareOfSegment, shareOfEveryone }) =>
    Math.abs(shareOfSegment - shareOfEveryone),
  );
  const hasNumbers = deviation !== null && mean.segment !== null && mean.everyone !== null;
  const byNumber = hasNumbers ? effect(mean.segment - mean.everyone, deviation) : 0;
  return {
    trait: key.replaceAll('.', '\\.'),
    difference: Math.max(0, byNumber, ...byValue),
    having: {
      segment: share(having.segment, sampled.segment),
      everyone: share(having.everyone, sampled.everyone),
    },
    mean: mean.segment === null && mean.everyone === null ? null : mean,
    median: median.segment === null && median.everyone === null ? null : median,
    values: shared,
  };
}

/** How far two means are apart, in deviations: one deviation is half of what can be. */
function effect(difference: number, deviation: number): number {
  const apart = deviation === 0 ? 0 : Math.abs(difference) / deviation;
  return apart / (1 + apart);
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
