import { openTestDatabase } from '../../../../../test/support/test-database.js';
import type { Config } from '../../config/config.js';
import type { Database } from '../../database/database.js';
import { ConnectorRegistry } from '../../plugins/connector-registry.js';
import { HubConfig } from '../../runtime/hub-config.js';
import { compileAttempts } from '../../segments/compile/compile-attempts.js';
import { compileMembers } from '../../segments/compile/compile-rule.js';
import { EvaluationRepository } from '../../segments/evaluation.repository.js';
import { parseRule } from '../../segments/rules/parse-rule.js';
import { SegmentRepository } from '../../segments/segment.repository.js';
import { SegmentVisibility } from '../../segments/segment-visibility.service.js';
import { FunnelRepository } from '../funnel.repository.js';
import { FunnelService } from '../funnel.service.js';
import { parseFunnel } from '../parse-funnel.js';
import type { FunnelClock } from './funnel-oracle.js';
import { type People, StoredPeople } from './stored-people.repository.js';

const CONFIG: Omit<Config, 'workspace'> = {
  file: 'segue.yaml',
  plugins: [],
  connections: [],
  identity: { identifiers: [], block: [] },
  traits: {},
  segments: [],
  syncs: [],
};

/** Funnels, and the rules that they make, over people who did what a spec says. */
export class FunnelWorld {
  private readonly people: StoredPeople;

  private constructor(private readonly database: Database) {
    this.people = new StoredPeople(database);
  }

  static async open(): Promise<FunnelWorld> {
    return new FunnelWorld(await openTestDatabase());
  }

  close(): Promise<void> {
    return this.database.close();
  }

  /** Replaces all that is stored. @param segments  key → names of the members */
  store(people: People, segments: Readonly<Record<string, readonly string[]>> = {}): Promise<void> {
    return this.people.store(people, segments);
  }

  service({ now, timezone }: FunnelClock): FunnelService {
    const config = { ...CONFIG, workspace: { name: 'Acme', timezone } };
    return new FunnelService(
      this.database,
      new FunnelRepository(),
      new SegmentVisibility(new SegmentRepository()),
      new EvaluationRepository(),
      new HubConfig(config, new ConnectorRegistry([])),
      { now: () => now },
    );
  }

  /** The instants of everybody's best attempt, by name; of those who have one. */
  attempts(funnel: unknown, clock: FunnelClock): Promise<Record<string, number[]>> {
    const parsed = parseFunnel(funnel, [...this.people.segmentIds.keys()]);
    return this.people.findAttempts(compileAttempts(parsed, this.context(clock)));
  }

  /** The names of a rule's members, sorted. */
  async members(rule: unknown, clock: FunnelClock): Promise<string[]> {
    const sql = compileMembers(parseRule(rule), this.context(clock));
    const ids = await new SegmentRepository().find(this.database.prisma, sql);
    return [...ids].map((id) => this.people.nameOf(id)).sort();
  }

  private context({ now, timezone }: FunnelClock) {
    return { now, timezone, segments: this.people.segmentIds, segmentId: 0 };
  }
}
