import { parseOrReport, type RuleParser } from './check-segments.js';
import { checkShelf } from './check-shelf.js';
import { ConfigFileError } from './config-file-error.js';
import type { SegmentEditFile, SegmentFile } from './config-file.js';
import { readShape } from './read-shape.js';
import { Report, toText } from './report.js';
import { parseYaml } from './yaml-file.js';

/**
 * Reads the text of a file with one segment, written as in segue.yaml. What its rule refers to is not looked for.
 *
 * @param type whether it has to be whole
 * @throws ConfigFileError with every problem at once, in the order of the file
 */
export function readSegmentFile<T extends SegmentFile | SegmentEditFile>(
  type: new () => T,
  text: string,
  { file, ...parser }: RuleParser & { readonly file: string },
): T {
  const yaml = parseYaml(text);
  const report = new Report();
  const segment = yaml.json === undefined ? undefined : readShape(type, yaml.json, [], report);
  if (segment) checkShelf(segment, [], report);
  if (segment?.rule !== undefined) parseOrReport(parser, segment.rule, ['rule'], report);
  const found = report.findings.map(({ path, message, part }) => ({
    ...yaml.locate(path, part),
    path: toText(path),
    message,
  }));
  const problems = [...yaml.problems.map((problem) => ({ ...problem, path: '' })), ...found]
    .map(({ line, column, path, message }) => ({ file, line, column, path, message }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  if (!segment || problems.length > 0) throw new ConfigFileError(problems);
  return segment;
}
