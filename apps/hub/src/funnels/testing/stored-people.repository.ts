import { type Database, Prisma } from '../../database/database.js';
import type { Deed } from './funnel-oracle.js';

/** Name → what the person did. */
export type People = Readonly<Record<string, readonly Deed[]>>;

/** Rows that are written straight into the tables, and what a statement says about them. */
export class StoredPeople {
  /** Key → id. */
  readonly segmentIds = new Map<string, number>();
  private readonly ids = new Map<string, string>();

  constructor(private readonly database: Database) {}

  /** Replaces all that is stored. @param segments  key → names of the members */
  async store(
    people: People,
    segments: Readonly<Record<string, readonly string[]>>,
  ): Promise<void> {
    const { prisma } = this.database;
    await prisma.$executeRaw`TRUNCATE profile, event, membership, segment`;
    this.ids.clear();
    this.segmentIds.clear();
    for (const name of Object.keys(people)) this.ids.set(name, idOf(this.ids.size));
    for (const key of Object.keys(segments)) {
      const { id } = await prisma.segment.create({ data: { key, name: key } });
      this.segmentIds.set(key, id);
    }
    await this.insert(
      Prisma.sql`INSERT INTO profile (profile_id, user_id, created_at) SELECT id, name, now()`,
      Prisma.sql`id uuid, name text`,
      [...this.ids].map(([name, id]) => ({ id, name })),
    );
    const deeds = Object.entries(people).flatMap(([name, done]) =>
      done.map((deed) => ({ id: this.ids.get(name), ...deed })),
    );
    await this.insert(
      Prisma.sql`INSERT INTO event (profile_id, name, occurred_at, seq, connection_id, properties, received_at) SELECT id, name, at, seq, 'web', properties, at`,
      Prisma.sql`id uuid, name text, at timestamptz, seq bigint, properties jsonb`,
      deeds.map(({ id, name, ms, n }, seq) => ({
        ...{ id, name, seq, at: new Date(ms).toISOString() },
        properties: n === undefined ? {} : { n },
      })),
    );
    await this.insert(
      Prisma.sql`INSERT INTO membership (profile_id, segment_id, joined_at) SELECT id, segment, now()`,
      Prisma.sql`id uuid, segment int`,
      Object.entries(segments).flatMap(([key, names]) =>
        names.map((name) => ({ id: this.ids.get(name), segment: this.segmentIds.get(key) })),
      ),
    );
  }

  /** The instants of everybody's best attempt, by name. @param attempts  see compileAttempts */
  async findAttempts(attempts: Prisma.Sql): Promise<Record<string, number[]>> {
    const { prisma } = this.database;
    const rows = await prisma.$queryRaw<{ profile_id: string; times: Date[] }[]>(attempts);
    return Object.fromEntries(
      rows.map(({ profile_id, times }) => [this.nameOf(profile_id), times.map(Number)]),
    );
  }

  nameOf(profileId: string): string {
    return [...this.ids].find(([, id]) => id === profileId)![0];
  }

  private async insert(
    into: Prisma.Sql,
    columns: Prisma.Sql,
    rows: readonly object[],
  ): Promise<void> {
    await this.database.prisma.$executeRaw`
      ${into} FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row(${columns})`;
  }
}

const idOf = (index: number): string =>
  `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
