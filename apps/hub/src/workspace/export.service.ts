import { Injectable } from '@nestjs/common';
import { toYaml } from '../config/to-yaml.js';
import { Database } from '../database/database.js';
import { demo } from '../demo/demo.source.js';
import { HubConfig } from '../runtime/hub-config.js';
import { SegmentVisibility } from '../segments/segment-visibility.service.js';
import type { StoredSegment } from '../segments/segment.js';
import { Secrets } from '../access/secrets/secrets.js';
import { DefinitionRepository, type Definition } from './definition.repository.js';
import { openSecrets } from './sealed-settings.js';
import { textIn } from './written.js';
import { WorkspaceService } from './workspace.service.js';

/**
 * Everything that was made here, as text for segue.yaml, as far as whoever asks sees it. What is in the file is everybody's:
 * personal segments stay out, and so does the connection of made-up people.
 */
@Injectable()
export class ExportService {
  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly definitions: DefinitionRepository,
    private readonly segments: SegmentVisibility,
    private readonly workspaces: WorkspaceService,
    private readonly secrets: Secrets,
  ) {}

  /** @throws SecretUnreadableError: which secrets are set is sealed with them */
  async yaml(): Promise<string> {
    await this.workspaces.refresh();
    const { shadowed, writeKeys } = this.hub.workspace;
    const { prisma } = this.database;
    const made = (await this.definitions.list(prisma)).filter(
      ({ id, entry }) => !shadowed.has(id) && entry['plugin'] !== demo.key,
    );
    const segments = (await this.segments.list(prisma)).filter(
      ({ origin, visibility }) => origin === 'api' && visibility !== 'personal',
    );
    const keys = [...segments, ...this.hub.file.segments].map(({ key }) => key);
    const ofKind = (kind: Definition['kind']) => made.filter((entry) => entry.kind === kind);
    const { revision: _revision, ...set } = await this.definitions.workspace(prisma);
    const { locations = {} } = this.hub.file.workspace;
    return toYaml({
      workspace: Object.fromEntries(
        Object.entries(set).filter(([setting]) => !(setting in locations)),
      ),
      connections: ofKind('connection').map(({ id, entry, sealed }) => ({
        id,
        entry,
        secrets: Object.keys(openSecrets(this.secrets, sealed)),
      })),
      withWriteKeys: [...new Set(writeKeys.values())].sort(),
      segments: segments.map(toEntry),
      syncs: ofKind('sync')
        .filter(({ entry }) => keys.includes(textIn(entry, 'segment')))
        .map(({ id, entry }) => ({ id, ...entry })),
    });
  }
}

const toEntry = ({ key, name, description, kind, rule, ...shelf }: StoredSegment) => ({
  key,
  // Names of blanks, which the API takes, are none in the file.
  ...(['', key].includes(name.trim()) ? {} : { name }),
  ...(description.trim() === '' ? {} : { description }),
  ...(shelf.tags.length === 0 ? {} : { tags: shelf.tags }),
  ...(shelf.folder === null ? {} : { folder: shelf.folder }),
  ...(shelf.visibility === 'roles' ? { visibility: 'roles', visibleTo: shelf.visibleTo } : {}),
  ...(kind === 'static' ? { static: true } : { rule }),
});
