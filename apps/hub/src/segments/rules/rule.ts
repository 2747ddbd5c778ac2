/** The parsed form of a segment rule: what `parseRule` accepts and the compiler turns into SQL. */
export type Rule = Tree<Leaf>;

/** A rule about one and the same event: the `where` of an event, a step or a `having`. */
export type Where = Tree<PropertyLeaf>;

export type Tree<L> = Group<L> | Not<L> | L;

/** `rules` is never empty. */
export interface Group<L> {
  readonly kind: 'all' | 'any';
  readonly rules: readonly Tree<L>[];
}

export interface Not<L> {
  readonly kind: 'not';
  readonly rule: Tree<L>;
}

export type Leaf =
  | EveryoneLeaf
  | StaticLeaf
  | TraitLeaf
  | EventLeaf
  | SequenceLeaf
  | SegmentLeaf
  | IdentifierLeaf
  | SourceLeaf
  | ConsentLeaf
  | BucketLeaf
  | SeenLeaf;

export interface EveryoneLeaf {
  readonly kind: 'everyone';
}

/** Is in the list of the segment itself. No rule as written has it: it is what a static segment is evaluated by. */
export interface StaticLeaf {
  readonly kind: 'static';
}

export interface TraitLeaf {
  readonly kind: 'trait';
  readonly condition: Condition;
  /** How long ago the trait's value must have changed last, at the least. */
  readonly heldFor?: Duration;
}

export interface PropertyLeaf {
  readonly kind: 'property';
  /** Where `condition.path` starts: the event's properties, or its context (`context.page.path`). */
  readonly root: PropertyRoot;
  /** Never compares with another trait. */
  readonly condition: Condition;
}

export interface EventLeaf {
  readonly kind: 'event';
  readonly names: EventNames;
  readonly where?: Where;
  /** Left out: over all history up to now. Never there beside a count's `periods`. */
  readonly within?: Window;
  readonly measure: Measure;
}

/** A list is never empty; a `*` inside a list is an event of that very name. */
export type EventNames = 'any' | readonly string[];

export type Measure = CountMeasure | AggregateMeasure | OccurrenceMeasure;

export interface CountMeasure {
  readonly kind: 'count';
  /** At least 1 where the rule leaves it out. */
  readonly comparison: NumberComparison;
  readonly periods?: Periods;
}

/** Over no values `sum` and `distinct` are 0; `avg`, `min` and `max` compare FALSE. */
export interface AggregateMeasure {
  readonly kind: 'sum' | 'avg' | 'min' | 'max' | 'distinct';
  readonly property: PropertyPath;
  readonly comparison: NumberComparison;
}

/** Chosen by `names` and `where` over all history; `within` and `having` are asked of the chosen one. */
export interface OccurrenceMeasure {
  readonly kind: 'occurrence';
  readonly which: 'first' | 'last';
  readonly having?: Where;
}

/** In at least `atLeast` of the `last` complete calendar units before the one that `now` is in. */
export interface Periods {
  readonly unit: CalendarUnit;
  /** 1 or more. */
  readonly last: number;
  /** 0 … `last`. */
  readonly atLeast: number;
}

export interface SequenceLeaf {
  readonly kind: 'sequence';
  /** The steps that happened, in order: one to ten. The first has no `within`. */
  readonly steps: readonly SequenceStep[];
  /** The step after them that must not have happened: the last of the rule, with `"not": true`. */
  readonly absent?: SequenceStep;
  /** Holds for `steps`, not for `absent`. */
  readonly within?: Window;
}

export interface SequenceStep {
  readonly names: EventNames;
  readonly where?: Where;
  /** The most time since the step before. */
  readonly within?: Duration;
}

export interface SegmentLeaf {
  readonly kind: 'segment';
  readonly key: string;
}

export interface IdentifierLeaf {
  readonly kind: 'identifier';
  readonly type: string;
  readonly test: IdentifierTest;
  readonly ignoreCase: boolean;
}

/** A positive test holds when any identifier of the type passes, a negative one when all do. */
export type IdentifierTest =
  | ExistenceTest
  | { readonly op: 'eq' | 'neq'; readonly value: string }
  | { readonly op: 'in' | 'nin'; readonly values: readonly string[] }
  | TextTest
  | PatternTest;

export interface SourceLeaf {
  readonly kind: 'source';
  /** The key of a connection. */
  readonly connection: string;
}

export interface ConsentLeaf {
  readonly kind: 'consent';
  readonly channel: string;
  readonly is: 'granted' | 'denied' | 'unknown';
}

/** `from ≤ share < to`, both in per cent: 0 ≤ from < to ≤ 100. */
export interface BucketLeaf {
  readonly kind: 'bucket';
  readonly from: number;
  readonly to: number;
  /** Hashed in place of the segment's id. */
  readonly salt?: string;
}

export interface SeenLeaf {
  readonly kind: 'firstSeen' | 'lastSeen';
  readonly within: Window;
}

/** One question to one value, found under `path` in the traits, the properties or the context. */
export type Condition = ValueTest & {
  /** The keys to follow; never empty, and none of them is the empty string. */
  readonly path: readonly string[];
  /** What the condition is when the value is missing, in place of what the op says. */
  readonly ifMissing?: boolean;
  /**
   * Lower-case both sides; only ever true for `eq neq in nin`, the text ops, `matches` and the list
   * ops. A pattern must not be lower-cased as text: `\D` is not `\d`.
   */
  readonly ignoreCase: boolean;
};

export type ValueTest =
  | ExistenceTest
  | { readonly op: 'eq' | 'neq'; readonly operand: ScalarOperand | TraitOperand }
  | { readonly op: 'in' | 'nin'; readonly values: readonly Scalar[] }
  | {
      readonly op: 'gt' | 'gte' | 'lt' | 'lte';
      readonly operand: NumberOperand | DateOperand | TraitOperand;
    }
  | BetweenTest
  | TextTest
  | PatternTest
  | { readonly op: 'hasAny' | 'hasAll' | 'hasNone'; readonly values: readonly Scalar[] }
  | { readonly op: 'length'; readonly comparison: NumberComparison }
  | { readonly op: 'before' | 'after'; readonly date: DateOperand }
  | { readonly op: 'withinLast' | 'withinNext' | 'olderThan'; readonly duration: Duration }
  | { readonly op: 'inPeriod'; readonly period: Period }
  | { readonly op: 'anniversaryWithinNext'; readonly days: number };

export interface ExistenceTest {
  readonly op: 'exists' | 'missing';
}

/** Both bounds are in; `low` is not above `high` as far as the time zone lets one tell. */
export type BetweenTest =
  | { readonly op: 'between'; readonly low: NumberOperand; readonly high: NumberOperand }
  | { readonly op: 'between'; readonly low: DateOperand; readonly high: DateOperand };

/** A literal search: nothing in `value` is a wildcard. */
export interface TextTest {
  readonly op: 'contains' | 'ncontains' | 'startsWith' | 'endsWith';
  readonly value: string;
}

/** A PostgreSQL advanced regular expression, without back-references and look-around. */
export interface PatternTest {
  readonly op: 'matches';
  readonly pattern: string;
}

/** Strings hold no NUL and no lone surrogate; numbers are finite. */
export type Scalar = string | number | boolean;

export interface ScalarOperand {
  readonly type: 'scalar';
  readonly value: Scalar;
}

export interface NumberOperand {
  readonly type: 'number';
  readonly value: number;
}

/**
 * An ISO 8601 date or date-time, checked but kept as text, because which instant it is may depend on
 * the workspace's time zone. `date` is a day alone, `dateTime` a wall-clock time without an offset,
 * `instant` a time with one.
 */
export interface DateOperand {
  readonly type: 'date';
  readonly kind: 'date' | 'dateTime' | 'instant';
  readonly text: string;
}

/** Another trait of the same profile, whose value gives the type of the comparison. */
export interface TraitOperand {
  readonly type: 'trait';
  readonly path: readonly string[];
}

export interface PropertyPath {
  readonly root: PropertyRoot;
  readonly path: readonly string[];
}

export type PropertyRoot = 'properties' | 'context';

export type NumberComparison =
  | { readonly op: 'eq' | 'neq' | 'gt' | 'gte' | 'lt' | 'lte'; readonly value: number }
  | { readonly op: 'between'; readonly low: number; readonly high: number };

/** Never zero. Months (a year is twelve) are counted forward in the workspace's time zone. */
export type Duration =
  | { readonly kind: 'exact'; readonly ms: number }
  | { readonly kind: 'calendar'; readonly months: number };

export type Window =
  | { readonly kind: 'last'; readonly duration: Duration }
  /** `from` is the older bound, so the longer duration. */
  | { readonly kind: 'between'; readonly from: Duration; readonly to: Duration }
  /** `from ≤ t < to`; at least one of them is there. */
  | { readonly kind: 'range'; readonly from?: DateOperand; readonly to?: DateOperand }
  | { readonly kind: 'period'; readonly period: Period };

export type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** The calendar unit that `now` is in (0), or the one before (-1) or after it (1). */
export interface Period {
  readonly unit: CalendarUnit;
  readonly offset: -1 | 0 | 1;
}
