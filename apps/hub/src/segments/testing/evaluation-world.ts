import { Logger } from '@nestjs/common';
import { openTestDatabase } from '../../../../../test/support/test-database.js';
import type { Database } from '../../database/database.js';
import { uuidV7 } from '../../database/uuid.js';
import { parseScenario } from '../../scenarios/read-scenario.js';
import { ScenarioHub } from '../../scenarios/scenario-hub.js';
import { MessageSender } from '../../scenarios/send-messages.js';
import type { EvaluationOptions } from '../evaluation.service.js';

/** A hub whose evaluations a test asks for one after the other. Everything is in UTC. */
export class EvaluationWorld {
  private constructor(
    readonly database: Database,
    readonly hub: ScenarioHub,
  ) {}

  static async open(): Promise<EvaluationWorld> {
    Logger.overrideLogger(false);
    const database = await openTestDatabase();
    const scenario = JSON.stringify({ timezone: 'UTC', steps: [{ at: '2026-01-10T00:00:00Z' }] });
    return new EvaluationWorld(
      database,
      new ScenarioHub(database, await parseScenario(scenario, 'evaluation.json')),
    );
  }

  async empty(): Promise<void> {
    await this.database.transaction((sql) => this.hub.repository.empty(sql));
  }

  /** @param segments key → rule */
  async define(segments: Readonly<Record<string, unknown>>): Promise<void> {
    for (const [key, rule] of Object.entries(segments)) {
      const segment = { key, name: key, description: '', rule };
      await this.hub.segments.save(this.database.prisma, segment);
    }
  }

  /** Messages of the Segment spec that arrive together. */
  async send(when: Date, ...messages: readonly object[]): Promise<void> {
    await new MessageSender(this.hub, when, () => undefined).send([...messages], 'send');
  }

  async evaluate(when: Date, options: EvaluationOptions = {}) {
    const { evaluation } = this.hub;
    const { errors, ...counts } = await evaluation.evaluate(when, uuidV7(), options);
    return { ...counts, ...(errors.size > 0 ? { errors: [...errors.keys()] } : {}) };
  }

  /** Key → the user ids of its members, as they are stored. */
  async members(): Promise<Readonly<Record<string, readonly string[]>>> {
    const { prisma } = this.database;
    const [segments, members, users] = await Promise.all([
      prisma.segment.findMany(),
      prisma.membership.findMany(),
      prisma.profileIdentifier.findMany({ where: { type: 'userId' }, orderBy: { value: 'asc' } }),
    ]);
    const found = new Map<string, string[]>();
    for (const { profileId, value } of users) {
      for (const { segmentId } of members.filter((one) => one.profileId === profileId)) {
        const { key } = segments.find(({ id }) => id === segmentId)!;
        found.set(key, [...(found.get(key) ?? []), value]);
      }
    }
    return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
