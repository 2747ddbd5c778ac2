import type { EvaluateResult } from './evaluate.js';
import type { StoreResult } from './measure-store.js';

/** A number that there is an aim for. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: '' | 's' | 'MiB';
  /** At most. */
  readonly aim?: number;
}

const MEBIBYTE = 1024 ** 2;

/** Every ratio and limit, each from numbers of one run. */
export function figuresOf({
  postgresql,
  pglite,
}: Omit<EvaluateResult, 'figures'>): readonly Figure[] {
  if (!postgresql) return [];
  const { main, smaller, embedded } = postgresql;
  return [
    ...comparedFigures(main),
    figure('1 % changed / full', main.changed.seconds / main.full.seconds, '', 0.03),
    figure('nothing changed', main.nothing.seconds, 's', 1),
    figure('peak memory of the hub', main.peakBytes / MEBIBYTE, 'MiB', 300),
    ...(smaller
      ? [
          figure('growth of full (exponent)', growth(smaller, main, 'full')),
          figure('growth of 1 % (exponent)', growth(smaller, main, 'changed')),
        ]
      : []),
    ...(embedded && pglite
      ? [
          figure('PGlite / PostgreSQL, full', pglite.full.seconds / embedded.full.seconds, '', 4),
          figure(
            'PGlite / PostgreSQL, 1 %',
            pglite.changed.seconds / embedded.changed.seconds,
            '',
            4,
          ),
        ]
      : []),
  ];
}

function comparedFigures({ full, first, byHand }: StoreResult): readonly Figure[] {
  if (!byHand) return [];
  const { baseline, preview, sumAndCount } = byHand;
  const handSeconds = baseline.reduce((sum, { seconds }) => sum + seconds, 0);
  const { countSeconds, sumSeconds, jsonSumSeconds } = sumAndCount;
  return [
    figure('by hand, one after the other', handSeconds, 's'),
    figure('full / by hand', full.seconds / handSeconds, '', 1.2),
    figure('first / by hand', first.seconds / handSeconds),
    figure('preview / count by hand', preview.seconds / preview.byHandSeconds, '', 2),
    figure('sum / count', sumSeconds / countSeconds, '', 3),
    figure('sum from JSON / count', jsonSumSeconds / countSeconds),
  ];
}

/** Between linear (1) and what does not depend on the size (0). */
const growth = (small: StoreResult, large: StoreResult, of: 'full' | 'changed'): number =>
  Math.log(large[of].seconds / small[of].seconds) / Math.log(large.profiles / small.profiles);

const figure = (name: string, value: number, unit: Figure['unit'] = '', aim?: number): Figure => ({
  name,
  value,
  unit,
  ...(aim === undefined ? {} : { aim }),
});
