import type { Database } from '../../../database/database.js';
import { compileMembers, ofProfiles } from '../../compile/compile-rule.js';
import type { ExplainedRule } from '../../explain-rule.js';
import { parseRule } from '../../rules/parse-rule.js';
import { SegmentRepository } from '../../segment.repository.js';
import type { HistoryLimits } from '../../testing/arbitrary-deeds.js';
import { edgesOfCalendars, edgesOfMessages } from '../../testing/clock-edges.js';
import { drawHistory, settingOf } from '../../testing/draw-history.js';
import { HistoryHub } from '../../testing/history-hub.js';
import type { History } from '../../testing/history.js';
import { membersOf, type OracleSegment } from '../../testing/oracle.js';
import { People } from '../../testing/people.js';
import type { Json, Person } from '../../testing/person.js';
import type { EventEvidence, WindowBounds } from '../evidence.js';
import type { Explanation } from '../explanation.js';
import { explainingOn } from './explaining-hub.js';

const LIMITS: HistoryLimits = { people: 3, messages: 60, steps: 4, segments: 14 };

export interface Checked {
  readonly explained: number;
  /** Of how many the next change was found. */
  readonly changing: number;
  /** Of how many it was not, though there may be one. */
  readonly unknown: number;
  /** What is wrong, each with how to see it again. */
  readonly problems: readonly string[];
}

/** Plays the first steps of a history and explains everybody in every segment then, beside the oracle. */
export async function checkExplanations(database: Database, seed: number): Promise<Checked> {
  const whole = drawHistory(seed, LIMITS);
  // Later little is left that time could change.
  const history = { ...whole, steps: whole.steps.slice(0, 1 + (seed % 2)) };
  const { people, rules, at } = await play(database, history);
  const { timezone } = history;
  const { service, setNow } = explainingOn(database, timezone);
  setNow(new Date(at));
  const stored = await new SegmentRepository().list(database.prisma);
  const segments = new Map(
    stored.map(({ id, key }): [string, OracleSegment] => [key, { id, rule: rules.get(key)! }]),
  );
  const ids = new Map(stored.map(({ id, key }) => [key, id]));
  const oracle = new Oracle(segments, people, timezone);
  const edges = edgesOf(seed, rules, history);
  const problems: string[] = [];
  let [explained, changing, unknown] = [0, 0, 0];
  for (const [key, { id, rule }] of segments) {
    const context = { now: new Date(at), timezone, segments: ids, segmentId: id };
    const from = ofProfiles(people.map(({ profileId }) => profileId!));
    const members = await new SegmentRepository().find(
      database.prisma,
      compileMembers(parseRule(rule), { ...context, from }),
    );
    for (const person of people) {
      const explanation = await service.explain(person.profileId!, key);
      explained++;
      if (explanation.changesAt !== null) changing++;
      if (explanation.changesAtUnknown) unknown++;
      const wrong = [
        ...(explanation.isMember === members.has(person.profileId!) ? [] : ['not as compiled']),
        ...(explanation.stored.agrees ? [] : ['not as stored']),
        ...combinations(explanation.explanation),
        ...contradictions(explanation.explanation),
        ...oracle.changes(key, person, at, explanation, edges),
      ];
      problems.push(
        ...wrong.map(
          (what) =>
            `${what}: seed ${seed}, ${key}, ${[...person.identifiers][0]}, at ${new Date(at).toISOString()} in ${timezone}: ${JSON.stringify(rule)}\n${JSON.stringify(explanation)}`,
        ),
      );
    }
  }
  return { explained, changing, unknown, problems };
}

async function play(
  database: Database,
  history: History,
): Promise<{ people: readonly Person[]; rules: ReadonlyMap<string, Json>; at: number }> {
  const hub = new HistoryHub(database, history);
  const people = new People();
  const rules = new Map(history.segments);
  await hub.start(history.segments);
  for (const step of history.steps) {
    for (const [key, rule] of step.define) rules.set(key, rule);
    for (const name of step.erase) people.erase(name);
    for (const message of step.send) people.receive(message, step.sentAt);
    await hub.play(step);
  }
  for (const { profileId, identifiers } of await hub.people()) {
    people.owner(identifiers[0]!)!.profileId = profileId;
  }
  return { people: people.all, rules, at: history.steps.at(-1)!.at };
}

/** Instants at which something may happen by itself, found without any code of the explanation. */
function edgesOf(
  seed: number,
  rules: ReadonlyMap<string, Json>,
  { steps }: History,
): readonly number[] {
  const setting = settingOf(seed);
  const sent = steps.flatMap(({ send }) => send);
  const edges = [
    ...edgesOfMessages(setting, [...rules.values()], sent),
    ...edgesOfCalendars(setting),
  ];
  return [...new Set(edges)].sort((a, b) => a - b);
}

class Oracle {
  private readonly known = new Map<number, ReturnType<typeof membersOf>>();

  constructor(
    private readonly segments: ReadonlyMap<string, OracleSegment>,
    private readonly people: readonly Person[],
    private readonly timezone: string,
  ) {}

  /** What is wrong with the next change: it must be one, and there must be none before it. */
  *changes(
    key: string,
    person: Person,
    at: number,
    { isMember, changesAt, changesAtUnknown }: Explanation,
    edges: readonly number[],
  ): Generator<string> {
    if (this.isIn(key, person, at) !== isMember) yield 'not as the oracle has it';
    const end = changesAt === null ? Infinity : Date.parse(changesAt);
    if (changesAt !== null) {
      if (this.isIn(key, person, end - 1) !== isMember) yield 'changes before it should';
      if (this.isIn(key, person, end) === isMember) yield 'does not change when it should';
    }
    if (changesAtUnknown) return;
    const missed = edges.find(
      (edge) => edge > at && edge < end && this.isIn(key, person, edge) !== isMember,
    );
    if (missed !== undefined) yield `changes at ${new Date(missed).toISOString()} already`;
  }

  private isIn(key: string, person: Person, now: number): boolean {
    let members = this.known.get(now);
    if (!members) {
      members = membersOf(this.segments, this.people, { now, timezone: this.timezone });
      this.known.set(now, members);
    }
    return members.get(key)!.has(person);
  }
}

/** Every group is what its children give. */
function* combinations(node: ExplainedRule): Generator<string> {
  const rule = node.rule as Json;
  const truths = node.children.map(({ isTrue }) => isTrue);
  const expected =
    'all' in rule
      ? truths.every(Boolean)
      : 'any' in rule
        ? truths.some(Boolean)
        : 'not' in rule
          ? !truths[0]
          : node.isTrue;
  if (expected !== node.isTrue) yield 'a group is not what its children give';
  for (const child of node.children) yield* combinations(child);
}

/** Evidence that does not give the answer. */
function* contradictions(node: ExplainedRule): Generator<string> {
  for (const child of node.children) yield* contradictions(child);
  const expected = answerOf(node);
  if (expected !== undefined && expected !== node.isTrue) yield 'evidence does not give the answer';
}

/** What the evidence alone lets one conclude; undefined where that is not simple. */
function answerOf({ evidence, rule }: ExplainedRule): boolean | undefined {
  if (evidence?.kind === 'event') return answerOfEvent(evidence, rule as Json);
  if (evidence?.kind === 'sequence') {
    const { steps, absent } = evidence;
    return (
      steps.every(({ state }) => state === 'found') && (absent?.state ?? 'absent') === 'absent'
    );
  }
  // Within its ends a window of calendar months can have gaps.
  const hasGaps = /\d[My]"/.test(JSON.stringify(rule));
  if ((evidence?.kind !== 'firstSeen' && evidence?.kind !== 'lastSeen') || hasGaps)
    return undefined;
  return evidence.at !== null && isWithin(Date.parse(evidence.at), evidence.window);
}

function answerOfEvent(evidence: EventEvidence, rule: Json): boolean | undefined {
  const { count, value, periods, chosen } = evidence;
  if (chosen !== undefined) return chosen !== null && chosen.isInWindow && chosen.hasHaving;
  if (periods !== undefined) {
    const { atLeast } = rule['periods'] as { readonly atLeast: number };
    return periods.filter(({ holds }) => holds).length >= atLeast;
  }
  if (value !== undefined) return undefined;
  const { gte, lt } = (rule['count'] ?? { gte: 1 }) as Readonly<Record<string, number>>;
  if (gte !== undefined) return count >= gte;
  return lt === undefined ? undefined : count < lt;
}

function isWithin(ms: number, window: WindowBounds): boolean {
  const from = window.from === null ? -Infinity : Date.parse(window.from);
  const to = window.to === null ? Infinity : Date.parse(window.to);
  const isAfter = ms > from || (window.isFromIncluded && ms === from);
  return isAfter && (ms < to || (window.isToIncluded && ms === to));
}
