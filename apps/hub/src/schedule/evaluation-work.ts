import type { WorkItem } from './lease.repository.js';

/** What one evaluation is of: all segments. */
export const EVALUATION: WorkItem = { kind: 'evaluate', target: 'segments' };
