import { validateSync } from 'class-validator';
import { unknownKey } from './did-you-mean.js';
import { propertyNames } from './property-rules.js';
import { type Path, type Report } from './report.js';
import { isMapping } from './constraints.js';

/**
 * One mapping of the file as an instance of the class that describes it; not what it nests. A property that is wrong is
 * reported and keeps its initial value, so that the checks that follow can go on. A key without a value counts as left out.
 *
 * @returns undefined, and reported, when it is no mapping at all
 */
export function readShape<T extends object>(
  type: new () => T,
  json: unknown,
  path: Path,
  report: Report,
): T | undefined {
  if (!isMapping(json)) {
    report.refuse(path, `must be a mapping with the keys ${propertyNames(type).join(', ')}`);
    return undefined;
  }
  const known = propertyNames(type);
  for (const key of Object.keys(json).filter((key) => !known.includes(key))) {
    report.refuse([...path, key], unknownKey(key, known), 'key');
  }
  const given = Object.fromEntries(
    known
      .filter((key) => Object.hasOwn(json, key) && json[key] !== null)
      .map((key) => [key, json[key]]),
  );
  const errors = validateSync(Object.assign(new type(), given), {
    stopAtFirstError: true,
    forbidUnknownValues: false,
  });
  for (const { property, constraints = {} } of errors) {
    const missing = Object.hasOwn(given, property) ? '' : 'is missing: ';
    report.refuse([...path, property], missing + Object.values(constraints).join('; '));
  }
  const wrong = errors.map(({ property }) => property);
  return Object.assign(
    new type(),
    Object.fromEntries(Object.entries(given).filter(([key]) => !wrong.includes(key))),
  );
}

/** What was read, and where it was. */
export interface Placed<T> {
  readonly path: Path;
  readonly file: T;
}

export function readShapes<T extends object>(
  type: new () => T,
  items: readonly unknown[],
  path: Path,
  report: Report,
): Placed<T>[] {
  return items.flatMap((item, index) => {
    const at = [...path, index];
    const file = readShape(type, item, at, report);
    return file ? [{ path: at, file }] : [];
  });
}

/** The texts of a list, each checked; one that is wrong is reported, and empty from then on. */
export function readTexts(
  items: readonly unknown[],
  path: Path,
  report: Report,
  findProblem: (text: string) => string | undefined = () => undefined,
): string[] {
  return items.map((item, index) => {
    const isText = typeof item === 'string' && item !== '';
    const problem = isText ? findProblem(item) : 'must be a text that is not empty';
    if (problem !== undefined) report.refuse([...path, index], problem);
    return isText && problem === undefined ? item : '';
  });
}
