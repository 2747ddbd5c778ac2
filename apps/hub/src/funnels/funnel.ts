import type { Steps } from '../segments/compile/compile-attempts.js';
import type { JsonObject } from '../segments/rules/read-json.js';

/** A funnel as parsed. */
export interface Funnel extends Steps {
  /** Keys of the segments to compare, each once. */
  readonly segments: readonly string[];
  readonly written: WrittenFunnel;
}

/** As it was sent, and found to be right: what rules are made of. */
export interface WrittenFunnel {
  readonly steps: readonly WrittenStep[];
  readonly within: JsonObject;
  readonly conversionWindow?: string;
}

export interface WrittenStep {
  readonly event: string | readonly string[];
  readonly where?: JsonObject;
  readonly within?: string;
}

/** Who reached the steps before `step`, and not `step`. */
export interface DropOff {
  readonly funnel: Funnel;
  /** From 2 on: everybody in a funnel reached the first. */
  readonly step: number;
  /** Of the members of this segment; left out: of everyone. */
  readonly segment?: string;
}

export interface StepResult {
  /** From 1 on. */
  readonly step: number;
  /** As the funnel has it. */
  readonly event: string | readonly string[];
  /** Who reached it. */
  readonly people: number;
  /** Share of those who reached the first step, 0 … 1; null where nobody did. */
  readonly conversionFromFirst: number | null;
  /** Share of those who reached the step before; null where nobody did, and of the first step. */
  readonly conversionFromPrevious: number | null;
  /** From the step before, over those who reached this one; null where nobody did, and of the first step. */
  readonly medianMs: number | null;
  /** Who reached the step before, and not this one. */
  readonly droppedOff: number;
}

export interface GroupResult {
  /** Key of the segment; null: everyone. */
  readonly segment: string | null;
  readonly steps: readonly StepResult[];
}

export interface FunnelResult {
  /** The instant that all of it is about. */
  readonly at: Date;
  /** Everyone first, then the segments in the order asked for. */
  readonly groups: readonly GroupResult[];
}

export interface DroppedMember {
  readonly profileId: string;
  /** When the person's best attempt reached the last step that it did. */
  readonly reachedAt: Date;
  readonly userId: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly anonymousId: string | null;
}

export interface DroppedPage {
  readonly at: Date;
  readonly members: readonly DroppedMember[];
  /** What to give as `after` for the next page; null on the last one. */
  readonly next: string | null;
  /** Whom a segment with this rule has. */
  readonly rule: JsonObject;
  /** Where the rule finds others than the funnel: why. Null: the rule finds exactly these people. */
  readonly ruleNote: string | null;
}
