import { open } from 'node:fs/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { ApplyConfigService } from '../hub/apply-config.service.js';
import { SegmentService } from '../segments/segment.service.js';
import { readIdentifiers } from '../segments/static-file.js';
import { StaticImportService, type ImportProblem } from '../segments/static-import.service.js';
import { StaticMemberService } from '../segments/static-member.service.js';
import { NotFoundError } from '../status/not-found-error.js';
import { withAudited } from './audited.js';
import { EXIT } from './exit.js';
import type { Environment } from './open-hub.js';
import { UnusableFileError } from './read-yaml-file.js';
import { TO_BE_EVALUATED, type SegmentEditOptions } from './segment-commands.js';

type Print = (text: string) => void;

export interface ImportOptions extends SegmentEditOptions {
  readonly name?: string;
  readonly type: string;
  readonly column?: string;
}

/** Adds the people whom a file names to a static segment, which is made if it is not there yet. */
export async function importCommand(
  key: string,
  fileName: string,
  { config, by, json, name, type, column }: ImportOptions,
  env: Environment,
  print: Print,
): Promise<number> {
  const file = await openFile(fileName);
  try {
    const command = {
      action: 'change',
      name: 'segue segment import',
      target: `segment:${key}`,
      by,
    } as const;
    return await withAudited(command, config, env, async (hub) => {
      await hub.get(ApplyConfigService).apply();
      const { types } = hub.get(StaticMemberService);
      if (!types.includes(type)) {
        print(`--type must be one of ${types.join(', ')}`);
        return EXIT.unusable;
      }
      // Line by line, so that a file of any size can be read; a file that cannot be used makes no segment.
      const lines = await begun(readIdentifiers(file.readLines(), { type, column }));
      await makeUnlessThere(hub, key, name, by);
      if (json) print('{"problems":[');
      let separator = '';
      const report = (problem: ImportProblem): void => {
        print(
          json ? separator + JSON.stringify(problem) : `line ${problem.line} ${problem.reason}`,
        );
        separator = ',';
      };
      const counts = await hub.get(StaticImportService).import({ key, type, by }, lines, report);
      const { added, unchanged, rejected } = counts;
      if (json) print(`],"counts":${JSON.stringify(counts)}}`);
      else
        print(`${key}: added ${added}, unchanged ${unchanged}, left out ${rejected}${then(added)}`);
      return rejected === 0 ? EXIT.ok : EXIT.failed;
    });
  } finally {
    await file.close();
  }
}

/** Makes a static segment of those who are in a segment now. */
export async function freezeCommand(
  key: string,
  {
    config,
    by,
    json,
    as,
    name,
  }: SegmentEditOptions & { readonly as: string; readonly name?: string },
  env: Environment,
  print: Print,
): Promise<number> {
  const command = { action: 'change', name: 'segue segment freeze', by } as const;
  return withAudited(command, config, env, async (hub) => {
    await hub.get(ApplyConfigService).apply();
    const segment = await hub.get(SegmentService).freeze(key, { key: as, name }, by);
    print(json ? JSON.stringify(segment, null, 2) : `made ${as} of ${key}${TO_BE_EVALUATED}`);
    return EXIT.ok;
  });
}

/** @param identifiers each `type:value` */
export async function editListCommand(
  list: 'add' | 'remove',
  key: string,
  identifiers: readonly string[],
  { config, by, json }: SegmentEditOptions,
  env: Environment,
  print: Print,
): Promise<number> {
  const given = identifiers.map(toIdentifier);
  const command = {
    action: 'change',
    name: `segue segment ${list}`,
    target: `segment:${key}`,
    by,
  } as const;
  return withAudited(command, config, env, async (hub) => {
    await hub.get(ApplyConfigService).apply();
    const result = await hub.get(StaticMemberService).edit(key, { [list]: given }, by);
    const { added, removed, unchanged, problems } = result;
    if (json) print(JSON.stringify(result, null, 2));
    else {
      for (const { index, reason } of problems) print(`${identifiers[index]} ${reason}`);
      const changed = list === 'add' ? `added ${added}` : `removed ${removed}`;
      print(`${key}: ${changed}, unchanged ${unchanged}${then(added + removed)}`);
    }
    return problems.length === 0 ? EXIT.ok : EXIT.failed;
  });
}

const then = (changes: number): string => (changes === 0 ? '' : TO_BE_EVALUATED);

/** A type of a connection's own ids has a colon itself: `external:crm:123`. */
function toIdentifier(text: string): { readonly type: string; readonly value: string } {
  const [, type = '', value = ''] = /^((?:external:)?[^:]*):(.*)$/s.exec(text) ?? [];
  return { type, value };
}

/** The same lines; the first one is read by then. */
async function begun<T>(lines: AsyncGenerator<T>): Promise<AsyncGenerator<T>> {
  const first = await lines.next();
  return (async function* () {
    if (first.done) return;
    yield first.value;
    yield* lines;
  })();
}

async function makeUnlessThere(
  hub: INestApplicationContext,
  key: string,
  name: string | undefined,
  by: string,
): Promise<void> {
  const segments = hub.get(SegmentService);
  try {
    await segments.get(key);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    await segments.create({ key, name, kind: 'static' }, by);
  }
}

async function openFile(name: string) {
  try {
    return await open(name);
  } catch (error) {
    const { code = 'error' } = error as NodeJS.ErrnoException;
    throw new UnusableFileError(`${name} cannot be read: ${code}`);
  }
}
