import { Injectable } from '@nestjs/common';
import { SecretUnreadableError } from '../access/secrets/secret-errors.js';
import { Secrets } from '../access/secrets/secrets.js';
import { mergeMade, type EntryProblem, type MadeEntry } from '../config/merge-made.js';
import { Database, type Sql } from '../database/database.js';
import { HubConfig, type Workspace } from '../runtime/hub-config.js';
import { SegmentRepository } from '../segments/segment.repository.js';
import { DefinitionRepository, type Definition } from './definition.repository.js';
import { openSettings } from './sealed-settings.js';
import { WriteKeyRepository } from './write-key.repository.js';

/** What counts now: segue.yaml together with what was made here, by whichever hub process. */
@Injectable()
export class WorkspaceService {
  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly definitions: DefinitionRepository,
    private readonly segments: SegmentRepository,
    private readonly writeKeys: WriteKeyRepository,
    private readonly secrets: Secrets,
  ) {}

  /** Takes over what another process changed. One look at a row where nothing did. */
  async refresh(): Promise<void> {
    const revision = await this.definitions.revision(this.database.prisma);
    if (revision === this.hub.workspace.revision) return;
    // In one transaction: an older number beside newer entries would hide the next change.
    this.hub.replace(await this.database.transaction((sql) => this.read(sql)));
  }

  /** Reads it from the database, without making it the one that counts. */
  async read(sql: Sql): Promise<Workspace> {
    const { connectors } = this.hub;
    const { revision, ...settings } = await this.definitions.workspace(sql);
    const file = this.hub.fileWith(settings);
    const unreadable = new Map<string, readonly EntryProblem[]>();
    const made = (await this.definitions.list(sql)).flatMap((definition): MadeEntry[] => {
      const entry = this.open(definition);
      if ('pointer' in entry) unreadable.set(definition.id, [entry as EntryProblem]);
      else return [{ kind: definition.kind, id: definition.id, entry }];
      return [];
    });
    const others = (await this.segments.list(sql)).filter(({ origin }) => origin === 'api');
    const merged = mergeMade(file, made, {
      connectors: (key) => connectors.get(key),
      pluginKeys: connectors.keys,
      segmentKeys: [...file.segments, ...others].map(({ key }) => key),
    });
    return {
      ...merged,
      file,
      problems: new Map([...merged.problems, ...unreadable]),
      revision,
      paused: await this.definitions.paused(sql),
      writeKeys: await this.writeKeys.connectionsByHash(sql),
    };
  }

  /** The entry with its secrets, or why they cannot be read. */
  private open({ entry, sealed }: Definition): MadeEntry['entry'] | EntryProblem {
    try {
      return openSettings(this.secrets, entry, sealed);
    } catch (error) {
      if (!(error instanceof SecretUnreadableError)) throw error;
      return { pointer: '/settings', message: error.message };
    }
  }
}
