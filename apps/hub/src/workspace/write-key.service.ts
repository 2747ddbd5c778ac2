import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { uuidV7 } from '../database/uuid.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig } from '../runtime/hub-config.js';
import { NotFoundError } from '../status/not-found-error.js';
import { DefinitionConflictError } from './definition-errors.js';
import { hashOfKey } from './hash-of-key.js';
import { DefinitionRepository } from './definition.repository.js';
import { WorkspaceService } from './workspace.service.js';
import { WriteKeyRepository, type WriteKey } from './write-key.repository.js';

const KEY_BYTES = 24;
const PREFIX_CHARACTERS = 7;
/** Keys of one connection: to change one takes two. */
const MOST_KEYS = 20;

/** A key with itself, which is shown this once. */
export interface NewWriteKey extends WriteKey {
  readonly key: string;
}

/** Keys that senders name a push connection by, whether it was made here or is the file's. */
@Injectable()
export class WriteKeyService {
  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly keys: WriteKeyRepository,
    private readonly definitions: DefinitionRepository,
    private readonly workspaces: WorkspaceService,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFoundError, DefinitionConflictError where nothing is sent with keys */
  async list(connectionId: string): Promise<readonly WriteKey[]> {
    await this.requireKeyed(connectionId);
    return this.keys.list(this.database.prisma, connectionId);
  }

  /** @throws NotFoundError, DefinitionConflictError */
  async create(connectionId: string, name: string, by: string): Promise<NewWriteKey> {
    await this.requireKeyed(connectionId);
    const key = `wk_${randomBytes(KEY_BYTES).toString('base64url')}`;
    const prefix = key.slice(0, PREFIX_CHARACTERS);
    const made = { id: uuidV7(), connectionId, name, prefix, hash: hashOfKey(key) };
    const stored = await this.database.transaction(async (sql) => {
      await this.definitions.countChange(sql);
      if ((await this.keys.list(sql, connectionId)).length >= MOST_KEYS) {
        throw new DefinitionConflictError(
          'WRITE_KEYS_TOO_MANY',
          `${connectionId} has ${MOST_KEYS} write keys: delete one that is not used`,
        );
      }
      return this.keys.add(sql, made, { at: this.clock.now(), by });
    });
    await this.workspaces.refresh();
    return { ...stored, key };
  }

  /** From now on, nothing that comes with it is taken. @throws NotFoundError, DefinitionConflictError */
  async delete(connectionId: string, id: string): Promise<void> {
    await this.requireKeyed(connectionId);
    await this.database.transaction(async (sql) => {
      await this.definitions.countChange(sql);
      const isGone = await this.keys.delete(sql, connectionId, id);
      if (!isGone) throw new NotFoundError(`write key ${id} of ${connectionId}`);
    });
    await this.workspaces.refresh();
  }

  /** Where requests with its keys are taken. */
  paths(connectionId: string): readonly string[] {
    const plugin = this.hub.connection(connectionId)?.plugin ?? '';
    const routes = this.hub.connectors.get(plugin)?.source?.push?.routes ?? [];
    return routes.filter(({ method }) => method === 'POST').map(({ path }) => path);
  }

  private async requireKeyed(connectionId: string): Promise<void> {
    await this.workspaces.refresh();
    const connection = this.hub.connection(connectionId);
    if (!connection) throw new NotFoundError(`connection ${connectionId}`);
    if (this.hub.connectors.get(connection.plugin)?.source?.push?.keyOf) return;
    throw new DefinitionConflictError(
      'WRITE_KEYS_NONE',
      `${connectionId} has no write keys: nothing is sent to it`,
    );
  }
}
