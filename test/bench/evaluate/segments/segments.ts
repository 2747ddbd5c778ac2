import type { BenchSegment } from './bench-segment.js';
import { COMBINED_SEGMENTS } from './combined.segments.js';
import { EVENT_SEGMENTS } from './event.segments.js';
import { TRAIT_SEGMENTS } from './trait.segments.js';

export const SEGMENTS: readonly BenchSegment[] = [
  ...TRAIT_SEGMENTS,
  ...EVENT_SEGMENTS,
  ...COMBINED_SEGMENTS,
];
