import { Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { ViewerInterceptor } from '../access/viewer.js';
import { IngestService } from '../ingest/ingest.service.js';
import { StoreQueue } from '../ingest/store-queue.js';
import { AccessApiModule } from './access-api.module.js';
import { CatalogController } from './catalog.controller.js';
import { AudienceController } from './audience.controller.js';
import { ConnectionController } from './connection.controller.js';
import { ComparisonController } from './comparison.controller.js';
import { DemoDataController } from './demo-data.controller.js';
import { ExportController } from './export.controller.js';
import { FunnelController } from './funnel.controller.js';
import { HttpShutdown } from './http-shutdown.js';
import { createInputPipe } from './input-error.js';
import { LiveController } from './live.controller.js';
import { OverviewController } from './overview.controller.js';
import { PluginController } from './plugin.controller.js';
import { PreviewController } from './preview.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { ProfileController } from './profile.controller.js';
import { RuleController } from './rule.controller.js';
import { RunController } from './run.controller.js';
import { RunStarter } from './run-starter.js';
import { MembershipLogController } from './membership-log.controller.js';
import { SegmentController } from './segment.controller.js';
import { SegmentEditController } from './segment-edit.controller.js';
import { SegmentOwnerController } from './segment-owner.controller.js';
import { SegmentTemplateController } from './segment-template.controller.js';
import { StaticMemberController } from './static-member.controller.js';
import { StatusController } from './status.controller.js';
import { ScheduleController } from './schedule.controller.js';
import { SyncEditController } from './sync-edit.controller.js';
import { SyncController } from './sync.controller.js';
import { WorkspaceController } from './workspace.controller.js';
import { WriteKeyController } from './write-key.controller.js';

/** What the hub answers to over HTTP. Needs the HubModule. */
@Module({
  imports: [AccessApiModule],
  controllers: [
    CatalogController,
    AudienceController,
    ConnectionController,
    ComparisonController,
    DemoDataController,
    ExportController,
    FunnelController,
    LiveController,
    OverviewController,
    PluginController,
    ScheduleController,
    SyncEditController,
    WorkspaceController,
    WriteKeyController,
    PreviewController,
    ProfileController,
    RuleController,
    RunController,
    SegmentController,
    MembershipLogController,
    SegmentEditController,
    SegmentOwnerController,
    StaticMemberController,
    SegmentTemplateController,
    StatusController,
    SyncController,
  ],
  providers: [
    HttpShutdown,
    IngestService,
    RunStarter,
    StoreQueue,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_INTERCEPTOR, useClass: ViewerInterceptor },
    { provide: APP_PIPE, useFactory: createInputPipe },
  ],
})
export class ApiModule {}
