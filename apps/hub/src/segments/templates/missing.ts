import { type DataCatalog, NEWEST_EVENTS } from '../../catalog/data-catalog.repository.js';
import { nearestNames } from './nearest-names.js';
import type { Need } from './needs.js';

/** A need that the data do not meet. */
export interface Missing extends Need {
  /** What does occur and may be meant, the best first. */
  readonly nearest: readonly string[];
}

const CONTEXT = 'context.';

/** Holds what templates need against what occurs, which is asked for once. One for each answer: the data go on. */
export class OccurringData {
  private readonly asked = new Map<string, Promise<readonly string[]>>();

  constructor(private readonly catalog: DataCatalog) {}

  async missing(needs: readonly Need[]): Promise<readonly Missing[]> {
    const found: Missing[] = [];
    for (const need of needs) {
      const nearest = await this.nearestTo(need);
      if (nearest) found.push({ ...need, nearest });
    }
    return found;
  }

  /** @returns undefined when the need is met, or cannot be judged */
  private async nearestTo(need: Need): Promise<readonly string[] | undefined> {
    const { kind, anyOf } = need;
    switch (kind) {
      case 'event':
        return without(anyOf, await this.eventNames());
      case 'trait':
        return withoutPath(anyOf, await this.once('trait', () => this.catalog.traitKeys()));
      case 'property':
        return this.nearestProperties(need);
      case 'identifier':
        return without(anyOf, await this.once(kind, () => this.catalog.identifierTypes()));
      case 'consent':
        if (await this.hasConsent(anyOf)) return undefined;
        return without(anyOf, await this.once(kind, () => this.catalog.consentChannels()));
    }
  }

  /** Of events that do not occur themselves nothing is said about their properties. */
  private async nearestProperties({
    anyOf,
    of = [],
  }: Need): Promise<readonly string[] | undefined> {
    const occurring = await this.eventNames();
    const events = of.filter((name) => occurring.includes(name));
    if (events.length === 0) return undefined;
    const contexts = anyOf.filter((path) => path.startsWith(CONTEXT));
    for (const name of events) {
      for (const path of contexts) if (await this.hasContext(name, path)) return undefined;
    }
    const paths = anyOf.filter((path) => !path.startsWith(CONTEXT));
    const known: string[] = [];
    for (const name of events) {
      known.push(...(await this.once(`of ${name}`, () => this.catalog.propertyPaths(name))));
    }
    return withoutPath(paths, known);
  }

  private async hasContext(name: string, path: string): Promise<boolean> {
    const keys = keysOf(path)
      .slice(1)
      .map((key) => key.replaceAll('\\.', '.'));
    const found = await this.once(`${path} of ${name}`, async () =>
      (await this.catalog.hasContext(name, keys)) ? [path] : [],
    );
    return found.length > 0;
  }

  /** Most that are asked for are there, which is found out without going through everybody. */
  private async hasConsent(channels: readonly string[]): Promise<boolean> {
    const found = await this.once(`consent ${channels.join(' ')}`, async () =>
      (await this.catalog.hasConsent(channels)) ? channels : [],
    );
    return found.length > 0;
  }

  private readonly eventNames = (): Promise<readonly string[]> =>
    this.once('event', () => this.catalog.eventNames());

  private once(what: string, ask: () => Promise<readonly string[]>): Promise<readonly string[]> {
    const known = this.asked.get(what) ?? ask();
    this.asked.set(what, known);
    return known;
  }
}

/** The parts of a path, with their escapes. */
const keysOf = (path: string): readonly string[] => path.split(/(?<!\\)\./);

function without(names: readonly string[], occurring: readonly string[]) {
  if (names.some((name) => occurring.includes(name))) return undefined;
  return unique(names.flatMap((name) => nearestNames(name, occurring)));
}

/** Of a path its first key has to occur: the catalog does not know what lies within. */
function withoutPath(paths: readonly string[], occurring: readonly string[]) {
  const parts = paths.map(keysOf);
  if (parts.some(([first]) => occurring.includes(first!))) return undefined;
  const ends = parts.flatMap((keys) => [keys[0]!, keys.at(-1)!]);
  return unique(ends.flatMap((key) => nearestNames(key, occurring)));
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];

/** `no event "Order Completed" in the data (there is "purchase")`. */
export function describeMissing({ kind, anyOf, of, nearest }: Missing): string {
  const names = anyOf.map((name) => `"${name}"`).join(' or ');
  const place = kind === 'property' ? `of ${of!.map((name) => `"${name}"`).join(' or ')} ` : '';
  const isContext = kind === 'property' && anyOf.every((path) => path.startsWith(CONTEXT));
  const where = isContext ? `in the ${NEWEST_EVENTS} newest` : 'in the data';
  const hint = nearest.map((name) => `"${name}"`).join(', ');
  return `no ${kind} ${names} ${place}${where}${hint && ` (there is ${hint})`}`;
}
