import { MOST_QUESTIONS, type Question } from './compile/compile-rule.js';
import { leavesOf } from './rules/visit-rule.js';
import type { EvaluableSegment } from './segment.js';

/** Joins of one statement: planning takes longer with each. */
const MOST_LEAVES = 120;
/** Of a rule with those of the segments that it refers to: so many are asked in place of stored members. */
const MOST_ASKED_AGAIN = 40;

/** Segments that one statement evaluates. */
export interface EvaluationGroup {
  /** Over all profiles; else over those that were touched. */
  readonly isWhole: boolean;
  readonly segments: readonly GroupedSegment[];
  /** Where it is said of each profile that is collected which of the segments are asked about it, by their bits. */
  readonly askedColumn: string;
}

/** Why a segment is evaluated over all profiles, in the words of the membership log; none for those that need not be. */
export type WholeCauses = ReadonlyMap<string, 'edit' | 'data' | undefined>;

/**
 * The segments whose stored membership is not right for `evaluatedAt` or of which nothing is stored: those that were edited,
 * whose zone changed, that could not be evaluated, or that refer to one of these.
 *
 * @param segments each after those that it refers to
 */
export function findWhole(
  segments: readonly EvaluableSegment[],
  { now, timezone }: { readonly now: Date; readonly timezone: string },
): WholeCauses {
  const whole = new Map<string, 'edit' | 'data' | undefined>();
  for (const { segment, references } of segments) {
    const { key, version, evaluatedVersion, evaluatedAt, evaluatedZone, error } = segment;
    const isEdited =
      version !== evaluatedVersion ||
      evaluatedZone !== timezone ||
      references.some((reference) => whole.get(reference) === 'edit');
    if (isEdited) whole.set(key, 'edit');
    // The changes that came while it could not be evaluated are no longer marked.
    else if (error !== null || evaluatedAt === null) whole.set(key, 'data');
    // The clock was set back: what moved since cannot be told.
    else if (evaluatedAt > now) whole.set(key, undefined);
    else if (references.some((reference) => whole.has(reference))) whole.set(key, undefined);
  }
  return whole;
}

/** A segment to evaluate, and what is asked of each profile for it. */
export interface PlannedSegment extends EvaluableSegment {
  readonly question: Question;
  /** Leaves of the question. */
  readonly size: number;
}

export interface GroupedSegment extends PlannedSegment {
  /** Its place in the group as it was planned: some of it may fail. */
  readonly bit: number;
}

/**
 * What is asked for each segment. Where that is not too much, the rules of the segments that it refers to are asked again, so that
 * nothing has to be stored before.
 *
 * @param segments each after those that it refers to
 */
export function planQuestions(segments: readonly EvaluableSegment[]): readonly PlannedSegment[] {
  const planned = new Map<string, PlannedSegment>();
  for (const evaluable of segments) {
    const { rule, segment, references } = evaluable;
    const sizes = leavesOf(rule).map((leaf) =>
      leaf.kind === 'segment' ? planned.get(leaf.key)!.size : 1,
    );
    const size = sizes.reduce((sum, one) => sum + one, 0);
    const question = { rule, segmentId: segment.id };
    const asked = references.map((key) => [key, planned.get(key)!.question] as const);
    const isSmall = references.length > 0 && size <= MOST_ASKED_AGAIN;
    planned.set(segment.key, {
      ...evaluable,
      question: isSmall ? { ...question, references: new Map(asked) } : question,
      size,
    });
  }
  return [...planned.values()];
}

/**
 * Groups that can be evaluated one after the other: a segment comes in a later one than those whose members it reads, which are
 * stored by then.
 *
 * @param segments each after those that it refers to
 */
export function groupSegments(
  segments: readonly PlannedSegment[],
  isWhole: (segment: EvaluableSegment) => boolean,
): readonly EvaluationGroup[] {
  const levels = new Map<string, number>();
  const groups = new Map<string, { level: number; isWhole: boolean; segments: PlannedSegment[] }>();
  for (const evaluable of segments) {
    const read = evaluable.question.references ? [] : evaluable.references;
    const level = Math.max(0, ...read.map((key) => (levels.get(key) ?? 0) + 1));
    levels.set(evaluable.segment.key, level);
    const whole = isWhole(evaluable);
    const key = `${level} ${whole}`;
    const group = groups.get(key) ?? { level, isWhole: whole, segments: [] };
    group.segments.push(evaluable);
    groups.set(key, group);
  }
  return [...groups.values()]
    .sort((a, b) => a.level - b.level)
    .flatMap((group) =>
      split(group.segments).map((part) => ({
        ...group,
        segments: part.map((segment, bit) => ({ ...segment, bit })),
      })),
    )
    .map((group, index) => ({ ...group, askedColumn: `asked${index}` }));
}

function split(segments: readonly PlannedSegment[]): readonly (readonly PlannedSegment[])[] {
  const parts: PlannedSegment[][] = [];
  let leaves = 0;
  for (const segment of segments) {
    const own = segment.question.references ? segment.size : leavesOf(segment.rule).length;
    const part = parts.at(-1);
    const hasRoom = part && part.length < MOST_QUESTIONS && leaves + own <= MOST_LEAVES;
    if (hasRoom) part.push(segment);
    else parts.push([segment]);
    leaves = hasRoom ? leaves + own : own;
  }
  return parts;
}
