import { type Pattern, readEscape, readOctal } from './pattern-escape.js';

const CLASSES =
  /^(alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit)$/;

const UNBALANCED = 'must have a ] for every [';
const BAD_RANGE = 'must have ranges in […] from a lower to a higher character';

/** A character, which a range can begin or end with, or a class such as `\d` or `[:alpha:]`. */
type Element =
  | { readonly kind: 'char'; readonly code: number }
  | { readonly kind: 'class' }
  | { readonly kind: 'invalid'; readonly problem: string };

/**
 * Moves over a bracket expression, of which the `[` has been read.
 *
 * @returns what is wrong with it, or undefined
 */
export function skipBracket(pattern: Pattern): string | undefined {
  if (pattern.chars[pattern.position] === '^') pattern.position++;
  for (let isFirst = true; isFirst || !isAt(pattern, ']'); isFirst = false) {
    if (!isFirst && isRange(pattern)) return BAD_RANGE;
    const problem = skipElementOrRange(pattern);
    if (problem !== undefined) return problem;
  }
  pattern.position++;
  return undefined;
}

function skipElementOrRange(pattern: Pattern): string | undefined {
  const low = readElement(pattern);
  if (low.kind === 'invalid') return low.problem;
  if (low.kind === 'class' || !isRange(pattern)) return undefined;
  pattern.position++;
  const high = readElement(pattern);
  if (high.kind === 'invalid') return high.problem;
  return high.kind === 'char' && low.code <= high.code ? undefined : BAD_RANGE;
}

const isAt = ({ chars, position }: Pattern, char: string): boolean => chars[position] === char;

/** A `-` makes a range, unless it is the last character. */
const isRange = (pattern: Pattern): boolean =>
  isAt(pattern, '-') && pattern.chars[pattern.position + 1] !== ']';

function readElement(pattern: Pattern): Element {
  const char = pattern.chars[pattern.position++];
  if (char === undefined) return invalid(UNBALANCED);
  if (char === '\\') return readBracketEscape(pattern);
  const next = pattern.chars[pattern.position];
  if (char === '[' && (next === '.' || next === '=' || next === ':')) {
    return readNamed(pattern, next);
  }
  return { kind: 'char', code: char.codePointAt(0)! };
}

const invalid = (problem: string): Element => ({ kind: 'invalid', problem });

function readBracketEscape(pattern: Pattern): Element {
  const escape = readEscape(pattern);
  switch (escape.kind) {
    case 'constraint':
      return invalid('must not use \\A, \\m, \\y and such in […]');
    case 'digits':
      return readDigits(pattern);
    case 'class':
      return { kind: 'class' };
    case 'char':
    case 'invalid':
      return escape;
  }
}

/**
 * PostgreSQL takes several digits for a back-reference where there are that many groups before them,
 * for an octal character otherwise; one digit is always a back-reference, which no bracket can hold.
 */
function readDigits(pattern: Pattern): Element {
  const window = pattern.chars.slice(pattern.position, pattern.position + 255).join('');
  const digits = /^\d+/.exec(window)![0];
  const isReference = digits.length === 1 || Number(digits) <= pattern.groups;
  if (isReference || /^[89]/.test(digits)) return invalid('must not use \\1 to \\9 in […]');
  return { kind: 'char', code: readOctal(pattern) };
}

/** `[:alpha:]`, `[=a=]` and `[.a.]`, of which the `[` has been read. */
function readNamed(pattern: Pattern, mark: '.' | '=' | ':'): Element {
  const start = ++pattern.position;
  while (!(isAt(pattern, mark) && pattern.chars[pattern.position + 1] === ']')) {
    if (pattern.position++ >= pattern.chars.length) return invalid(UNBALANCED);
  }
  const name = pattern.chars.slice(start, pattern.position);
  pattern.position += 2;
  return toElement(name, mark);
}

function toElement(name: readonly string[], mark: '.' | '=' | ':'): Element {
  if (mark === ':') {
    return CLASSES.test(name.join('')) ? { kind: 'class' } : invalid('must have a known [:class:]');
  }
  // PostgreSQL also knows names such as `space`; the character itself says the same more plainly.
  if (name.length !== 1) return invalid(`must have one character in [${mark} ${mark}]`);
  return mark === '=' ? { kind: 'class' } : { kind: 'char', code: name[0]!.codePointAt(0)! };
}
