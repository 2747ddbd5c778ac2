import type { Context } from '@segue/sdk';
import { ConnectionContexts } from '../connections/connection-contexts.js';
import { HubConfig } from '../runtime/hub-config.js';
import { SyncService } from '../syncs/sync.service.js';
import { defineSync } from '../syncs/sync-definition.js';
import { MemberExport } from '../syncs/member-export.js';
import { withAudited } from './audited.js';
import { EXIT } from './exit.js';
import { csvLine } from '../runtime/csv.js';
import type { Environment } from './open-hub.js';

/** Sends the members of a sync's segment as a CSV file to where the sync tells its news. */
export async function uploadCommand(
  id: string,
  { config: file }: { readonly config: string },
  env: Environment,
  print: (text: string) => void,
): Promise<number> {
  const command = { action: 'export', name: 'segue sync upload', target: `sync:${id}` } as const;
  return withAudited(command, file, env, async (hub) => {
    const config = hub.get(HubConfig);
    if (!config.sync(id)) {
      print(`there is no sync ${id}`);
      return EXIT.unusable;
    }
    const sync = defineSync(config, id);
    const { destination } = sync;
    if (!('notify' in destination) || !destination.upload) {
      print(`${destination.title} takes no files`);
      return EXIT.unusable;
    }
    const target = await hub.get(SyncService).target(sync);
    const lines: string[] = [];
    for await (const cells of hub.get(MemberExport).rows(target)) lines.push(csvLine(cells));
    const signal = new AbortController().signal;
    const context = hub.get(ConnectionContexts).for(sync.connectionId, destination, signal);
    await destination.upload(context as Context<never>, sync.audience as never, {
      name: `${sync.segmentKey}.csv`,
      title: sync.segmentKey,
      content: Buffer.from(`${lines.join('\n')}\n`),
    });
    print(`sent ${sync.segmentKey}.csv with ${lines.length - 1} members`);
    return EXIT.ok;
  });
}
