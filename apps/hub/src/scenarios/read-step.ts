import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { JsonObject } from '@segue/sdk';
import { isMapping } from '../config/constraints.js';
import { readShape } from '../config/read-shape.js';
import type { Path, Report } from '../config/report.js';
import { toDate } from '../segments/rules/iso-date.js';
import { parseCountComparison } from '../segments/rules/parse-comparison.js';
import { startOf, type Report as RuleReport } from '../segments/rules/place.js';
import type { DateOperand, NumberComparison } from '../segments/rules/rule.js';
import type { MessageFile, Step } from './scenario.js';
import { StepFile } from './scenario-file.js';

/** A step whose definitions were not yet looked at: which are accepted depends on the steps before. */
export type UncheckedStep = Omit<Step, 'definitions'> & {
  readonly path: Path;
  readonly define: ReadonlyMap<string, unknown>;
};

/** @param folder  where the files with messages are looked for */
export async function readStep(
  json: unknown,
  path: Path,
  folder: string,
  report: Report,
): Promise<UncheckedStep | undefined> {
  const file = readShape(StepFile, json, path, report);
  if (file === undefined) return undefined;
  const at = readInstant(file.at, [...path, 'at'], report);
  const define = new Map(Object.entries(file.define));
  const step = {
    path,
    define,
    expectError: readErrors(file.expectError, define, [...path, 'expectError'], report),
    erase: readNames(file.erase, [...path, 'erase'], report),
    send: file.send,
    sendFiles: await readFiles(file.sendFile, [...path, 'sendFile'], folder, report),
    expect: readEach(file.expect, [...path, 'expect'], report, readMembers),
    expectSize: readEach(file.expectSize, [...path, 'expectSize'], report, readSize),
    ...(file.expectProfiles && {
      expectProfiles: file.expectProfiles.flatMap(
        (names, index) => readProfile(names, [...path, 'expectProfiles', index], report) ?? [],
      ),
    }),
    expectTraits: readEach(file.expectTraits, [...path, 'expectTraits'], report, readTraits),
  };
  return at && { ...step, at };
}

/** Gives what was read, or refuses it and gives undefined. */
type Read<T> = (json: unknown, path: Path, report: Report) => T | undefined;

function readEach<T>(
  given: Readonly<Record<string, unknown>>,
  path: Path,
  report: Report,
  read: Read<T>,
): ReadonlyMap<string, T> {
  return new Map(
    Object.entries(given).flatMap(([key, json]) => {
      const value = read(json, [...path, key], report);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}

const readInstant: Read<DateOperand> = (json, path, report) => {
  const at = typeof json === 'string' ? toDate(json) : undefined;
  const missing = json === undefined ? 'is missing: ' : '';
  if (!at) {
    report.refuse(path, `${missing}must be an ISO 8601 date-time, such as 2026-01-31T12:00:00Z`);
  }
  return at;
};

function readErrors(
  given: Readonly<Record<string, unknown>>,
  define: ReadonlyMap<string, unknown>,
  path: Path,
  report: Report,
): ReadonlyMap<string, string> {
  return readEach(given, path, report, (json, at) => {
    const key = String(at.at(-1));
    if (!define.has(key)) report.refuse(at, 'is about no segment that this step defines', 'key');
    if (typeof json === 'string' && /^(\/.*)?$/s.test(json)) return json;
    return void report.refuse(at, 'must be a JSON Pointer into the rule, such as /all/1/count');
  });
}

function readNames(items: readonly unknown[], path: Path, report: Report): readonly string[] {
  return items.flatMap((item, index) => {
    if (typeof item === 'number') return [String(item)];
    if (typeof item === 'string' && item !== '') return [item];
    report.refuse([...path, index], 'must be a user id, or another identifier as type:value');
    return [];
  });
}

const readMembers: Read<readonly string[]> = (json, path, report) => {
  if (Array.isArray(json)) return readNames(json, path, report);
  return void report.refuse(path, 'must be a list of user ids, such as [ u1 ], or [] for nobody');
};

const readProfile: Read<readonly (readonly string[])[]> = (json, path, report) => {
  if (Array.isArray(json) && json.length > 0) return [readNames(json, path, report)];
  const example = '[ "userId:u1", "email:a@example.com" ]';
  return void report.refuse(path, `must be a list of all identifiers of a profile: ${example}`);
};

const readTraits: Read<JsonObject> = (json, path, report) => {
  if (isMapping(json)) return json as JsonObject;
  return void report.refuse(path, 'must be a mapping of traits to values, such as { plan: paid }');
};

/** A number is a comparison for equality. */
const readSize: Read<NumberComparison> = (json, path, report) => {
  const rule: RuleReport = { problems: [], leafCount: 0, nodeCount: 0 };
  const comparison = parseCountComparison(isMapping(json) ? json : { eq: json }, startOf(rule));
  for (const { pointer, message } of rule.problems) {
    report.refuse(isMapping(json) ? [...path, ...pointer.split('/').slice(1)] : path, message);
  }
  return comparison;
};

async function readFiles(
  json: unknown,
  path: Path,
  folder: string,
  report: Report,
): Promise<readonly MessageFile[]> {
  if (json === undefined) return [];
  const isList = Array.isArray(json);
  const items: readonly unknown[] = isList ? json : [json];
  const files: MessageFile[] = [];
  for (const [index, name] of items.entries()) {
    const at = isList ? [...path, index] : path;
    if (typeof name !== 'string' || name === '') {
      report.refuse(at, 'must be the path of a file of messages, or a list of such');
    } else if (!(await isFile(resolve(folder, name)))) {
      report.refuse(at, 'must be a file: there is none at this path, relative to the scenario');
    } else {
      files.push({ name, path: resolve(folder, name) });
    }
  }
  return files;
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => !stats.isDirectory(),
    () => false,
  );
