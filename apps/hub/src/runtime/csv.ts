/** What spreadsheets take for the beginning of a formula, also after spaces. Source: OWASP, CSV Injection */
const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/;

/** One line of CSV (RFC 4180) without its end. A cell that a spreadsheet would run as a formula becomes text. */
export const csvLine = (cells: readonly unknown[]): string => cells.map(toCell).join(',');

function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
