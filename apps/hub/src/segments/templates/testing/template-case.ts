/** A Monday, noon in UTC. */
export const NOW = new Date('2026-06-15T12:00:00Z');

/** A message of the Segment spec that lacks whom it is about. */
export type Deed = Readonly<Record<string, unknown>>;

/** What people did, by a name that says why they are in the segment or not. */
export type People = Readonly<Record<string, readonly Deed[]>>;

export interface TemplateCase {
  readonly template: string;
  /** Left out: all defaults. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly members: People;
  readonly others: People;
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @param ago such as `3d`, `2h` or `30m` before now; `-3d` lies in the future */
export const at = (ago: string): string =>
  new Date(NOW.getTime() - parseInt(ago, 10) * UNIT_MS[ago.at(-1)!]!).toISOString();

export const track = (event: string, ago: string, properties: object = {}): Deed => ({
  type: 'track',
  event,
  timestamp: at(ago),
  properties,
});

/** @param context of the page view */
export const page = (ago: string, context: object = {}): Deed => ({
  type: 'page',
  timestamp: at(ago),
  context,
});

export const identify = (traits: object, ago = '400d', context: object = {}): Deed => ({
  type: 'identify',
  timestamp: at(ago),
  traits,
  context,
});

export const order = (ago: string, total = 20, more: object = {}): Deed =>
  track('Order Completed', ago, { total, ...more });

/** The same at several times. */
export const each = (agos: readonly string[], deed: (ago: string) => Deed): readonly Deed[] =>
  agos.map((ago) => deed(ago));
