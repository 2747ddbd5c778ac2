import { Injectable } from '@nestjs/common';
import { toYaml } from '../config/to-yaml.js';
import { Database } from '../database/database.js';
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
 * personal segments stay out.
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
    const { shadowed } = this.hub.workspace;
    const { prisma } = this.database;
    const made = (await this.definitions.list(prisma)).filter(({ id }) => !shadowed.has(id));
    const segments = (await this.segments.list(prisma)).filter(
      ({ origin, visibility }) => origin === 'api' && visibility !== 'personal',
    );
    const keys = [...segments, ...this.hub.file.segments].map(({ key }) => key);
    const ofKind = (kind: Definition['kind']) => made.filter((entry) => entry.kind === kind);
    return toYaml({
      connections: ofKind('connection').map(({ id, entry, sealed }) => ({
        id,
        entry,
        secrets: Object.keys(openSecrets(this.secrets, sealed)),
      })),
      segments: segments.map(toEntry),
      syncs: ofKind('sync')
        .filter(({ entry }) => keys.includes(textIn(entry, 'segment')))
        .map(({ id, entry }) => ({ id, ...entry })),
    });
  }
}

const toEntry = ({ key, name, description, kind, rule }: StoredSegment) => ({
  key,
  ...(name === key ? {} : { name }),
  ...(description === '' ? {} : { description }),
  ...(kind === 'static' ? { static: true } : { rule }),
});
