import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { ACCESS_SERVICES } from '../access/access-services.js';
import { Secrets } from '../access/secrets/secrets.js';
import { CatalogService } from '../catalog/catalog.service.js';
import { DataCatalog } from '../catalog/data-catalog.repository.js';
import { DataSampleRepository } from '../catalog/data-sample.repository.js';
import { ConnectionContexts } from '../connections/connection-contexts.js';
import { PullService } from '../connections/pull.service.js';
import { Database } from '../database/database.js';
import { DemoDataService } from '../demo/demo-data.service.js';
import { AddressRepository } from '../delivery/address.repository.js';
import { DeliveryRowRepository } from '../delivery/delivery-row.repository.js';
import { DeliveryCountRepository } from '../delivery/delivery-count.repository.js';
import { DeliveryRepository } from '../delivery/delivery.repository.js';
import { UnsettledRepository } from '../delivery/unsettled.repository.js';
import { StagingRepository } from '../delivery/staging.repository.js';
import { FunnelRepository } from '../funnels/funnel.repository.js';
import { FunnelService } from '../funnels/funnel.service.js';
import { CatalogRepository } from '../intake/catalog.repository.js';
import { CatalogWriter } from '../intake/catalog-writer.js';
import { IntakeRepository } from '../intake/intake.repository.js';
import { IntakeService } from '../intake/intake.service.js';
import { ArrivalFeed } from '../live/arrival-feed.service.js';
import { LiveFeed } from '../live/live-feed.service.js';
import { LiveRepository } from '../live/live.repository.js';
import { OverviewRepository } from '../overview/overview.repository.js';
import { OverviewService } from '../overview/overview.service.js';
import { RestrictedSyncs } from '../status/restricted-syncs.service.js';
import { ProfileFinder } from '../profiles/view/profile-finder.service.js';
import { ProfileSearchRepository } from '../profiles/view/profile-search.repository.js';
import { ProfileViewRepository } from '../profiles/view/profile-view.repository.js';
import { ProfileViewService } from '../profiles/view/profile-view.service.js';
import { TimelineRepository } from '../profiles/view/timeline.repository.js';
import { TimelineService } from '../profiles/view/timeline.service.js';
import { Outgoing } from '../outgoing/outgoing.js';
import { PeopleOfConnection } from '../profiles/people-of-connection.service.js';
import { ProfileRepository } from '../profiles/profile.repository.js';
import { RunCancellation } from '../runs/run-cancellation.js';
import { RunSeriesRepository } from '../runs/run-series.repository.js';
import { RunRepository } from '../runs/run.repository.js';
import { RunView } from '../runs/run-view.service.js';
import { Clock } from '../runtime/clock.js';
import { Environment } from '../runtime/environment.js';
import { HubConfig } from '../runtime/hub-config.js';
import { LeaseRunner } from '../schedule/lease-runner.js';
import { LEASE_MS, leaseMsFrom, LeaseRepository } from '../schedule/lease.repository.js';
import { EvaluationScope } from '../segments/evaluation-scope.repository.js';
import { EvaluationRepository } from '../segments/evaluation.repository.js';
import { EvaluationService } from '../segments/evaluation.service.js';
import { ExplainRepository } from '../segments/explain/explain.repository.js';
import { ExplainService } from '../segments/explain/explain.service.js';
import { PreviewRepository } from '../segments/preview.repository.js';
import { PreviewService } from '../segments/preview.service.js';
import { MembershipLogRepository } from '../segments/membership-log.repository.js';
import { MembershipLogService } from '../segments/membership-log.service.js';
import { RuleDescriber } from '../segments/rule-describer.service.js';
import { ComparisonRepository } from '../segments/compare/comparison.repository.js';
import { ComparisonService } from '../segments/compare/comparison.service.js';
import { OverlapRepository } from '../segments/compare/overlap.repository.js';
import { OverlapService } from '../segments/compare/overlap.service.js';
import { SegmentFiguresRepository } from '../segments/list/segment-figures.repository.js';
import { SegmentFiguresService } from '../segments/list/segment-figures.service.js';
import { SegmentListService } from '../segments/list/segment-list.service.js';
import { SegmentMembers } from '../segments/segment-members.service.js';
import { SegmentOwners } from '../segments/segment-owners.service.js';
import { SegmentUsage } from '../segments/segment-usage.service.js';
import { SegmentVisibility } from '../segments/segment-visibility.service.js';
import { SegmentRepository } from '../segments/segment.repository.js';
import { SegmentService } from '../segments/segment.service.js';
import { SegmentVersionRepository } from '../segments/segment-version.repository.js';
import { StaticImportService } from '../segments/static-import.service.js';
import { StaticMemberRepository } from '../segments/static-member.repository.js';
import { StaticMemberService } from '../segments/static-member.service.js';
import { StoredWarnings } from '../segments/stored-warnings.service.js';
import { SegmentWarnings } from '../segments/segment-warnings.js';
import { BoundaryRepository } from '../segments/templates/boundary.repository.js';
import { TemplateService } from '../segments/templates/template.service.js';
import { ConnectionStatusService } from '../status/connection-status.service.js';
import { MemberRepository } from '../status/member.repository.js';
import { StatusService } from '../status/status.service.js';
import { SyncVisibility } from '../status/sync-visibility.service.js';
import { SyncStatusService } from '../status/sync-status.service.js';
import { BatchSender } from '../syncs/batch-sender.service.js';
import { MemberExport } from '../syncs/member-export.js';
import { NotificationService } from '../syncs/notification.service.js';
import { PlanService } from '../syncs/plan.service.js';
import { SyncService } from '../syncs/sync.service.js';
import { UnsettledService } from '../syncs/unsettled.service.js';
import { ConnectionCheckService } from '../workspace/connection-check.service.js';
import { ConnectionService } from '../workspace/connection.service.js';
import { DefinitionRepository } from '../workspace/definition.repository.js';
import { DefinitionSecrets } from '../workspace/definition-secrets.js';
import { DefinitionService } from '../workspace/definition.service.js';
import { ExportService } from '../workspace/export.service.js';
import { SchedulePreviewService } from '../workspace/schedule-preview.service.js';
import { SyncEditService } from '../workspace/sync-edit.service.js';
import { WorkspaceService } from '../workspace/workspace.service.js';
import { WorkspaceSettingsService } from '../workspace/workspace-settings.service.js';
import { WriteKeyRepository } from '../workspace/write-key.repository.js';
import { WriteKeyUse } from '../workspace/write-key-use.service.js';
import { WriteKeyService } from '../workspace/write-key.service.js';
import { ApplyConfigService } from './apply-config.service.js';
import { ApplyEntriesService } from './apply-entries.service.js';
import { SchedulerService } from './scheduler.service.js';
import { WorkerService } from './worker.service.js';

const SERVICES = [
  ...ACCESS_SERVICES,
  AddressRepository,
  ApplyConfigService,
  ApplyEntriesService,
  ArrivalFeed,
  BatchSender,
  BoundaryRepository,
  CatalogRepository,
  CatalogService,
  CatalogWriter,
  Clock,
  ConnectionCheckService,
  ComparisonRepository,
  ComparisonService,
  ConnectionContexts,
  ConnectionService,
  ConnectionStatusService,
  DataCatalog,
  DataSampleRepository,
  DefinitionRepository,
  DefinitionSecrets,
  DefinitionService,
  DemoDataService,
  DeliveryCountRepository,
  DeliveryRepository,
  DeliveryRowRepository,
  EvaluationRepository,
  EvaluationScope,
  EvaluationService,
  ExplainRepository,
  ExplainService,
  ExportService,
  FunnelRepository,
  FunnelService,
  IntakeRepository,
  IntakeService,
  LeaseRepository,
  LeaseRunner,
  LiveFeed,
  LiveRepository,
  MemberExport,
  MemberRepository,
  MembershipLogRepository,
  MembershipLogService,
  NotificationService,
  OverlapRepository,
  OverlapService,
  OverviewRepository,
  OverviewService,
  PeopleOfConnection,
  PlanService,
  PreviewRepository,
  PreviewService,
  ProfileFinder,
  ProfileRepository,
  ProfileSearchRepository,
  ProfileViewRepository,
  ProfileViewService,
  PullService,
  RestrictedSyncs,
  RuleDescriber,
  RunCancellation,
  RunRepository,
  RunSeriesRepository,
  SchedulePreviewService,
  RunView,
  SchedulerService,
  SegmentFiguresRepository,
  SegmentFiguresService,
  SegmentListService,
  SegmentMembers,
  SegmentOwners,
  SegmentRepository,
  SegmentService,
  SegmentUsage,
  SegmentVisibility,
  SegmentVersionRepository,
  SegmentWarnings,
  StagingRepository,
  StaticImportService,
  StaticMemberRepository,
  StaticMemberService,
  StatusService,
  StoredWarnings,
  SyncEditService,
  SyncService,
  UnsettledRepository,
  UnsettledService,
  SyncStatusService,
  SyncVisibility,
  TemplateService,
  TimelineRepository,
  TimelineService,
  WorkerService,
  WorkspaceService,
  WorkspaceSettingsService,
  WriteKeyRepository,
  WriteKeyService,
  WriteKeyUse,
];

/** All that the hub does, without HTTP. The database is opened by the caller and closed with the application. */
@Module({})
export class HubModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  static with(
    config: HubConfig,
    database: Database,
    env: Readonly<Record<string, string | undefined>> = process.env,
  ): DynamicModule {
    return {
      module: HubModule,
      global: true,
      imports: [ScheduleModule.forRoot()],
      providers: [
        { provide: HubConfig, useValue: config },
        { provide: Database, useValue: database },
        { provide: LEASE_MS, useFactory: () => leaseMsFrom(env) },
        { provide: Environment, useValue: new Environment(env) },
        { provide: Outgoing, useFactory: () => Outgoing.from(env) },
        { provide: Secrets, useFactory: () => Secrets.from(env) },
        ...SERVICES,
      ],
      exports: [HubConfig, Database, Environment, Outgoing, Secrets, ...SERVICES],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
