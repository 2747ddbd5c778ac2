/** A guard stopped the run before anything was sent. */
export class BlockedError extends Error {
  readonly code = 'BLOCKED';
  constructor(message: string) {
    super(message);
    this.name = 'BlockedError';
  }
}

/** The segment is not fit to be pushed: it could not be evaluated. */
export class SegmentNotReadyError extends Error {
  readonly code = 'SEGMENT_NOT_READY';
  constructor(message: string) {
    super(message);
    this.name = 'SegmentNotReadyError';
  }
}
