import { AuditTrail } from '../../access/audit/audit-trail.js';
import type { Identifiers, JsonObject } from '@segue/sdk';
import type { Config, SegmentConfig } from '../../config/config.js';
import type { Database } from '../../database/database.js';
import { uuidV7 } from '../../database/uuid.js';
import { Secrets } from '../../access/secrets/secrets.js';
import { ApplyConfigService } from '../../hub/apply-config.service.js';
import { ApplyEntriesService } from '../../hub/apply-entries.service.js';
import { CatalogRepository } from '../../intake/catalog.repository.js';
import { CatalogWriter } from '../../intake/catalog-writer.js';
import { IntakeRepository } from '../../intake/intake.repository.js';
import { IntakeService } from '../../intake/intake.service.js';
import { ConnectorRegistry } from '../../plugins/connector-registry.js';
import { ProfileRepository } from '../../profiles/profile.repository.js';
import { RunRepository } from '../../runs/run.repository.js';
import { Clock } from '../../runtime/clock.js';
import { HubConfig } from '../../runtime/hub-config.js';
import { LeaseRepository } from '../../schedule/lease.repository.js';
import { ConnectionStatusService } from '../../status/connection-status.service.js';
import { StatusService } from '../../status/status.service.js';
import { SyncStatusService } from '../../status/sync-status.service.js';
import { DefinitionRepository } from '../../workspace/definition.repository.js';
import { WorkspaceService } from '../../workspace/workspace.service.js';
import { WriteKeyRepository } from '../../workspace/write-key.repository.js';
import { EvaluationScope } from '../evaluation-scope.repository.js';
import { EvaluationRepository } from '../evaluation.repository.js';
import { EvaluationService } from '../evaluation.service.js';
import { MembershipLogRepository } from '../membership-log.repository.js';
import { MembershipLogService } from '../membership-log.service.js';
import { SegmentRepository } from '../segment.repository.js';
import { SegmentFiguresRepository } from '../list/segment-figures.repository.js';
import { SegmentFiguresService } from '../list/segment-figures.service.js';
import { SegmentUsage } from '../segment-usage.service.js';
import { SegmentVisibility } from '../segment-visibility.service.js';
import { SegmentService } from '../segment.service.js';
import { SegmentVersionRepository } from '../segment-version.repository.js';
import { StaticImportService } from '../static-import.service.js';
import { StaticMemberRepository } from '../static-member.repository.js';
import { StaticMemberService } from '../static-member.service.js';

/** What time it is in a test. */
class SetClock extends Clock {
  private at = new Date('2026-01-01T00:00:00Z');

  override now(): Date {
    return this.at;
  }

  set(at: string): void {
    this.at = new Date(at);
  }
}

interface PersonRecord {
  readonly identifiers: Identifiers;
  readonly traits?: JsonObject;
}

export type FileSegment = Omit<SegmentConfig, 'location'>;

/** The services of a hub around its segments, on a database and a clock of the test's. */
export class SegmentWorld {
  readonly clock = new SetClock();
  readonly segments: SegmentService;
  readonly statics: StaticMemberService;
  readonly imports: StaticImportService;
  readonly log: MembershipLogService;
  private readonly profiles = new ProfileRepository();
  private readonly repository = new SegmentRepository();
  private readonly leases: LeaseRepository;
  private readonly intake: IntakeService;
  private readonly evaluation: EvaluationService;
  private readonly hub: HubConfig;
  private readonly definitions = new DefinitionRepository();

  constructor(
    readonly database: Database,
    private readonly timezone = 'UTC',
  ) {
    const records = new IntakeRepository();
    const versions = new SegmentVersionRepository();
    const lists = new StaticMemberRepository();
    const log = new MembershipLogRepository();
    const visibility = new SegmentVisibility(this.repository);
    this.leases = new LeaseRepository(database);
    this.hub = this.hubWith([]);
    this.intake = new IntakeService(
      database,
      records,
      this.profiles,
      new CatalogWriter(new CatalogRepository()),
    );
    this.evaluation = new EvaluationService(
      database,
      this.hub,
      this.repository,
      new EvaluationScope(),
      new EvaluationRepository(),
      records,
      new RunRepository(database),
      this.leases,
    );
    this.segments = new SegmentService(
      database,
      this.repository,
      visibility,
      new SegmentUsage(database, this.repository, visibility),
      versions,
      lists,
      log,
      records,
      this.leases,
      this.clock,
      new AuditTrail(),
    );
    this.statics = new StaticMemberService(
      database,
      this.hub,
      visibility,
      lists,
      this.profiles,
      records,
      this.leases,
      this.clock,
    );
    this.imports = new StaticImportService(this.statics);
    this.log = new MembershipLogService(database, this.hub, visibility, versions, log, this.clock);
  }

  /** Applies a segue.yaml with these segments. */
  async apply(...segments: readonly FileSegment[]): Promise<void> {
    const hub = this.hubWith(segments);
    const { database, repository, definitions, clock } = this;
    const workspaces = this.workspacesOf(hub);
    const entries = new ApplyEntriesService(hub, clock);
    await new ApplyConfigService(
      database,
      hub,
      workspaces,
      definitions,
      repository,
      entries,
      clock,
    ).apply();
  }

  /** The status of a hub whose segue.yaml has these segments. */
  statusWith(...segments: readonly FileSegment[]): StatusService {
    const { database, repository, definitions, clock } = this;
    const hub = this.hubWith(segments);
    const runs = new RunRepository(database);
    const workspaces = this.workspacesOf(hub);
    const visibility = new SegmentVisibility(repository);
    const counts = new SegmentFiguresRepository();
    const figures = new SegmentFiguresService(database, hub, repository, counts, clock);
    return new StatusService(
      database,
      hub,
      new ConnectionStatusService(database, hub, runs, definitions, workspaces, clock),
      new SyncStatusService(database, hub, runs, visibility, figures, definitions, workspaces),
      visibility,
      figures,
    );
  }

  /** Makes or changes people. */
  async send(...records: readonly PersonRecord[]): Promise<void> {
    await this.intake.store(
      {
        connectionId: 'crm',
        receivedAt: this.clock.now(),
        records: records.map((record) => ({ kind: 'profile', traits: {}, ...record })),
      },
      this.hub.intakeRules,
    );
  }

  /** As the scheduler does. */
  async evaluate(at?: string): Promise<void> {
    if (at !== undefined) this.clock.set(at);
    await this.evaluation.evaluate(this.clock.now(), uuidV7());
  }

  async profileOf(value: string): Promise<string> {
    const row = await this.database.prisma.identifier.findFirstOrThrow({ where: { value } });
    return row.profileId;
  }

  async erase(value: string): Promise<void> {
    const profileId = await this.profileOf(value);
    await this.database.transaction((sql) => this.profiles.erase(sql, [profileId]));
  }

  /** User ids of the members, sorted. */
  async members(key: string): Promise<readonly (string | null)[]> {
    const { prisma } = this.database;
    const { id } = await prisma.segment.findUniqueOrThrow({ where: { key } });
    const rows = await prisma.membership.findMany({ where: { segmentId: id } });
    const ids = rows.map(({ profileId }) => profileId);
    const people = await prisma.profile.findMany({ where: { profileId: { in: ids } } });
    return people.map(({ userId }) => userId).sort();
  }

  private workspacesOf(hub: HubConfig): WorkspaceService {
    const { database, repository, definitions } = this;
    const keys = new WriteKeyRepository();
    return new WorkspaceService(database, hub, definitions, repository, keys, Secrets.from({}));
  }

  private hubWith(segments: readonly FileSegment[]): HubConfig {
    const config: Config = {
      file: 'segue.yaml',
      workspace: { name: 'Acme', timezone: this.timezone },
      plugins: [],
      connections: [],
      identity: { identifiers: [], block: [] },
      traits: {},
      segments: segments.map((segment, index) => ({
        ...segment,
        location: { line: index + 2, column: 5 },
      })),
      syncs: [],
    };
    return new HubConfig(config, new ConnectorRegistry([]));
  }
}
