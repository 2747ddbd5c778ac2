import { type ErrorCode } from 'yaml';

/** The parser's own messages are not used: some quote the file, and what they quote may be a secret. */
const MESSAGES: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_ALIAS: 'is no valid alias: write *name, of an anchor that stands before it',
  BAD_DIRECTIVE: 'is no YAML directive: remove the line that begins with %',
  BAD_DQ_ESCAPE:
    'has an escape that YAML does not know: write \\\\ for a backslash, or use single quotes',
  BAD_INDENT: 'is not indented as its neighbours are: align it with them, and close every bracket',
  BAD_SCALAR_START: 'begins with a character that means something to YAML: put the text in quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'has a second ": " in one line: put the text in quotes, or begin a new line',
  BLOCK_IN_FLOW: 'cannot stand between brackets in this form: write it with [ ] or { }',
  DUPLICATE_KEY: 'is there twice: keep one of them',
  KEY_OVER_1024_CHARS: 'is too long for a key: write a colon and a space behind the key',
  MISSING_CHAR:
    'lacks a character: look for a quote, a bracket, a comma or a colon that is missing',
  MULTILINE_IMPLICIT_KEY: 'is a key over several lines: write a colon and a space behind the key',
  MULTIPLE_DOCS: 'begins a second document: remove the line ---',
  NON_STRING_KEY: 'is no text: only text can be a key',
  TAB_AS_INDENT: 'is indented with a tab: use spaces',
  TAG_RESOLVE_FAILED: 'has a tag that is not known: remove the word that begins with !',
  UNEXPECTED_TOKEN:
    'does not belong here: put the text in quotes (also "${NAME}"), or look for a wrong bracket or line break',
};

export const yamlProblem = (code: ErrorCode): string =>
  MESSAGES[code] ?? 'is not valid YAML: compare it with the example in the documentation';
