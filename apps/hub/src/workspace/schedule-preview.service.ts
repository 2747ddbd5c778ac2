import { Injectable } from '@nestjs/common';
import { unknownName } from '../config/did-you-mean.js';
import { readSchedule } from '../config/read-schedule.js';
import { Report } from '../config/report.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig } from '../runtime/hub-config.js';
import { describeSchedule, timesFrom } from '../schedule/describe-schedule.js';
import { firstRun } from '../schedule/next-run.js';
import { DefinitionError } from './definition-errors.js';
import { WorkspaceService } from './workspace.service.js';

const TIMES = 5;

export interface SchedulePreview {
  readonly text: string;
  /** Of a schedule that begins now. */
  readonly times: readonly Date[];
}

/** What a schedule means, before it is saved. */
@Injectable()
export class SchedulePreviewService {
  constructor(
    private readonly hub: HubConfig,
    private readonly workspaces: WorkspaceService,
    private readonly clock: Clock,
  ) {}

  /** @throws DefinitionError */
  async preview(json: object): Promise<SchedulePreview> {
    await this.workspaces.refresh();
    const report = new Report();
    const schedule = readSchedule(json, this.hub.timezone, [], report);
    if (schedule && 'after' in schedule) {
      const { connections, syncs } = this.hub.config;
      const ids = [...connections.filter(({ plugin }) => this.hub.canPull(plugin)), ...syncs].map(
        ({ id }) => id,
      );
      const problem = unknownName(schedule.after, ids, 'a connection or sync that runs');
      if (!ids.includes(schedule.after)) report.refuse(['after'], problem);
    }
    if (!schedule || report.findings.length > 0) {
      throw new DefinitionError(
        report.findings.map(({ path, message }) => ({
          pointer: path.map((step) => `/${step}`).join(''),
          message,
        })),
      );
    }
    const first = firstRun(schedule, this.clock.now());
    return { text: describeSchedule(schedule), times: timesFrom(schedule, first, TIMES) };
  }
}
