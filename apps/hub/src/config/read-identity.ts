import { type IdentityConfig } from './config.js';
import { IDENTIFIER_TYPES, IdentifierFile, IdentityFile } from './config-file.js';
import { readShape, readShapes, readTexts } from './read-shape.js';
import { type Path, type Report } from './report.js';

/** What tools write where they know nothing. */
const DEFAULT_BLOCK = ['^(null|undefined|none|anonymous|guest|unknown|-1|0+)$'];

export function readIdentity(json: unknown, path: Path, report: Report): IdentityConfig {
  const file = readShape(IdentityFile, json, path, report) ?? new IdentityFile();
  return {
    identifiers: readIdentifiers(file, [...path, 'identifiers'], report),
    block:
      file.block === undefined
        ? DEFAULT_BLOCK
        : readTexts(file.block, [...path, 'block'], report, findPatternProblem),
  };
}

function readIdentifiers(
  { identifiers }: IdentityFile,
  path: Path,
  report: Report,
): IdentityConfig['identifiers'] {
  if (identifiers === undefined) return IDENTIFIER_TYPES.map((type) => ({ type }));
  if (identifiers.length === 0) {
    report.refuse(path, 'must not be empty: nobody could be told from anybody; remove it for all');
  }
  const seen = new Set<string>();
  return readShapes(IdentifierFile, identifiers, path, report).flatMap(({ file, path }) => {
    const { type, limit } = file;
    if (type === '') return [];
    if (seen.has(type)) report.refuse([...path, 'type'], 'is there twice: keep one of them');
    seen.add(type);
    return [limit === undefined ? { type } : { type, limit }];
  });
}

/** The engine's own message is not used: it quotes the pattern. */
function findPatternProblem(source: string): string | undefined {
  try {
    return void new RegExp(source, 'iu');
  } catch {
    return 'must be a regular expression: put a \\ before each of \\ ^ $ . * + ? ( ) [ ] { } | that stands for itself';
  }
}
