import { InvalidArgumentError } from 'commander';
import { PreviewService, type Preview } from '../segments/preview.service.js';
import { SegmentVisibility } from '../segments/segment-visibility.service.js';
import { Database } from '../database/database.js';
import { NotFoundError } from '../status/not-found-error.js';
import { withAudited } from './audited.js';
import { EXIT } from './exit.js';
import { table } from './format.js';
import type { Environment } from './open-hub.js';
import { readYamlFile } from './read-yaml-file.js';

const MOST_OVERLAPS = 5;

export interface PreviewOptions {
  readonly config: string;
  readonly segment?: string;
  readonly overlap?: readonly string[];
  readonly json?: boolean;
}

/** Shows what a rule selects, of a file or of a stored segment, without storing anything. */
export async function previewCommand(
  file: string | undefined,
  { config, segment, overlap = [], json }: PreviewOptions,
  env: Environment,
  print: (text: string) => void,
): Promise<number> {
  if ((file === undefined) === (segment === undefined)) {
    throw new InvalidArgumentError('give a file with a rule, or --segment with the key of one');
  }
  if (overlap.length > MOST_OVERLAPS) {
    throw new InvalidArgumentError(`--overlap takes at most ${MOST_OVERLAPS} segments`);
  }
  const command = { action: 'view', name: 'segue preview' } as const;
  return withAudited(command, config, env, async (hub) => {
    const stored = await hub.get(SegmentVisibility).list(hub.get(Database).prisma);
    const known = stored.find(({ key }) => key === segment);
    if (segment !== undefined && !known) throw new NotFoundError(`segment ${segment}`);
    const rule = file === undefined ? known?.rule : ruleIn(await readYamlFile(file));
    const request = { rule, overlaps: overlap, ...(segment === undefined ? {} : { key: segment }) };
    const preview = await hub.get(PreviewService).preview(request);
    print(json ? JSON.stringify(preview, null, 2) : describe(preview));
    return EXIT.ok;
  });
}

/** A rule, or a segment as segue.yaml has it. */
function ruleIn(content: unknown): unknown {
  const isSegment = typeof content === 'object' && content !== null && 'rule' in content;
  return isSegment ? content.rule : content;
}

function describe(preview: Preview): string {
  const { size, total, share, conditions, reachable, sample, overlaps, warnings } = preview;
  const tree = conditions.map(({ pointer, kind, size: own, running }) => [
    pointer === '' ? '(all of it)' : pointer,
    kind,
    number(own),
    running === null ? '' : number(running),
  ]);
  const reach = [
    `e-mail ${number(reachable.email)}`,
    `phone ${number(reachable.phone)}`,
    `Slack ${number(reachable.slack)}`,
  ];
  const parts = [
    `${number(size)} of ${number(total)} people, ${percent(share)}; reachable: ${reach.join(', ')}`,
    table(['condition', '', 'alone', 'so far'], tree),
  ];
  if (overlaps.length > 0) {
    const rows = overlaps.map((one) => [
      one.key,
      number(one.size),
      number(one.both),
      percent(one.share),
    ]);
    parts.push(table(['overlap with', 'members', 'in both', 'of these'], rows));
  }
  if (sample.length > 0) {
    const rows = sample.map(({ profileId, userId, email, phone, anonymousId }) => [
      profileId,
      userId ?? email ?? phone ?? anonymousId ?? '',
    ]);
    parts.push(table(['sample', ''], rows));
  }
  if (warnings.length > 0) {
    parts.push(
      warnings
        .map(({ pointer, message }) => `warning ${pointer}: ${message}`.replace(' :', ':'))
        .join('\n'),
    );
  }
  return parts.join('\n\n');
}

const number = (value: number): string => value.toLocaleString('en');
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
