import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { ConnectionContexts } from '../connections/connection-contexts.js';
import { PullService } from '../connections/pull.service.js';
import { Database } from '../database/database.js';
import { AddressRepository } from '../delivery/address.repository.js';
import { DeliveryRepository } from '../delivery/delivery.repository.js';
import { StagingRepository } from '../delivery/staging.repository.js';
import { CatalogRepository } from '../intake/catalog.repository.js';
import { CatalogWriter } from '../intake/catalog-writer.js';
import { IntakeRepository } from '../intake/intake.repository.js';
import { IntakeService } from '../intake/intake.service.js';
import { ProfileRepository } from '../profiles/profile.repository.js';
import { RunRepository } from '../runs/run.repository.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig } from '../runtime/hub-config.js';
import { LeaseRunner } from '../schedule/lease-runner.js';
import { LEASE_MS, leaseMsFrom, LeaseRepository } from '../schedule/lease.repository.js';
import { EvaluationService } from '../segments/evaluation.service.js';
import { SegmentRepository } from '../segments/segment.repository.js';
import { StatusService } from '../status/status.service.js';
import { BatchSender } from '../syncs/batch-sender.service.js';
import { MemberExport } from '../syncs/member-export.js';
import { NotificationService } from '../syncs/notification.service.js';
import { PlanService } from '../syncs/plan.service.js';
import { SyncService } from '../syncs/sync.service.js';
import { ApplyConfigService } from './apply-config.service.js';
import { SchedulerService } from './scheduler.service.js';
import { WorkerService } from './worker.service.js';

const SERVICES = [
  AddressRepository,
  ApplyConfigService,
  BatchSender,
  CatalogRepository,
  CatalogWriter,
  Clock,
  ConnectionContexts,
  DeliveryRepository,
  EvaluationService,
  IntakeRepository,
  IntakeService,
  LeaseRepository,
  LeaseRunner,
  MemberExport,
  NotificationService,
  PlanService,
  ProfileRepository,
  PullService,
  RunRepository,
  SchedulerService,
  SegmentRepository,
  StagingRepository,
  StatusService,
  SyncService,
  WorkerService,
];

/** All that the hub does, without HTTP. The database is opened by the caller and closed with the application. */
@Module({})
export class HubModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  static with(config: HubConfig, database: Database): DynamicModule {
    return {
      module: HubModule,
      global: true,
      imports: [ScheduleModule.forRoot()],
      providers: [
        { provide: HubConfig, useValue: config },
        { provide: Database, useValue: database },
        { provide: LEASE_MS, useFactory: () => leaseMsFrom(process.env) },
        ...SERVICES,
      ],
      exports: [HubConfig, Database, ...SERVICES],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
