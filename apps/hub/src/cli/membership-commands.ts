import { MembershipLogService, type HistoryDay } from '../segments/membership-log.service.js';
import { EXIT } from './exit.js';
import { table } from './format.js';
import { withHub, type Environment } from './open-hub.js';
import type { SegmentOptions } from './segment-commands.js';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MOST_ROWS = 1_000;

type Print = (text: string) => void;

export interface HistoryOptions extends SegmentOptions {
  readonly from?: string;
  readonly to?: string;
}

/** The sizes of a segment day by day, with who came and went. */
export async function historyCommand(
  key: string,
  { config, json, from, to }: HistoryOptions,
  env: Environment,
  print: Print,
): Promise<number> {
  if ([from, to].some((date) => date !== undefined && !isDate(date))) {
    print('--from and --to take dates such as 2026-01-31');
    return EXIT.unusable;
  }
  return withHub(config, env, async (hub) => {
    const history = await hub.get(MembershipLogService).history(key, { from, to });
    if (json) print(JSON.stringify(history, null, 2));
    else {
      const head = ['day', 'members', 'came', 'went', 'edits'];
      print(table(head, history.days.map(toRow)));
      print(`days of ${history.timezone}`);
    }
    return EXIT.ok;
  });
}

/** Who joined and left a segment, the newest first. */
export async function logCommand(
  key: string,
  {
    config,
    json,
    limit,
    after,
  }: SegmentOptions & { readonly limit: string; readonly after?: string },
  env: Environment,
  print: Print,
): Promise<number> {
  const most = Math.min(MOST_ROWS, Math.max(1, Number.parseInt(limit, 10) || 20));
  return withHub(config, env, async (hub) => {
    const { rows, next } = await hub.get(MembershipLogService).page(key, { limit: most, after });
    if (json) print(JSON.stringify({ log: rows, next }, null, 2));
    else {
      const cells = rows.map((row) => [
        row.at.toISOString(),
        row.joined ? 'joined' : 'left',
        row.profileId,
        row.cause,
        String(row.version),
        row.runId,
      ]);
      print(table(['at', '', 'profile', 'by', 'version', 'run'], cells));
      if (next !== null) print(`… and more: --after ${next}`);
    }
    return EXIT.ok;
  });
}

const toRow = ({ date, size, entries, exits, edits }: HistoryDay): readonly string[] => [
  date,
  size.toLocaleString('en'),
  String(entries),
  String(exits),
  edits.map(({ version, savedBy }) => `version ${version} by ${savedBy}`).join(', '),
];

const isDate = (text: string): boolean => DATE.test(text) && !Number.isNaN(Date.parse(text));
