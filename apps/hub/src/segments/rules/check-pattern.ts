import { skipBracket } from './pattern-bracket.js';
import { type Pattern, readEscape } from './pattern-escape.js';

/** Source: https://www.postgresql.org/docs/17/functions-matching.html, section 9.7.3.1. */
const MAX_REPEAT = 255;

/** PostgreSQL writes repetitions out before it looks for anything: beyond this it takes seconds, or refuses the pattern. */
const MAX_SIZE = 10_000;
const TOO_LARGE = `must not have repetitions that add more than ${MAX_SIZE} characters when they are written out`;

/** The options that stay within advanced regular expressions: not `b`, `e` and `q`. */
const OPTIONS = 'cimnpstwx';

/** What can stand where an atom can; only an atom may be followed by a quantifier. */
type Piece = 'atom' | 'constraint' | 'quantifier' | 'start';

interface Scan extends Pattern {
  /** With the option `x` white space and `#` comments between the pieces count for nothing. */
  readonly isExpanded: boolean;
  openGroups: number;
  before: Piece;
  /** Of each open group, the outermost first: how many characters it is, with every repetition written out. */
  readonly sizes: number[];
  /** The same of the piece that a quantifier would repeat. */
  lastSize: number;
}

/**
 * Why a pattern is no PostgreSQL advanced regular expression, or one that a rule may not use, as a
 * sentence; undefined for one that is fine. It follows PostgreSQL's own scanner
 * (src/backend/regex/regc_lex.c), as otherwise the mistake would show at the next evaluation only.
 *
 * Refused though PostgreSQL takes them, because the rule language does not have them:
 * back-references, look-around, and prefixes that choose a dialect (`***:`, `***=`, the options b, e
 * and q). A number of several digits outside […] is an octal character or a back-reference, depending
 * on the groups before it, and is refused either way.
 */
export function findPatternProblem(text: string): string | undefined {
  if (text.startsWith('***')) return 'must not begin with a director prefix such as ***=';
  const [prefix = '', options = '', end] = /^\(\?([a-z]+)(\)?)/i.exec(text) ?? [];
  const unknown = [...options].find((option) => !OPTIONS.includes(option));
  if (unknown !== undefined) return `must not have the option "${unknown}" in (?…)`;
  if (prefix !== '' && end !== ')') return 'must have a ) after the options in (?…';
  return scan({
    chars: [...text],
    position: prefix.length,
    groups: 0,
    isExpanded: options.lastIndexOf('x') > options.lastIndexOf('t'),
    openGroups: 0,
    before: 'start',
    sizes: [0],
    lastSize: 0,
  });
}

function scan(pattern: Scan): string | undefined {
  for (skipSpace(pattern); pattern.position < pattern.chars.length; skipSpace(pattern)) {
    const problem = scanPiece(pattern);
    if (problem !== undefined) return problem;
    if (pattern.sizes.at(-1)! > pattern.chars.length + MAX_SIZE) return TOO_LARGE;
  }
  return pattern.openGroups > 0 ? 'must have a ) for every (' : undefined;
}

function scanPiece(pattern: Scan): string | undefined {
  const { chars } = pattern;
  const char = chars[pattern.position++]!;
  switch (char) {
    case '(':
      return openGroup(pattern);
    case ')':
      return closeGroup(pattern);
    case '|':
      return follow(pattern, 'start');
    case '*':
    case '+':
    case '?':
      return scanQuantifier(pattern, char);
    case '{':
      return scanBrace(pattern);
    case '[':
      return scanBracket(pattern);
    case '^':
    case '$':
      return follow(pattern, 'constraint');
    case '\\':
      return scanEscape(pattern);
    default:
      return follow(pattern, 'atom');
  }
}

function follow(pattern: Scan, piece: Piece): undefined {
  pattern.before = piece;
  if (piece === 'atom') grow(pattern, 1);
}

function grow(pattern: Scan, size: number): void {
  pattern.sizes.push(pattern.sizes.pop()! + size);
  pattern.lastSize = size;
}

function openGroup(pattern: Scan): string | undefined {
  const rest = pattern.chars.slice(pattern.position, pattern.position + 3).join('');
  if (/^\?(=|!|<=|<!)/.test(rest)) return 'must not use look-around such as (?=…)';
  if (rest.startsWith('?#')) return skipComment(pattern);
  const isCapturing = !rest.startsWith('?');
  if (!isCapturing && !rest.startsWith('?:')) return 'must not use (? but for (?:…) and (?#…)';
  if (isCapturing) pattern.groups++;
  else pattern.position += 2;
  pattern.openGroups++;
  pattern.sizes.push(0);
  return follow(pattern, 'start');
}

/** What comes before the comment and what comes after are neighbours. */
function skipComment(pattern: Scan): undefined {
  const end = pattern.chars.indexOf(')', pattern.position);
  pattern.position = end === -1 ? pattern.chars.length : end + 1;
}

function closeGroup(pattern: Scan): string | undefined {
  if (pattern.openGroups === 0) return 'must have a ( for every )';
  pattern.openGroups--;
  const size = pattern.sizes.pop()!;
  pattern.before = 'atom';
  grow(pattern, size);
  return undefined;
}

function scanQuantifier(pattern: Scan, quantifier: string): string | undefined {
  if (pattern.before !== 'atom') return `must have something to repeat before ${quantifier}`;
  if (pattern.chars[pattern.position] === '?') pattern.position++;
  return follow(pattern, 'quantifier');
}

/** A brace that no digit follows is an ordinary character. */
function scanBrace(pattern: Scan): string | undefined {
  skipSpace(pattern);
  if (!/^\d$/.test(pattern.chars[pattern.position] ?? '')) return follow(pattern, 'atom');
  const bounds = readBounds(pattern);
  const [, low, high] = /^(\d+)(?:,(\d*))?}$/.exec(bounds) ?? [];
  const [least, most] = [Number(low), Number(high || low)];
  if (low === undefined || least > most || Math.max(least, most) > MAX_REPEAT) {
    return `must have bounds of 0 to ${MAX_REPEAT} in {…}, the lower first`;
  }
  const problem = scanQuantifier(pattern, `{${bounds}`);
  if (problem === undefined) grow(pattern, pattern.lastSize * Math.max(0, most - 1));
  return problem;
}

/** All up to and with the closing brace, without the space that does not count. */
function readBounds(pattern: Scan): string {
  let bounds = '';
  for (; pattern.position < pattern.chars.length && !bounds.endsWith('}'); skipSpace(pattern)) {
    bounds += pattern.chars[pattern.position++];
  }
  return bounds;
}

function scanBracket(pattern: Scan): string | undefined {
  const boundary = pattern.chars.slice(pattern.position, pattern.position + 6).join('');
  if (boundary === '[:<:]]' || boundary === '[:>:]]') {
    pattern.position += 6;
    return follow(pattern, 'constraint');
  }
  follow(pattern, 'atom');
  return skipBracket(pattern);
}

function scanEscape(pattern: Scan): string | undefined {
  const escape = readEscape(pattern);
  if (escape.kind === 'invalid') return escape.problem;
  if (escape.kind === 'digits') return 'must not use back-references such as \\1';
  return follow(pattern, escape.kind === 'constraint' ? 'constraint' : 'atom');
}

function skipSpace(pattern: Scan): void {
  if (!pattern.isExpanded) return;
  let isComment = false;
  for (; pattern.position < pattern.chars.length; pattern.position++) {
    const char = pattern.chars[pattern.position]!;
    isComment = char === '#' || (isComment && char !== '\n');
    if (!isComment && !/[ \t-\r]/.test(char)) return;
  }
}
