/** A pattern as code points, which is how PostgreSQL reads it, and how far it has been read. */
export interface Pattern {
  readonly chars: readonly string[];
  position: number;
  /** Capturing groups opened so far. */
  groups: number;
}

/** `digits`: `\1` … `\9`, a back-reference or an octal character; `position` stays at the digit. */
export type Escape =
  | { readonly kind: 'char'; readonly code: number }
  | { readonly kind: 'class' | 'constraint' | 'digits' }
  | { readonly kind: 'invalid'; readonly problem: string };

const CHARS: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  B: 0x5c,
  e: 0x1b,
  f: 0x0c,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  v: 0x0b,
};

/** How many hexadecimal digits, at the least and at the most. */
const HEX_DIGITS: Readonly<Record<string, readonly [number, number]>> = {
  u: [4, 4],
  U: [8, 8],
  x: [1, 255],
};

/** PostgreSQL's CHR_MAX. */
const MAX_CODE = 0x7ffffffe;

/** Reads what stands after a backslash. */
export function readEscape(pattern: Pattern): Escape {
  const char = pattern.chars[pattern.position];
  if (char === undefined) return invalid('must not end in a backslash');
  if (/[1-9]/.test(char)) return { kind: 'digits' };
  if (char === '0') return { kind: 'char', code: readOctal(pattern) };
  pattern.position++;
  if (/[dDsSwW]/.test(char)) return { kind: 'class' };
  if (/[AmMyYZ]/.test(char)) return { kind: 'constraint' };
  if (char === 'c') return readControl(pattern);
  if (char in HEX_DIGITS) return readHex(pattern, char);
  if (char in CHARS) return { kind: 'char', code: CHARS[char]! };
  if (/[a-z]/i.test(char)) return invalid(`must not use the unknown escape \\${char}`);
  return { kind: 'char', code: char.codePointAt(0)! };
}

/** One to three octal digits, of which a character above 255 leaves the third to what follows. */
export function readOctal(pattern: Pattern): number {
  const window = pattern.chars.slice(pattern.position, pattern.position + 3).join('');
  const three = /^[0-7]+/.exec(window)?.[0] ?? '';
  const digits = parseInt(three, 8) > 0xff ? three.slice(0, 2) : three;
  pattern.position += digits.length;
  return parseInt(digits, 8);
}

const invalid = (problem: string): Escape => ({ kind: 'invalid', problem });

function readControl(pattern: Pattern): Escape {
  const char = pattern.chars[pattern.position++];
  if (char === undefined) return invalid('must have a character after \\c');
  return { kind: 'char', code: char.codePointAt(0)! & 0x1f };
}

function readHex(pattern: Pattern, letter: string): Escape {
  const [min, max] = HEX_DIGITS[letter]!;
  const window = pattern.chars.slice(pattern.position, pattern.position + max).join('');
  const digits = /^[\da-f]*/i.exec(window)![0];
  const code = parseInt(digits, 16);
  if (digits.length < min || code > MAX_CODE) {
    return invalid(`must have hexadecimal digits of a character after \\${letter}`);
  }
  pattern.position += digits.length;
  return { kind: 'char', code };
}
