const isColoured = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;

const coloured =
  (code: number) =>
  (text: string): string =>
    isColoured ? `\u001B[${code}m${text}\u001B[0m` : text;

export const bold = coloured(1);
export const dim = coloured(2);
export const red = coloured(31);
export const green = coloured(32);

export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

export function printTitle(title: string): void {
  print();
  print(bold(title));
}

const numbers = new Intl.NumberFormat('en-US');

export const count = (n: number): string => numbers.format(n);

/** Text to the left, numbers to the right, two spaces between the columns. The first row is the head. */
export function printTable(rows: readonly (readonly (string | number)[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => textOf(row[column]).length)),
  );
  for (const [index, row] of rows.entries()) {
    const cells = widths.map((width, column) => pad(row[column], width, rows[1]?.[column]));
    const line = `  ${cells.join('  ').trimEnd()}`;
    print(index === 0 ? dim(line) : line);
  }
}

const textOf = (cell: string | number | undefined): string =>
  typeof cell === 'number' ? count(cell) : (cell ?? '');

/** The head follows its column. */
const pad = (cell: string | number | undefined, width: number, below: unknown): string =>
  typeof cell === 'number' || typeof below === 'number'
    ? textOf(cell).padStart(width)
    : textOf(cell).padEnd(width);
