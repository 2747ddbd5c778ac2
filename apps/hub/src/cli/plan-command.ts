import { HubConfig } from '../runtime/hub-config.js';
import { PlanService, type PlannedRow, type PlanSummary } from '../syncs/plan.service.js';
import { withAudited } from './audited.js';
import { EXIT } from './exit.js';
import { csvLine } from '../runtime/csv.js';
import { table } from './format.js';
import type { Environment } from './open-hub.js';

export type PlanFormat = 'table' | 'csv' | 'json';

/** Rows that a table shows; `csv` and `json` give all. */
const MOST_TABLE_ROWS = 50;

/** Shows what a run of a sync would do, without sending anything. */
export async function planCommand(
  id: string,
  { config: file, format }: { readonly config: string; readonly format: PlanFormat },
  env: Environment,
  print: (text: string) => void,
): Promise<number> {
  const command = { action: 'export', name: 'segue sync plan', target: `sync:${id}` } as const;
  return withAudited(command, file, env, async (hub) => {
    if (!hub.get(HubConfig).sync(id)) {
      print(`there is no sync ${id}`);
      return EXIT.unusable;
    }
    const plans = hub.get(PlanService);
    if (format === 'csv') {
      print(csvLine(['action', 'address', 'profile_id', 'reason', 'fields']));
      for await (const row of plans.rows(id)) {
        print(csvLine([row.action, row.address, row.profileId, row.reason, row.fields]));
      }
      return EXIT.ok;
    }
    const summary = await plans.summary(id);
    if (format === 'json') {
      // Row by row, so that a plan of any size can be printed.
      print(`{"summary":${JSON.stringify(summary)},"rows":[`);
      let separator = '';
      for await (const row of plans.rows(id)) {
        print(separator + JSON.stringify(row));
        separator = ',';
      }
      print(']}');
      return EXIT.ok;
    }
    print(describe(summary));
    const rows: PlannedRow[] = [];
    for await (const row of plans.rows(id)) {
      if (rows.length >= MOST_TABLE_ROWS) break;
      rows.push(row);
    }
    if (rows.length > 0) print(table(['', 'who', 'what'], rows.map(toCells)));
    const total = summary.joins + summary.updates + summary.leaves + summary.skips;
    if (total > rows.length) print(`… and ${total - rows.length} more (--format csv gives all)`);
    return EXIT.ok;
  });
}

function describe({
  syncId,
  segment,
  joins,
  updates,
  leaves,
  skips,
  size,
  confirmed,
  blockedBy,
}: PlanSummary): string {
  return [
    `${syncId}: segment ${segment} has ${size} members, the audience is known to hold ${confirmed}`,
    `would join ${joins}, change ${updates}, leave ${leaves}, skip ${skips}; nothing was sent`,
    ...(blockedBy ? [`a guard would stop the run: ${blockedBy}`] : []),
  ].join('\n');
}

const toCells = ({ action, address, profileId, reason, fields }: PlannedRow): string[] => [
  action,
  address ?? profileId,
  reason ??
    Object.entries(fields)
      .map(([name, [old, fresh]]) => `${name}: ${JSON.stringify(old)} → ${JSON.stringify(fresh)}`)
      .join(', '),
];
