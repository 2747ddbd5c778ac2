import type { Json } from './person.js';

/** What happened to a hub: as a scenario, without expectations. */
export interface History {
  /** Draws this very history again. */
  readonly seed: number;
  readonly timezone: string;
  /** Key → rule. */
  readonly segments: ReadonlyMap<string, Json>;
  readonly steps: readonly HistoryStep[];
}

/** Within a step: edits, then erasures, then messages, then an evaluation. Times are in ms. */
export interface HistoryStep {
  /** When it is evaluated; never earlier than the step before. */
  readonly at: number;
  /** When the messages arrive: not after that. */
  readonly sentAt: number;
  readonly define: ReadonlyMap<string, Json>;
  /** `type:value`, of people that may be known or not. */
  readonly erase: readonly string[];
  readonly send: readonly Json[];
}
