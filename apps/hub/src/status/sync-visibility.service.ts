import { Injectable } from '@nestjs/common';
import { unknownName } from '../config/did-you-mean.js';
import type { SyncConfig } from '../config/config.js';
import { Database } from '../database/database.js';
import { HubConfig } from '../runtime/hub-config.js';
import { SegmentVisibility } from '../segments/segment-visibility.service.js';
import { DefinitionError } from '../workspace/definition-errors.js';
import { WorkspaceService } from '../workspace/workspace.service.js';
import { NotFoundError } from './not-found-error.js';

/** The syncs as whoever asks may know them: one whose segment they do not see is none, for them. */
@Injectable()
export class SyncVisibility {
  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly workspaces: WorkspaceService,
    private readonly segments: SegmentVisibility,
  ) {}

  /** @throws NotFoundError also for one that cannot be used */
  async find(id: string): Promise<SyncConfig> {
    await this.workspaces.refresh();
    const sync = this.hub.sync(id);
    if (!sync || (await this.segments.isHidden(this.database.prisma, sync.segment))) {
      throw new NotFoundError(`sync ${id}`);
    }
    return sync;
  }

  /** Ids of those that must not be told of. */
  async hidden(): Promise<ReadonlySet<string>> {
    const hidden = await this.segments.hidden(this.database.prisma);
    const keys = new Set(hidden.map(({ key }) => key));
    const syncs = this.hub.config.syncs.filter(({ segment }) => keys.has(segment));
    return new Set(syncs.map(({ id }) => id));
  }

  /** Keys of the segments that whoever asks may push. */
  async pushable(): Promise<readonly string[]> {
    const segments = await this.segments.list(this.database.prisma);
    return segments.filter(({ visibility }) => visibility !== 'personal').map(({ key }) => key);
  }

  /** @param key of the segment of a sync that is to be saved @throws DefinitionError */
  async requirePushable(key: unknown): Promise<void> {
    const keys = await this.pushable();
    if (typeof key !== 'string' || keys.includes(key)) return;
    const segments = await this.segments.list(this.database.prisma);
    const message = segments.some((segment) => segment.key === key)
      ? 'is a personal segment, which is not pushed: share it first'
      : unknownName(key, keys, 'a segment of this workspace');
    throw new DefinitionError([{ pointer: '/segment', message }]);
  }
}
