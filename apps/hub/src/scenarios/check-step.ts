import type { JsonObject, JsonValue } from '@segue/sdk';
import { explainRule } from '../segments/explain-rule.js';
import { ExplainRepository } from '../segments/explain/explain.repository.js';
import { parseRule } from '../segments/rules/parse-rule.js';
import type { NumberComparison } from '../segments/rules/rule.js';
import type { Mismatch, WrongProfile } from './outcome.js';
import { nameOf, parseName, toTyped } from './profile-name.js';
import { resolveNames } from './resolve-names.js';
import type { Step } from './scenario.js';
import type { ScenarioHub } from './scenario-hub.js';

/** A wrong expectation about thousands of profiles is understood from the first few. */
const MOST_EXPLAINED = 10;
const MOST_NAMES = 50;

/** What the segments are after the evaluation of a step. */
export interface Evaluated {
  readonly now: Date;
  readonly ids: ReadonlyMap<string, number>;
  /** Key → rule, as written. */
  readonly rules: ReadonlyMap<string, unknown>;
  /** Key of each segment that could not be evaluated → why. */
  readonly errors: ReadonlyMap<string, string>;
}

/** One expectation: its name, such as `expect.buyers`, its place in the step, and what is wrong with it. */
export interface Checked {
  readonly path: readonly string[];
  /** Undefined when it holds. */
  readonly mismatch: Mismatch | undefined;
}

/** Holds the expectations of one step against the database. */
export class StepCheck {
  constructor(
    private readonly hub: ScenarioHub,
    private readonly evaluated: Evaluated,
  ) {}

  async *check(step: Step): AsyncGenerator<Checked> {
    for (const [key, pointer] of step.expectError) {
      yield { path: ['expectError', key], mismatch: checkRefusal(step, key, pointer) };
    }
    for (const [key, names] of step.expect) {
      yield { path: ['expect', key], mismatch: await this.checkMembers(key, names) };
    }
    for (const [key, size] of step.expectSize) {
      yield { path: ['expectSize', key], mismatch: await this.checkSize(key, size) };
    }
    if (step.expectProfiles) {
      const mismatch = await this.checkProfiles(step.expectProfiles);
      yield { path: ['expectProfiles'], mismatch };
    }
    for (const [name, traits] of step.expectTraits) {
      yield { path: ['expectTraits', name], mismatch: await this.checkTraits(name, traits) };
    }
  }

  private async checkMembers(key: string, names: readonly string[]): Promise<Mismatch | undefined> {
    const members = await this.membersOf(key);
    if (typeof members === 'string') return mismatch(names, null, [members]);
    const owners = await resolveNames(this.hub, names);
    const expected = new Set(owners.values());
    const nobody = names.filter((name) => !owners.has(name));
    const lacking = [...expected].filter((id) => !members.has(id));
    const surplus = [...members].filter((id) => !expected.has(id));
    if (nobody.length + lacking.length + surplus.length === 0) return undefined;
    const notes = nobody.map((name) => `nobody is named ${name}`);
    if (members.size > MOST_NAMES) notes.push(`${members.size} profiles were found in all`);
    return {
      expected: names,
      found: await this.namesOf([...members].slice(0, MOST_NAMES)),
      notes,
      profiles: await this.explain(key, [...lacking, ...surplus], members),
    };
  }

  private async checkSize(key: string, size: NumberComparison): Promise<Mismatch | undefined> {
    const members = await this.membersOf(key);
    const expected = size.op === 'between' ? { between: [size.low, size.high] } : toJson(size);
    if (typeof members === 'string') return mismatch(expected, null, [members]);
    return compares(members.size, size) ? undefined : mismatch(expected, members.size);
  }

  private async checkProfiles(
    profiles: readonly (readonly string[])[],
  ): Promise<Mismatch | undefined> {
    const expected = profiles.map((names) => sortedSet(names.map(parseName).map(toTyped)));
    const owners = await resolveNames(this.hub, profiles.flat());
    const { repository, database } = this.hub;
    const byProfile = await repository.identifiers(database.prisma, [...new Set(owners.values())]);
    const found = [...byProfile.values()].map((identifiers) => sortedSet(identifiers.map(toTyped)));
    const [left, right] = [expected, found].map((lists) =>
      sortedSet(lists.map((list) => JSON.stringify(list))).join('\n'),
    );
    return left === right ? undefined : mismatch(expected, found);
  }

  private async checkTraits(name: string, expected: JsonObject): Promise<Mismatch | undefined> {
    const id = (await resolveNames(this.hub, [name])).get(name);
    if (id === undefined) return mismatch(expected, null, [`nobody is named ${name}`]);
    const traits = await this.hub.repository.traits(this.hub.database.prisma, id);
    const keys = Object.keys(expected);
    if (keys.every((key) => agrees(expected[key], own(traits, key)))) return undefined;
    const found = keys.map((key): [string, JsonValue] => [key, own(traits, key) ?? null]);
    return mismatch(expected, Object.fromEntries(found));
  }

  /** The profiles in a segment, or why that cannot be said. */
  private async membersOf(key: string): Promise<ReadonlySet<string> | string> {
    const id = this.evaluated.ids.get(key);
    if (id === undefined) return 'there is no such segment: every definition of it was refused';
    const error = this.evaluated.errors.get(key);
    if (error !== undefined) return `it could not be evaluated: ${error}`;
    const { repository, database } = this.hub;
    return new Set(await repository.members(database.prisma, id));
  }

  private async namesOf(profileIds: readonly string[]): Promise<readonly string[]> {
    const { repository, database } = this.hub;
    const found = await repository.identifiers(database.prisma, profileIds);
    return [...found].map(([id, identifiers]) => nameOf(identifiers) ?? id).sort();
  }

  private async explain(
    key: string,
    profileIds: readonly string[],
    members: ReadonlySet<string>,
  ): Promise<readonly WrongProfile[]> {
    const { repository, database, config } = this.hub;
    const { now, ids, rules } = this.evaluated;
    const { timezone } = config;
    const wrong = profileIds.slice(0, MOST_EXPLAINED);
    const context = { now, timezone, segments: ids, segmentId: ids.get(key)! };
    const json = rules.get(key);
    const explained = await explainRule(
      new ExplainRepository(),
      database.prisma,
      { rule: parseRule(json), json, context, priorities: config.intakeRules.priorities },
      wrong,
    );
    const identifiers = await repository.identifiers(database.prisma, wrong);
    return [...explained].map(([id, explanation]) => ({
      name: nameOf(identifiers.get(id) ?? []) ?? id,
      isMember: members.has(id),
      explanation,
    }));
  }
}

function checkRefusal(step: Step, key: string, pointer: string): Mismatch | undefined {
  const problems = step.definitions.refused.get(key);
  if (problems?.some((problem) => problem.pointer === pointer)) return undefined;
  const notes = problems ? problems.map(({ message }) => message) : ['the rule was accepted'];
  return mismatch(pointer, problems?.map((problem) => problem.pointer) ?? null, notes);
}

const mismatch = (expected: unknown, found: unknown, notes: readonly string[] = []): Mismatch => ({
  expected,
  found,
  notes,
  profiles: [],
});

const toJson = ({ op, value }: Exclude<NumberComparison, { op: 'between' }>): unknown =>
  op === 'eq' ? value : { [op]: value };

function compares(size: number, comparison: NumberComparison): boolean {
  switch (comparison.op) {
    case 'eq':
      return size === comparison.value;
    case 'neq':
      return size !== comparison.value;
    case 'gt':
      return size > comparison.value;
    case 'gte':
      return size >= comparison.value;
    case 'lt':
      return size < comparison.value;
    case 'lte':
      return size <= comparison.value;
    case 'between':
      return comparison.low <= size && size <= comparison.high;
  }
}

const sortedSet = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();

const own = (object: JsonObject, key: string): JsonValue | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** Whether two values are equal; a key that holds `null` and one that is not there are the same. */
function agrees(expected: JsonValue | undefined, found: JsonValue | undefined): boolean {
  if (typeof expected !== 'object' || typeof found !== 'object' || !expected || !found) {
    return (expected ?? null) === (found ?? null);
  }
  const [length, foundLength] = [expected, found].map((value) =>
    Array.isArray(value) ? value.length : undefined,
  );
  if (length !== foundLength) return false;
  // A list has its indices for keys.
  const [left, right] = [expected as JsonObject, found as JsonObject];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => agrees(own(left, key), own(right, key)));
}
