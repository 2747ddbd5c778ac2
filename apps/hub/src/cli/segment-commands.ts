import { stringify } from 'yaml';
import { SegmentEditFile, SegmentFile } from '../config/config-file.js';
import { readSegmentFile } from '../config/read-segment-file.js';
import { ApplyConfigService } from '../hub/apply-config.service.js';
import { checkRule } from '../segments/check-rule.js';
import { referencedSegments } from '../segments/rules/parse-rule.js';
import type { Rule } from '../segments/rules/rule.js';
import { SegmentService, type SegmentDetail } from '../segments/segment.service.js';
import { StoredWarnings } from '../segments/stored-warnings.service.js';
import type { SegmentVersion } from '../segments/segment-version.repository.js';
import { StatusService } from '../status/status.service.js';
import { withAudited } from './audited.js';
import { EXIT } from './exit.js';
import { table } from './format.js';
import { withHub, type Environment } from './open-hub.js';
import { read } from './read-yaml-file.js';

export interface SegmentOptions {
  readonly config: string;
  readonly json?: boolean;
}

export interface SegmentEditOptions extends SegmentOptions {
  /** Who does it, as the history is to name them. */
  readonly by: string;
}

type Print = (text: string) => void;

/** All segments: those of the file, then the others. */
export async function listSegmentsCommand(
  { config, json }: SegmentOptions,
  env: Environment,
  print: Print,
): Promise<number> {
  return withHub(config, env, async (hub) => {
    const segments = await hub.get(StatusService).segments();
    if (json) print(JSON.stringify(segments, null, 2));
    else {
      const rows = segments.map((one) => [
        one.key,
        one.name,
        one.kind,
        one.origin,
        one.size.toLocaleString('en'),
        stateOf(one),
      ]);
      print(table(['segment', 'name', 'kind', 'origin', 'members', 'evaluated'], rows));
    }
    return EXIT.ok;
  });
}

/** One segment, with its rule and the versions of it. */
export async function showSegmentCommand(
  key: string,
  { config, json }: SegmentOptions,
  env: Environment,
  print: Print,
): Promise<number> {
  return withHub(config, env, async (hub) => {
    const service = hub.get(SegmentService);
    const [segment, versions] = [await service.get(key), await service.versions(key)];
    const warnings = await hub.get(StoredWarnings).of(key);
    if (json) print(JSON.stringify({ ...segment, versions, warnings }, null, 2));
    else {
      print(describe(segment, versions));
      for (const { pointer, message } of warnings)
        print(`warning${pointer && ` ${pointer}`}: ${message}`);
    }
    return EXIT.ok;
  });
}

/** @param file YAML as of one segment of segue.yaml; `-` for standard input */
export async function createSegmentCommand(
  file: string,
  { config, by, json }: SegmentEditOptions,
  env: Environment,
  print: Print,
): Promise<number> {
  const { static: isStatic, ...given } = await readSegment(SegmentFile, file);
  const command = { action: 'change', name: 'segue segment create', by } as const;
  return withAudited(command, config, env, async (hub) => {
    await hub.get(ApplyConfigService).apply();
    const kind = isStatic ? 'static' : 'dynamic';
    const segment = await hub.get(SegmentService).create({ ...given, kind }, by);
    print(json ? JSON.stringify(segment, null, 2) : `made ${given.key}${TO_BE_EVALUATED}`);
    return EXIT.ok;
  });
}

/** The segment of the file's key gets what the file says, and keeps the rest. */
export async function editSegmentCommand(
  file: string,
  { config, by, json }: SegmentEditOptions,
  env: Environment,
  print: Print,
): Promise<number> {
  const { key, ...edit } = await readSegment(SegmentEditFile, file);
  const command = {
    action: 'change',
    name: 'segue segment edit',
    target: `segment:${key}`,
    by,
  } as const;
  return withAudited(command, config, env, async (hub) => {
    await hub.get(ApplyConfigService).apply();
    const segment = await hub.get(SegmentService).edit(key, edit, by);
    const then = segment.isCurrent ? '' : TO_BE_EVALUATED;
    print(
      json ? JSON.stringify(segment, null, 2) : `saved ${key}, version ${segment.version}${then}`,
    );
    return EXIT.ok;
  });
}

export async function deleteSegmentCommand(
  key: string,
  { config, by }: SegmentEditOptions,
  env: Environment,
  print: Print,
): Promise<number> {
  const command = {
    action: 'change',
    name: 'segue segment delete',
    target: `segment:${key}`,
    by,
  } as const;
  return withAudited(command, config, env, async (hub) => {
    await hub.get(ApplyConfigService).apply();
    await hub.get(SegmentService).delete(key, {}, by);
    print(`deleted ${key}`);
    return EXIT.ok;
  });
}

export const TO_BE_EVALUATED = '; the next evaluation finds its members (segue run segments)';

async function readSegment<T extends SegmentFile | SegmentEditFile>(
  type: new () => T,
  file: string,
): Promise<T> {
  return readSegmentFile(type, await read(file), {
    file,
    parseRule: checkRule,
    referencedSegments: (rule) => referencedSegments(rule as Rule),
  });
}

type State = Pick<SegmentDetail, 'error' | 'isCurrent' | 'evaluatedAt'>;

function stateOf({ error, isCurrent, evaluatedAt }: State): string {
  if (error) return `${error.code}: ${error.message}`;
  if (evaluatedAt === null) return 'not evaluated yet';
  return evaluatedAt.toISOString() + (isCurrent ? '' : ', edited since');
}

function describe(segment: SegmentDetail, versions: readonly SegmentVersion[]): string {
  const { key, name, description, kind, origin, version, size, rule } = segment;
  const from = origin === 'file' ? 'of segue.yaml' : 'made with the API or the CLI';
  const rows = versions.map((one) => [String(one.version), one.savedAt.toISOString(), one.savedBy]);
  return [
    `${key}: ${name} (${kind}, ${from}, version ${version})`,
    ...(description === '' ? [] : [description]),
    `${size.toLocaleString('en')} members; ${stateOf(segment)}`,
    ...(rule === null ? [] : ['', stringify({ rule }, { lineWidth: 120 }).trimEnd()]),
    '',
    table(['version', 'saved', 'by'], rows),
  ].join('\n');
}
