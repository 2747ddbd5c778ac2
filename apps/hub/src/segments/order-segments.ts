/** Segments that refer to each other in a circle, or to one that does not exist. */
export class SegmentReferenceError extends Error {
  readonly code = 'SEGMENT_REFERENCE';
  constructor(
    readonly key: string,
    message: string,
  ) {
    super(message);
    this.name = 'SegmentReferenceError';
  }
}

/**
 * Every segment after those that it refers to.
 *
 * @throws SegmentReferenceError for an unknown key or a circle
 */
export function orderSegments<
  T extends { readonly key: string; readonly references: readonly string[] },
>(segments: readonly T[]): readonly T[] {
  const byKey = new Map(segments.map((segment) => [segment.key, segment]));
  const ordered: T[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (segment: T, path: readonly string[]): void => {
    if (state.get(segment.key) === 'done') return;
    if (state.get(segment.key) === 'open') {
      const circle = [...path.slice(path.indexOf(segment.key)), segment.key].join(' → ');
      throw new SegmentReferenceError(segment.key, `segments refer to each other: ${circle}`);
    }
    state.set(segment.key, 'open');
    for (const reference of segment.references) {
      const target = byKey.get(reference);
      if (!target) {
        throw new SegmentReferenceError(
          segment.key,
          `segment "${segment.key}" refers to "${reference}", which does not exist`,
        );
      }
      visit(target, [...path, segment.key]);
    }
    state.set(segment.key, 'done');
    ordered.push(segment);
  };
  for (const segment of segments) visit(segment, []);
  return ordered;
}
