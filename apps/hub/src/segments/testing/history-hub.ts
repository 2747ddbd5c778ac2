import { type Database } from '../../database/database.js';
import { uuidV7 } from '../../database/uuid.js';
import type { Scenario } from '../../scenarios/scenario.js';
import { ScenarioHub } from '../../scenarios/scenario-hub.js';
import { resolveNames } from '../../scenarios/resolve-names.js';
import { MessageSender } from '../../scenarios/send-messages.js';
import type { History, HistoryStep } from './history.js';
import type { Json } from './person.js';

/** Key of a segment → ids of the profiles in it, as stored. */
export type Members = ReadonlyMap<string, ReadonlySet<string>>;

export interface StoredPerson {
  readonly profileId: string;
  readonly traits: unknown;
  /** `type:value` */
  readonly identifiers: readonly string[];
}

const IDENTIFIERS = ['userId', 'anonymousId', 'email', 'phone'] as const;

/** The hub's own intake, identity and evaluation, to which a history happens. */
export class HistoryHub {
  private readonly hub: ScenarioHub;

  constructor(
    private readonly database: Database,
    { timezone }: Pick<History, 'timezone'>,
  ) {
    this.hub = new ScenarioHub(database, scenarioOf(timezone));
  }

  /** Forgets everything. */
  async start(segments: ReadonlyMap<string, Json>): Promise<void> {
    await this.database.transaction((sql) => this.hub.repository.empty(sql));
    await this.define(segments);
  }

  /** Everything of a step, an incremental evaluation at its end. @returns why segments could not be evaluated */
  async play({
    at,
    sentAt,
    define,
    erase,
    send,
  }: HistoryStep): Promise<ReadonlyMap<string, string>> {
    await this.define(define);
    const owners = await resolveNames(this.hub, erase);
    await this.database.transaction((sql) =>
      this.hub.profiles.erase(sql, [...new Set(owners.values())]),
    );
    const refuse = ({ code, reason }: { readonly code: string; readonly reason: string }) => {
      throw new Error(`a message was not taken: ${code}, ${reason}`);
    };
    await new MessageSender(this.hub, new Date(sentAt), refuse).send(send, 'send');
    const { errors } = await this.hub.evaluation.evaluate(new Date(at), uuidV7());
    return errors;
  }

  /** What an evaluation from scratch would store. It is undone, so that it does not help the incremental ones. */
  async membersFromScratch(at: number): Promise<Members> {
    let members: Members | undefined;
    const undo = new Error('to be rolled back');
    try {
      await this.database.transaction(async (sql) => {
        const inside = Object.create(this.database, {
          prisma: { value: sql },
          transaction: { value: (work: (same: typeof sql) => Promise<unknown>) => work(sql) },
        }) as Database;
        const other = new HistoryHub(inside, { timezone: this.hub.config.timezone });
        await sql.membership.deleteMany();
        await other.hub.evaluation.evaluate(new Date(at), uuidV7(), { full: true });
        members = await other.members();
        throw undo;
      });
    } catch (error) {
      if (error !== undo) throw error;
    }
    return members!;
  }

  async members(): Promise<Members> {
    const { prisma } = this.database;
    const segments = await prisma.segment.findMany();
    const rows = await prisma.membership.findMany();
    return new Map(
      segments.map(({ id, key }) => [
        key,
        new Set(rows.flatMap((row) => (row.segmentId === id ? row.profileId : []))),
      ]),
    );
  }

  async segmentIds(): Promise<ReadonlyMap<string, number>> {
    const segments = await this.database.prisma.segment.findMany();
    return new Map(segments.map(({ id, key }) => [key, id]));
  }

  async people(): Promise<readonly StoredPerson[]> {
    const { prisma } = this.database;
    const profiles = await prisma.profile.findMany();
    const identifiers = await prisma.profileIdentifier.findMany();
    return profiles.map(({ profileId, traits }) => ({
      profileId,
      traits,
      identifiers: identifiers
        .filter((row) => row.profileId === profileId)
        .map(({ type, value }) => `${type}:${value}`),
    }));
  }

  private async define(segments: ReadonlyMap<string, Json>): Promise<void> {
    await this.database.transaction(async (sql) => {
      for (const [key, rule] of segments) {
        await this.hub.segments.save(sql, { key, name: key, description: '', rule });
      }
    });
  }
}

const scenarioOf = (timezone: string): Scenario => ({
  file: 'history',
  timezone,
  identity: { identifiers: IDENTIFIERS.map((type) => ({ type })), block: [] },
  segments: new Map(),
  steps: [],
  locate: () => ({ line: 1, column: 1 }),
});
