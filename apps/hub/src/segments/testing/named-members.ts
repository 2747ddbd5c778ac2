import type { Database } from '../../database/database.js';
import { HistoryHub } from './history-hub.js';
import type { History } from './history.js';

/** What a hub knows, with each profile named by all of its identifiers: ids are other ones in each hub. */
export interface Named {
  /** Key of a segment → its members, sorted. */
  readonly members: Readonly<Record<string, readonly string[]>>;
  readonly traits: Readonly<Record<string, unknown>>;
}

/** Lets a history happen to a hub. @returns what it knows after each step */
export async function playNamed(database: Database, history: History): Promise<readonly Named[]> {
  const hub = new HistoryHub(database, history);
  await hub.start(history.segments);
  const found: Named[] = [];
  for (const step of history.steps) {
    const errors = await hub.play(step);
    if (errors.size > 0) throw new Error(`not evaluated: ${JSON.stringify([...errors])}`);
    found.push(await namesIn(hub));
  }
  return found;
}

async function namesIn(hub: HistoryHub): Promise<Named> {
  const people = await hub.people();
  const names = new Map(
    people.map(({ profileId, identifiers }) => [profileId, identifiers.toSorted().join(' ')]),
  );
  const members = await hub.members();
  return {
    members: Object.fromEntries(
      [...members].map(([key, ids]) => [key, [...ids].map((id) => names.get(id)!).sort()]),
    ),
    traits: Object.fromEntries(
      people.map(({ profileId, traits }) => [names.get(profileId)!, traits]),
    ),
  };
}
