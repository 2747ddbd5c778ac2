/**
 * The cells of one row of CSV (RFC 4180); undefined while a quote is open, which the next line may close. A quote within a cell
 * that does not begin with one is a character.
 */
export function splitCells(row: string, separator: string): readonly string[] | undefined {
  const cells: string[] = [];
  for (let start = 0; ;) {
    if (row[start] !== '"') {
      const end = row.indexOf(separator, start);
      cells.push(row.slice(start, end < 0 ? undefined : end));
      if (end < 0) return cells;
      start = end + separator.length;
      continue;
    }
    const end = closingQuote(row, start + 1);
    if (end === undefined) return undefined;
    const next = row.indexOf(separator, end);
    // What stands between the closing quote and the separator belongs to the cell.
    const rest = row.slice(end + 1, next < 0 ? undefined : next);
    cells.push(row.slice(start + 1, end).replaceAll('""', '"') + rest);
    if (next < 0) return cells;
    start = next + separator.length;
  }
}

/** A doubled quote is a character. */
function closingQuote(row: string, from: number): number | undefined {
  for (let at = row.indexOf('"', from); at >= 0; at = row.indexOf('"', at + 2)) {
    if (row[at + 1] !== '"') return at;
  }
  return undefined;
}
