import { Prisma } from '../database/database.js';
import { type RuleTable, tablesOf } from './compile/compile-rule.js';
import type { EvaluationGroup } from './plan-evaluation.js';
import type { Rule } from './rules/rule.js';
import { topicsOf } from './rules/topics.js';

/** Some of the segments that are evaluated over few profiles: a mask for each group, in their order. */
export type Asked = readonly bigint[];

/** A segment with all that its answer depends on. */
interface Member {
  readonly own: Asked;
  /** Its own, and those of the segments that it refers to, directly or not. */
  readonly keys: ReadonlySet<string>;
  readonly rules: readonly Rule[];
}

/**
 * Which segments have to be asked about a profile, by what changed of it: the answers of the others are as they were. Each segment has a
 * bit, its place in its group.
 */
export class AskedSegments {
  private readonly members: readonly Member[];

  /** @param groups those that are evaluated over few profiles */
  constructor(private readonly groups: readonly EvaluationGroup[]) {
    const known = new Map<string, Pick<Member, 'keys' | 'rules'>>();
    const planned = new Map(
      groups.flatMap(({ segments }) => segments.map((one) => [one.segment.key, one] as const)),
    );
    const follow = (key: string): Pick<Member, 'keys' | 'rules'> => {
      const found = known.get(key);
      if (found) return found;
      const { rule, references } = planned.get(key)!;
      const others = references.map(follow);
      const all = {
        keys: new Set([key, ...others.flatMap(({ keys }) => [...keys])]),
        rules: [...new Set([rule, ...others.flatMap(({ rules }) => rules)])],
      };
      known.set(key, all);
      return all;
    };
    this.members = groups.flatMap(({ segments }, index) =>
      segments.map(({ segment: { key }, bit }) => ({
        ...follow(key),
        own: groups.map((_, other) => (other === index ? 1n << BigInt(bit) : 0n)),
      })),
    );
  }

  /** The columns of a table that has an `Asked` in each row. */
  get columns(): readonly string[] {
    return this.groups.map(({ askedColumn }) => askedColumn);
  }

  get all(): Asked {
    return this.union(this.members.map(({ own }) => own));
  }

  /** What each rule that is asked about a profile is asked for. */
  get rules(): readonly { readonly rule: Rule; readonly by: Asked }[] {
    return this.members.flatMap(({ rules, own }) => rules.map((rule) => ({ rule, by: own })));
  }

  /** Topic → the segments whose answer may change with it. */
  byTopic(): ReadonlyMap<string, Asked> {
    const found = new Map<string, Asked>();
    for (const { rule, by } of this.rules) {
      for (const name of topicsOf(rule)) {
        found.set(name, this.union([by, ...(found.has(name) ? [found.get(name)!] : [])]));
      }
    }
    return found;
  }

  /** Those whose rules read a table beside `profile` and `event`. */
  reading(table: RuleTable): Asked {
    const readers = this.rules.filter(({ rule }) => tablesOf(rule).has(table));
    return this.union(readers.map(({ by }) => by));
  }

  /** The segment itself, and all that refer to it. */
  dependingOn(key: string): Asked {
    return this.union(this.members.filter(({ keys }) => keys.has(key)).map(({ own }) => own));
  }

  union(some: readonly Asked[]): Asked {
    return this.groups.map((_, index) => some.reduce((all, one) => all | one[index]!, 0n));
  }
}

/** Whether two `Asked`s have a segment in common, each as columns of rows. */
export function isAnyOf(a: readonly string[], b: readonly string[]): Prisma.Sql {
  const parts = a.map((column, index) => `(${column} & ${b[index]})`);
  return Prisma.raw(parts.length === 0 ? 'FALSE' : `(${parts.join(' | ')}) <> 0`);
}

/** Whether an `Asked`, as columns of a row, has any of some segments. */
export function isAnyOfThese(columns: readonly string[], some: Asked): Prisma.Sql {
  const parts = columns.flatMap((column, index) =>
    some[index] === 0n
      ? []
      : [Prisma.sql`(${Prisma.raw(column)} & ${String(some[index])}::bigint)`],
  );
  return parts.length === 0 ? Prisma.sql`FALSE` : Prisma.sql`(${Prisma.join(parts, ' | ')}) <> 0`;
}

/** Some `Asked`s for `unnest`: an array for each column. */
export const askedArrays = (
  some: readonly Asked[],
  columns: readonly string[],
): readonly Prisma.Sql[] =>
  columns.map((_, index) => Prisma.sql`${some.map((asked) => String(asked[index]))}::bigint[]`);
