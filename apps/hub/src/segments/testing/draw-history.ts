import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { type Deed, deeds, type HistoryLimits } from './arbitrary-deeds.js';
import { messages } from './arbitrary-messages.js';
import { rules } from './arbitrary-rules.js';
import { edgesOfCalendars, edgesOfMessages } from './clock-edges.js';
import type { History, HistoryStep } from './history.js';
import { membersOf } from './oracle.js';
import { People } from './people.js';
import type { Json, Person } from './person.js';
import { type Setting, SETTINGS } from './settings.js';

export const settingOf = (seed: number): Setting => SETTINGS[seed % SETTINGS.length]!;

/**
 * The history that a seed draws, always the same one. From the second step on they are pairs: in the first something is done,
 * mostly a millisecond before an edge; in the other only time passes, mostly that millisecond.
 */
export function drawHistory(seed: number, limits: HistoryLimits): History {
  const setting = settingOf(seed);
  const keys = Array.from({ length: limits.segments }, (_, index) => `s${index}`);
  const all = rules(setting, keys);
  const [first, edited] = draw(seed, 'rules', fc.tuple(fc.tuple(...all), fc.tuple(...all)));
  const sent = draw(seed, 'messages', messages(setting, limits));
  const segments = new Map(keys.map((key, index) => [key, first[index]!]));
  const drawn = draw(seed, 'deeds', deeds(limits));

  const world = new DrawnWorld(setting, segments, {
    calendar: edgesOfCalendars(setting),
    message: edgesOfMessages(
      setting,
      [...first, ...edited],
      sent.map(({ message }) => message),
    ),
  });
  const steps = drawn.map((deed, index): HistoryStep => {
    const { erase, edits, early } = deed;
    const isQuiet = index % 2 === 0 && index > 0;
    const [before, at] = [world.now, index === 0 ? setting.start : world.wait(deed, isQuiet)];
    return world.take({
      at,
      sentAt: isQuiet || index === 0 ? at : at - Math.floor(((at - before) * early) / 1000),
      define: new Map(
        isQuiet || index === 0 ? [] : edits.map((edit) => [keys[edit]!, edited[edit]!]),
      ),
      erase: isQuiet || erase === null ? [] : [erase],
      send: sent
        .filter(({ step }) => !isQuiet && (step === index || (step === index + 1 && index > 0)))
        .map(({ message }) => message),
    });
  });
  return { seed, timezone: setting.timezone, segments, steps };
}

function draw<T>(seed: number, what: string, arbitrary: fc.Arbitrary<T>): T {
  // Seeds that are alike would draw histories that are alike.
  const mixed = createHash('sha256').update(`${seed} ${what}`).digest().readInt32BE();
  const [drawn] = fc.sample(fc.noBias(arbitrary), { seed: mixed, numRuns: 1 });
  return JSON.parse(JSON.stringify(drawn)) as T;
}

/** What the oracle knows while a history is drawn: so that the clock goes to where it changes an answer. */
class DrawnWorld {
  now: number;
  private edge: number;
  /** Rules that changed at an edge that the clock went to: others shall have their turn. */
  private readonly covered = new Set<Json>();
  private readonly people = new People();
  private readonly rules: Map<string, Json>;

  constructor(
    private readonly setting: Setting,
    segments: ReadonlyMap<string, Json>,
    private readonly edges: Readonly<Record<'calendar' | 'message', readonly number[]>>,
  ) {
    this.now = this.edge = setting.start;
    this.rules = new Map(segments);
  }

  /** @returns the time of the next step */
  wait(deed: Deed, isQuiet: boolean): number {
    if (isQuiet && deed.pace === 'edge') return Math.max(this.edge, this.now);
    if (isQuiet && deed.pace === 'still') return this.now;
    const edges = this.edges[deed.isOfCalendar ? 'calendar' : 'message'];
    const toCome = edges.filter((edge) => edge > this.now + 1);
    // Rather the near ones: there should be time left for the steps that follow.
    const candidates = deed.edges.map(
      (place) => toCome[Math.floor((place / 1000) ** 3 * toCome.length)] ?? this.now + 2,
    );
    if (isQuiet) return candidates[0]! + deed.shift;
    const changed = new Map(candidates.map((edge) => [edge, this.changedAt(edge)]));
    const news = (edge: number): number =>
      [...changed.get(edge)!].filter((rule) => !this.covered.has(rule)).length;
    this.edge = candidates.reduce((a, b) => (news(b) > news(a) ? b : a));
    if (deed.pace === 'edge') for (const rule of changed.get(this.edge)!) this.covered.add(rule);
    return this.edge - 1;
  }

  take(step: HistoryStep): HistoryStep {
    this.now = step.at;
    for (const [key, rule] of step.define) this.rules.set(key, rule);
    for (const name of step.erase) this.people.erase(name);
    for (const message of step.send) this.people.receive(message, step.sentAt);
    return step;
  }

  /** The rules for which somebody joins or leaves in the millisecond before. */
  private changedAt(edge: number): ReadonlySet<Json> {
    const segments = new Map([...this.rules].map(([key, rule]) => [key, { id: 1, rule }]));
    const [before, after] = [edge - 1, edge].map((now) =>
      membersOf(segments, this.people.all, { now, timezone: this.setting.timezone }),
    );
    const isChanged = (key: string): boolean =>
      this.people.all.some(
        (person) => before!.get(key)!.has(person) !== after!.get(key)!.has(person),
      );
    return new Set([...this.rules].flatMap(([key, rule]) => (isChanged(key) ? [rule] : [])));
  }
}
