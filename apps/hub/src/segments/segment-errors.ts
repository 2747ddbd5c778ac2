/** Days that cannot be told of: the last before the first, or too many at once. */
export class HistoryRangeError extends Error {
  readonly code = 'HISTORY_RANGE';
  constructor(message: string) {
    super(message);
    this.name = 'HistoryRangeError';
  }
}

/** The segment is not in a state in which this can be done to it; nothing was changed. */
export class SegmentConflictError extends Error {
  constructor(
    readonly code:
      | 'SEGMENT_MANAGED'
      | 'SEGMENT_IN_USE'
      | 'SEGMENT_EXISTS'
      | 'SEGMENT_OUTDATED'
      | 'SEGMENT_KIND'
      | 'SEGMENT_OWNED'
      | 'SEGMENT_OWNER'
      | 'SEGMENT_VISIBILITY',
    message: string,
  ) {
    super(message);
    this.name = 'SegmentConflictError';
  }
}
