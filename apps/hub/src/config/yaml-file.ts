import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import { type Location } from './config.js';
import { type Finding, type Path } from './report.js';
import { yamlProblem } from './yaml-problem.js';

/** How often aliases may repeat a node in all; it stops a small file from becoming a huge one. */
const MAX_ALIAS_COUNT = 100;

const START: Location = { line: 1, column: 1 };

export interface YamlProblem extends Location {
  readonly message: string;
}

export interface YamlFile {
  /** As JSON would give it; undefined when the syntax is too broken to go on. */
  readonly json: unknown;
  readonly problems: readonly YamlProblem[];
  /** Where this is; for a place that is not there, where its nearest parent is. */
  readonly locate: (path: Path, part?: Finding['part']) => Location;
  /** The last line of what is there. */
  readonly lastLine: (path: Path) => number;
}

export function parseYaml(text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    resolveKnownTags: false,
    stringKeys: true,
  });
  const toLocation = (offset: number): Location => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const faults = [...document.errors, ...document.warnings];
  const aliases = aliasFaults(document);
  const problems = firstOfEachPlace([
    ...faults.map(({ code, pos }) => ({ offset: pos[0], message: yamlProblem(code) })),
    ...aliases,
  ]).map(({ offset, message }) => ({ ...toLocation(offset), message }));
  const locate = (path: Path, part: Finding['part'] = 'value') => {
    const offset = offsetOf(document, path, part);
    return offset === undefined ? START : toLocation(offset);
  };
  const lastLine = (path: Path) => toLocation(endOf(document, path) - 1).line;
  const isReadable = faults.every(isDuplicate) && aliases.length === 0;
  const file = { json: undefined, problems, locate, lastLine };
  return isReadable ? withJson(document, file) : file;
}

const isDuplicate = ({ code }: { code: string }): boolean => code === 'DUPLICATE_KEY';

function withJson(document: Document, file: YamlFile): YamlFile {
  try {
    return { ...file, json: document.toJS({ maxAliasCount: MAX_ALIAS_COUNT }) };
  } catch {
    // With the aliases checked, too many of them is all that can go wrong.
    const message = 'repeats too much by aliases (*name): write the text out instead';
    return { ...file, problems: [...file.problems, { ...START, message }] };
  }
}

interface Fault {
  readonly offset: number;
  readonly message: string;
}

/** What comes second at a place is a consequence of the first. */
const firstOfEachPlace = (faults: readonly Fault[]): Fault[] =>
  faults.filter(({ offset }, index) => faults.findIndex((f) => f.offset === offset) === index);

/** Aliases without an anchor, and those that stand within what they repeat: it would never end. */
function aliasFaults(document: Document): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Alias: (_, node, parents) => {
      const target = node.resolve(document);
      const offset = startOf(node) ?? 0;
      if (target === undefined) {
        faults.push({ offset, message: 'names an anchor that does not stand before it' });
      } else if (parents.some((parent) => parent === target)) {
        faults.push({
          offset,
          message: 'repeats what it is a part of: write the text out instead',
        });
      }
    },
  });
  return faults;
}

function offsetOf(document: Document, path: Path, part: Finding['part']): number | undefined {
  let node: Node | null = document.contents;
  let key: Node | null = null;
  for (const [index, step] of path.entries()) {
    const next = childOf(document, node, step);
    // What is missing is missing from the mapping whose key comes before.
    if (next === undefined) return startOf(key) ?? startOf(node);
    ({ key, node } = next);
    if (index === path.length - 1 && part === 'key') return startOf(key) ?? startOf(node);
  }
  const isEmpty = isScalar(node) && node.value === null;
  return (isEmpty ? startOf(key) : undefined) ?? startOf(node) ?? startOf(key);
}

function childOf(
  document: Document,
  parent: Node | null,
  step: string | number,
): { key: Node | null; node: Node | null } | undefined {
  const within = isAlias(parent) ? parent.resolve(document) : parent;
  if (isSeq(within)) {
    const item = within.items[Number(step)];
    return item === undefined ? undefined : { key: null, node: item as Node | null };
  }
  if (!isMap(within)) return undefined;
  // The last of two equal keys is the one that counts.
  const pair = within.items.findLast(({ key }) => isScalar(key) && key.value === step);
  return pair && { key: pair.key as Node, node: pair.value as Node | null };
}

function endOf(document: Document, path: Path): number {
  let node: Node | null = document.contents;
  for (const step of path) node = childOf(document, node, step)?.node ?? node;
  return node?.range?.[1] ?? 1;
}

const startOf = (node: Node | null): number | undefined => node?.range?.[0];
