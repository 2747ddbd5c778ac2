import { diffLines as diff } from 'diff';

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly line: string;
}

/** Line by line, what stayed, came and went. */
export const diffLines = (before: string, after: string): readonly DiffLine[] =>
  diff(before, after).flatMap(({ value, added, removed }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .filter((line, _, lines) => lines.length > 1 || line !== '')
      .map((line) => ({ kind: added ? 'added' : removed ? 'removed' : 'same', line }) as const),
  );
