import { Injectable } from '@nestjs/common';
import type { Role } from '../access/right.js';
import { AuditTrail } from '../access/audit/audit-trail.js';
import { Secrets } from '../access/secrets/secrets.js';
import { Database, type Sql } from '../database/database.js';
import { ApplyEntriesService } from '../hub/apply-entries.service.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig, type Workspace } from '../runtime/hub-config.js';
import { NotFoundError } from '../status/not-found-error.js';
import { DefinitionConflictError, DefinitionError, type FilePlace } from './definition-errors.js';
import { DefinitionRepository, type Definition, type Stamp } from './definition.repository.js';
import { placeInFile } from './place-in-file.js';
import { requireDestination } from './sync-roles.js';
import { WorkspaceService } from './workspace.service.js';
import { WriteKeyRepository } from './write-key.repository.js';

/** Who makes or changes something. */
export interface Author {
  /** A name that people know somebody by. */
  readonly by: string;
  readonly role: Role;
}

export type Entry = Definition['entry'];

/** An entry as it is to be stored. */
export interface NewEntry {
  readonly entry: Entry;
  readonly sealed: string | null;
}

/**
 * Makes, edits and deletes what segue.yaml does not say. An entry is checked together with all others by the rules of the
 * file, and what comes of it counts at once, in each hub process.
 */
@Injectable()
export class DefinitionService {
  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly definitions: DefinitionRepository,
    private readonly workspaces: WorkspaceService,
    private readonly entries: ApplyEntriesService,
    private readonly writeKeys: WriteKeyRepository,
    readonly secrets: Secrets,
    private readonly clock: Clock,
    private readonly trail: AuditTrail,
  ) {}

  /** @throws DefinitionError, DefinitionConflictError when the id is taken */
  async create(
    kind: Definition['kind'],
    id: string,
    made: NewEntry,
    author: Author,
  ): Promise<void> {
    await this.change(id, author, async (sql, stamp) => {
      this.refuseTaken(id);
      if (await this.definitions.find(sql, id)) {
        throw new DefinitionConflictError(
          'ID_TAKEN',
          `there is a connection or sync ${id} already`,
        );
      }
      await this.definitions.add(sql, { kind, id, ...made }, stamp);
      this.trail.note({ target: `${kind}:${id}`, after: made.entry });
      await this.definitions.forgetFormer(sql, kind, id);
    });
  }

  /**
   * @param edit makes the new entry of the stored one
   * @param revision that the edit was made from: when it is no longer the newest, nothing is saved
   * @throws NotFoundError, DefinitionError, DefinitionConflictError
   */
  async edit(
    kind: Definition['kind'],
    id: string,
    edit: (definition: Definition) => NewEntry,
    revision: number | undefined,
    author: Author,
  ): Promise<void> {
    await this.change(id, author, async (sql, stamp) => {
      const definition = await this.editable(sql, kind, id, author, revision);
      const made = edit(definition);
      await this.definitions.save(sql, { id, ...made }, stamp);
      const { entry: before } = definition;
      this.trail.note({ target: `${kind}:${id}`, before, after: made.entry });
    });
  }

  /** What it delivered and read stays. @throws NotFoundError, DefinitionConflictError naming what uses it */
  async delete(kind: Definition['kind'], id: string, author: Author): Promise<void> {
    await this.change(id, author, async (sql) => {
      const { entry: before } = await this.editable(sql, kind, id, author);
      await this.definitions.delete(sql, id);
      this.trail.note({ target: `${kind}:${id}`, before });
      if (kind === 'connection') await this.writeKeys.deleteAll(sql, id);
    });
  }

  /**
   * Switches it off, or on again, whether it was made here or is the file's: that is no part of what the file says. A run that
   * has begun goes on.
   *
   * @throws NotFoundError
   */
  async pause(
    kind: Definition['kind'],
    id: string,
    isPaused: boolean,
    author: Author,
  ): Promise<void> {
    await this.workspaces.refresh();
    const { config } = this.hub;
    const list = kind === 'connection' ? config.connections : config.syncs;
    if (!list.some((entry) => entry.id === id)) throw new NotFoundError(`${kind} ${id}`);
    this.requireRole(config, config.syncs.find((sync) => sync.id === id)?.connection, author);
    const syncs = config.syncs.filter(({ connection }) => connection === id);
    this.trail.note({ target: `${kind}:${id}`, after: { isPaused } });
    await this.inOneGo(author, [id, ...syncs.map((sync) => sync.id)], (sql, stamp) =>
      this.definitions.pause(sql, kind, id, isPaused ? stamp : null),
    );
  }

  /** @throws NotFoundError, DefinitionConflictError for one of the file */
  async find(kind: Definition['kind'], id: string): Promise<Definition> {
    return this.editable(this.database.prisma, kind, id, undefined);
  }

  private async editable(
    sql: Sql,
    kind: Definition['kind'],
    id: string,
    author: Author | undefined,
    revision?: number,
  ): Promise<Definition> {
    this.refuseManaged(id);
    const definition = await this.definitions.find(sql, id);
    if (definition?.kind !== kind) throw new NotFoundError(`${kind} ${id}`);
    if (author) this.requireRole(this.hub.config, definition.entry['connection'], author);
    if (revision !== undefined && revision !== definition.revision) {
      throw new DefinitionConflictError(
        'DEFINITION_OUTDATED',
        `${id} is at revision ${definition.revision} by now, and the change was made from ${revision}`,
      );
    }
    return definition;
  }

  /** @throws DefinitionConflictError for what segue.yaml has */
  private refuseTaken(id: string): void {
    const place = placeInFile(this.hub.file, id);
    if (!place) return;
    const message = `${id} is the id of something in ${whereOf(place)}`;
    throw new DefinitionConflictError('ID_TAKEN', message, place);
  }

  /** @throws DefinitionConflictError for what segue.yaml has */
  private refuseManaged(id: string): void {
    const place = placeInFile(this.hub.file, id);
    if (!place) return;
    const message = `${id} is managed by ${whereOf(place)}`;
    throw new DefinitionConflictError('MANAGED_BY_FILE', message, place);
  }

  private async change(
    id: string,
    author: Author,
    work: (sql: Sql, stamp: Stamp) => Promise<void>,
  ): Promise<void> {
    await this.inOneGo(author, [id], work, (before, after) => {
      const own = after.problems.get(id);
      if (own) throw new DefinitionError(own);
      refuseHarm(before, after);
      const sync = after.config.syncs.find((entry) => entry.id === id);
      this.requireRole(after.config, sync?.connection, author);
    });
  }

  /** Stores, checks and applies in one transaction; then it counts. */
  private async inOneGo(
    { by }: Author,
    ids: readonly string[],
    work: (sql: Sql, stamp: Stamp) => Promise<void>,
    check: (before: Workspace, after: Workspace) => void = () => undefined,
  ): Promise<void> {
    const workspace = await this.database.transaction(async (sql) => {
      await this.definitions.countChange(sql);
      const before = await this.workspaces.read(sql);
      await work(sql, { at: this.clock.now(), by });
      const after = await this.workspaces.read(sql);
      check(before, after);
      await this.entries.apply(sql, after, ids);
      return after;
    });
    this.hub.replace(workspace);
  }

  /** @param destination of a sync; undefined for what is none */
  private requireRole(
    { connections }: Workspace['config'],
    destination: unknown,
    author: Author,
  ): void {
    const connection = connections.find(({ id }) => id === destination);
    if (connection) requireDestination(author.role, connection);
  }
}

const whereOf = ({ file, line, endLine }: FilePlace): string =>
  `${file}, lines ${line} to ${endLine}`;

/** Nothing else may become unusable by a change. */
function refuseHarm(before: Workspace, after: Workspace): void {
  const harmed = [...after.problems].filter(([id]) => !before.problems.has(id));
  if (harmed.length === 0) return;
  const users = harmed.map(
    ([id, problems]) =>
      `${id} (${problems.map(({ pointer, message }) => `${pointer} ${message}`).join('; ')})`,
  );
  throw new DefinitionConflictError('DEFINITION_IN_USE', `is needed by ${users.join(', ')}`);
}
