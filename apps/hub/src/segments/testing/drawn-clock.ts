import type { Deed } from './arbitrary-deeds.js';
import { edgesOfCalendars, edgesOfMessages, isAboutCalendars } from './clock-edges.js';
import type { HistoryStep } from './history.js';
import { membersOf } from './oracle.js';
import { People } from './people.js';
import type { Json } from './person.js';
import type { Setting } from './settings.js';

/** The clock of a history that is being drawn: it goes to where, by the oracle, somebody joins or leaves. */
export class DrawnClock {
  now: number;
  /** The last one that was looked for. */
  private edge: number;
  private readonly people = new People();
  private readonly rules: Map<string, Json>;
  /** Rules that changed at an edge: others shall have their turn. */
  private readonly covered = new Set<Json>();

  constructor(
    private readonly setting: Setting,
    segments: ReadonlyMap<string, Json>,
    /** All that will be sent. */
    private readonly messages: readonly Json[],
  ) {
    this.now = this.edge = setting.start;
    this.rules = new Map(segments);
  }

  /** @returns the time of the next step: a millisecond before an edge */
  toBeforeEdge(deed: Deed): number {
    this.edge = this.findEdge(deed) ?? this.anyEdge(deed);
    return this.edge - 1;
  }

  /** @returns the time of a step in which only time passes */
  onwards(deed: Deed): number {
    if (deed.pace === 'still') return this.now;
    if (deed.pace === 'far') return this.anyEdge(deed) + deed.shift;
    for (const [key, rule] of this.rules) if (this.isChange(key, this.edge)) this.covered.add(rule);
    return this.edge;
  }

  /** What was done in a step. */
  take({ at, sentAt, define, erase, send }: HistoryStep): void {
    this.now = at;
    for (const [key, rule] of define) this.rules.set(key, rule);
    for (const name of erase) this.people.erase(name);
    for (const message of send) this.people.receive(message, sentAt);
  }

  /** Of one of the rules that the deed aims at. */
  private findEdge({ targets, places }: Deed): number | undefined {
    for (const target of targets) {
      const [key, rule] = [...this.rules][target]!;
      if (this.covered.has(rule)) continue;
      const edges = this.toCome(this.edgesOf(rule, isAboutCalendars(rule)), places);
      const edge = edges.find((candidate) => this.isChange(key, candidate));
      if (edge !== undefined) return edge;
    }
    return undefined;
  }

  private anyEdge({ targets, places }: Deed): number {
    const [, rule] = [...this.rules][targets[0]!]!;
    return this.toCome(this.edgesOf(rule, true), places)[0] ?? this.now + 2;
  }

  private edgesOf(rule: Json, withCalendars: boolean): readonly number[] {
    const edges = edgesOfMessages(this.setting, [rule], this.messages);
    if (!withCalendars) return edges;
    return [...edges, ...edgesOfCalendars(this.setting)].sort((a, b) => a - b);
  }

  /** Rather near ones: there should be time left for the steps that follow. */
  private toCome(edges: readonly number[], places: readonly number[]): readonly number[] {
    const next = edges.filter((edge) => edge > this.now + 1);
    const picked = places.map((place) => next[Math.floor((place / 1000) ** 3 * next.length)]);
    return [...new Set(picked.filter((edge) => edge !== undefined))];
  }

  /** Whether anybody joins or leaves a segment in the millisecond before. */
  private isChange(key: string, edge: number): boolean {
    const segments = new Map([...this.rules].map(([of, rule]) => [of, { id: 1, rule }]));
    const [before, after] = [edge - 1, edge].map((now) => {
      const question = { now, timezone: this.setting.timezone };
      return membersOf(segments, this.people.all, question, [key]).get(key)!;
    });
    return this.people.all.some((person) => before!.has(person) !== after!.has(person));
  }
}
