import { parseName, toTyped } from './profile-name.js';
import type { ScenarioHub } from './scenario-hub.js';

/** Name → profile, of the names that somebody has. */
export async function resolveNames(
  { profiles, database }: ScenarioHub,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const identifiers = names.map(parseName);
  const rows = await profiles.findByIdentifiers(database.prisma, identifiers);
  const owners = new Map(rows.map((row) => [toTyped(row), row.profileId]));
  return new Map(
    names.flatMap((name, index) => {
      const owner = owners.get(toTyped(identifiers[index]!));
      return owner === undefined ? [] : [[name, owner] as const];
    }),
  );
}
