/** The segment cannot be explained, because its rule cannot be evaluated. */
export class SegmentFailedError extends Error {
  readonly code = 'RULE_FAILED';

  /** @param why  a sentence without data */
  constructor(key: string, why: string, options?: ErrorOptions) {
    super(`the segment ${key} cannot be evaluated: ${why}`, options);
    this.name = 'SegmentFailedError';
  }
}
