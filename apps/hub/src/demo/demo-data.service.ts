import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../access/audit/audit-trail.js';
import { Database } from '../database/database.js';
import { PeopleOfConnection } from '../profiles/people-of-connection.service.js';
import { HubConfig } from '../runtime/hub-config.js';
import { LeaseRepository } from '../schedule/lease.repository.js';
import { SegmentConflictError } from '../segments/segment-errors.js';
import { SegmentService } from '../segments/segment.service.js';
import { TemplateService } from '../segments/templates/template.service.js';
import { NotFoundError } from '../status/not-found-error.js';
import { DefinitionConflictError } from '../workspace/definition-errors.js';
import { DefinitionService, type Author } from '../workspace/definition.service.js';
import { WorkspaceService } from '../workspace/workspace.service.js';
import { DemoDataError } from './demo-data-error.js';
import { DEMO_FOLDER, DEMO_SEGMENTS } from './demo-segments.js';
import { demo } from './demo.source.js';

/** The connection that the made-up people come from. */
const CONNECTION = 'demo-data';

export interface DemoData {
  readonly connection: string;
  /** Keys. */
  readonly segments: readonly string[];
}

export interface RemovedDemoData {
  /** People of whom nothing is left. */
  readonly people: number;
  /** Those that another connection knows as well. */
  readonly kept: number;
  /** Keys. Those that are used, or were edited, stay. */
  readonly segments: readonly string[];
}

/** Made-up people for a hub that has none, to look around with, and the way back. */
@Injectable()
export class DemoDataService {
  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly workspaces: WorkspaceService,
    private readonly definitions: DefinitionService,
    private readonly segments: SegmentService,
    private readonly templates: TemplateService,
    private readonly leases: LeaseRepository,
    private readonly people: PeopleOfConnection,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * Makes a connection and segments, and asks for them to be read and evaluated. What an earlier attempt made already stays as
   * it is: asked twice, it is as if asked once.
   *
   * @throws DemoDataError
   */
  async add(author: Author): Promise<DemoData> {
    await this.workspaces.refresh();
    await this.refuseUnlessEmpty();
    const entry = { plugin: demo.key, settings: {} };
    const made = { entry, sealed: null };
    await unlessThere(() => this.definitions.create('connection', CONNECTION, made, author));
    for (const { key, template } of DEMO_SEGMENTS) {
      const { rule, name, description } = await this.templates.instantiate(template);
      const segment = { key, name, description, rule, folder: DEMO_FOLDER };
      await unlessThere(() => this.segments.create(segment, author.by));
    }
    await this.leases.request(this.database.prisma, { kind: 'pull', target: CONNECTION });
    const added = { connection: CONNECTION, segments: DEMO_SEGMENTS.map(({ key }) => key) };
    this.trail.note({ target: 'demo-data', after: added });
    return added;
  }

  /**
   * Erases the people, and deletes what `add` made. One that ended half-way is gone on with by the next.
   *
   * @throws NotFoundError where there are no demo data, DefinitionConflictError where something waits for the connection,
   * RunConflictError when they are still being read
   */
  async remove(author: Author): Promise<RemovedDemoData> {
    await this.workspaces.refresh();
    const { prisma } = this.database;
    const stored = await prisma.connection.findUnique({ where: { id: CONNECTION } });
    if (stored?.plugin !== demo.key) throw new NotFoundError('demo data');
    const isThere = this.hub.connection(CONNECTION) !== undefined;
    if (isThere) {
      await this.definitions.find('connection', CONNECTION);
      await this.definitions.pause('connection', CONNECTION, true, author);
    }
    const { erased, kept } = await this.people.erase(CONNECTION, author.by);
    const segments = await this.deleteSegments(author);
    if (isThere) await this.definitions.delete('connection', CONNECTION, author);
    const removed = { people: erased, kept, segments };
    this.trail.note({ target: 'demo-data', after: removed });
    return removed;
  }

  private async refuseUnlessEmpty(): Promise<void> {
    const { config, problems } = this.hub.workspace;
    const others = [...config.connections.map(({ id }) => id), ...problems.keys()].filter(
      (id) => id !== CONNECTION,
    );
    const isOwn = this.hub.connection(CONNECTION)?.plugin === demo.key;
    const isEmpty =
      others.length === 0 && (isOwn || (await this.database.prisma.profile.count()) === 0);
    if (isEmpty) return;
    throw new DemoDataError(
      'demo data are for a hub without connections and people, and this one has some: ' +
        'start another one with a database of its own, or run npm run demo',
    );
  }

  private async deleteSegments({ by }: Author): Promise<readonly string[]> {
    const deleted: string[] = [];
    for (const { key } of DEMO_SEGMENTS) {
      try {
        await this.segments.delete(key, { version: 1 }, by);
        deleted.push(key);
      } catch (error) {
        // It was deleted or edited since, or is used.
        if (!(error instanceof NotFoundError || error instanceof SegmentConflictError)) throw error;
      }
    }
    return deleted;
  }
}

/** Makes something that may have been made before, or is being made at the same time. */
async function unlessThere(make: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (error) {
    const isConflict =
      error instanceof DefinitionConflictError || error instanceof SegmentConflictError;
    if (!isConflict || !['ID_TAKEN', 'SEGMENT_EXISTS'].includes(error.code)) throw error;
  }
}
