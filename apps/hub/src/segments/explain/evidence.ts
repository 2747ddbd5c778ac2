import type { JsonValue } from '@segue/sdk';

/** What a leaf found of one person. Times are ISO 8601 with the offset of the workspace's zone. */
export type Evidence =
  | TraitEvidence
  | EventEvidence
  | SequenceEvidence
  | SegmentEvidence
  | ListEvidence
  | IdentifierEvidence
  | SourceEvidence
  | ConsentEvidence
  | BucketEvidence
  | SeenEvidence;

/** One end of a window; null where it is open. */
export interface WindowBounds {
  readonly from: string | null;
  readonly isFromIncluded: boolean;
  readonly to: string | null;
  readonly isToIncluded: boolean;
}

export interface TraitEvidence {
  readonly kind: 'trait';
  /** null: missing. */
  readonly value: JsonValue;
  /** Who said so; null: nobody ever did. */
  readonly source: { readonly connection: string; readonly at: string } | null;
  /** When the value changed last; null: it has always been missing. */
  readonly since: string | null;
  /** What it is compared with, where that is another trait. */
  readonly comparedWith?: JsonValue;
}

export interface ShownEvent {
  readonly name: string;
  readonly at: string;
  /** Those that the leaf names, by their paths, without those that are missing. */
  readonly properties: Readonly<Record<string, JsonValue>>;
}

export interface EventEvidence {
  readonly kind: 'event';
  /** How many events match, in the window where there is one. */
  readonly count: number;
  /** Of `sum` `avg` `min` `max` `distinct`; null: over no values. */
  readonly value?: number | null;
  /** The latest few of them, the latest first. */
  readonly events: readonly ShownEvent[];
  readonly window?: WindowBounds;
  /** The latest first. */
  readonly periods?: readonly CountedPeriod[];
  /** The first or last one; null: it was never done. */
  readonly chosen?: ChosenEvent | null;
}

export interface CountedPeriod {
  readonly from: string;
  /** Not included. */
  readonly to: string;
  readonly count: number;
  /** Whether the count is as asked for. */
  readonly holds: boolean;
}

export interface ChosenEvent extends ShownEvent {
  readonly isInWindow: boolean;
  readonly hasHaving: boolean;
}

export interface SequenceEvidence {
  readonly kind: 'sequence';
  /** The furthest way of matching the steps. */
  readonly steps: readonly FoundStep[];
  /** The step that must not come; only where all the others were found. */
  readonly absent?: AbsentStep;
  readonly window?: WindowBounds;
  /** Only the latest events were looked at, since there are so many. */
  readonly isPartial?: true;
}

export interface FoundStep {
  /** late: there is an event, but after the time for it was over. */
  readonly state: 'found' | 'late' | 'missing';
  /** The event that was found, or that is late. */
  readonly event: ShownEvent | null;
  /** Until when it may come, or could have. */
  readonly until: string | null;
}

export interface AbsentStep {
  /** waiting: nothing came so far, and the time for it is not over. */
  readonly state: 'absent' | 'blocked' | 'waiting';
  /** The event that blocks. */
  readonly event: ShownEvent | null;
  readonly until: string | null;
}

export interface SegmentEvidence {
  readonly kind: 'segment';
  /** As it was evaluated last; null: no member then. */
  readonly memberSince: string | null;
}

/** Of a segment that is a list. */
export interface ListEvidence {
  readonly kind: 'static';
  readonly addedAt: string | null;
  readonly addedBy: string | null;
}

export interface IdentifierEvidence {
  readonly kind: 'identifier';
  /** All of the type. */
  readonly values: readonly {
    readonly value: string;
    readonly connection: string;
    readonly at: string;
  }[];
}

export interface SourceEvidence {
  readonly kind: 'source';
  readonly knownSince: string | null;
}

export interface ConsentEvidence {
  readonly kind: 'consent';
  readonly state: 'granted' | 'denied' | 'unknown';
  readonly source: { readonly connection: string; readonly at: string } | null;
}

export interface BucketEvidence {
  readonly kind: 'bucket';
  /** In per cent, rounded down. */
  readonly share: number;
}

export interface SeenEvidence {
  readonly kind: 'firstSeen' | 'lastSeen';
  readonly at: string | null;
  readonly window: WindowBounds;
}
