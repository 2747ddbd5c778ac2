import { describe, expect, it } from '@jest/globals';
import { ColumnError, readIdentifiers, type FileShape } from './static-file.js';

async function read(text: string, shape: FileShape = { type: 'email' }) {
  const read: unknown[] = [];
  for await (const line of readIdentifiers(text.split('\n'), shape)) {
    read.push([line.line, 'value' in line ? line.value : line.reason]);
  }
  return read;
}

describe('readIdentifiers', () => {
  it('takes one identifier from each line, and does not count blank ones', async () => {
    expect(await read('ada@example.com\n\n  \ngrace@example.com\n')).toEqual([
      [1, 'ada@example.com'],
      [4, 'grace@example.com'],
    ]);
  });

  it('takes the column that is called like the type', async () => {
    const csv = '\uFEFFname,Email\n"Lovelace, Ada",ada@example.com\n,\nHopper,"grace@example.com"';

    expect(await read(csv)).toEqual([
      [2, 'ada@example.com'],
      [4, 'grace@example.com'],
    ]);
  });

  it.each([';', '\t', ','])('takes a named column between %j', async (separator) => {
    const csv = ['id|Mail', '1|ada@example.com'].join('\n').replaceAll('|', separator);

    expect(await read(csv, { type: 'email', column: 'Mail' })).toEqual([[2, 'ada@example.com']]);
  });

  it('reads quotes within quotes, and cells of several lines', async () => {
    const csv = 'note,email\n"says ""hi""\nand more",ada@example.com\nplain,grace@example.com';

    expect(await read(csv)).toEqual([
      [2, 'ada@example.com'],
      [4, 'grace@example.com'],
    ]);
  });

  it('loses one line to a quote that is never closed, and no other', async () => {
    const rows = Array.from({ length: 150 }, (_, n) => `x,p${n}@example.com`);
    const csv = ['note,email', '"oops,lost@example.com', ...rows].join('\n');

    const lines = await read(csv);

    expect(lines[0]).toEqual([2, 'has a quote that is not closed']);
    expect(lines.slice(1)).toEqual(rows.map((_, n) => [n + 3, `p${n}@example.com`]));
  });

  it('reports rows without anything in the column', async () => {
    expect(await read('name,email\nAda\nGrace,\n')).toEqual([
      [2, 'has nothing in the column'],
      [3, 'has nothing in the column'],
    ]);
  });

  it('refuses a file without the column that was named', async () => {
    const reading = read('a,b\n1,2', { type: 'email', column: 'mail' });

    await expect(reading).rejects.toThrow(ColumnError);
  });

  it('does not begin before it is asked, and holds nothing back', async () => {
    let given = 0;
    function* lines() {
      for (;;) {
        given += 1;
        yield `p${given}@example.com`;
      }
    }
    const reading = readIdentifiers(lines(), { type: 'email' });

    await reading.next();
    await reading.next();

    expect(given).toBe(2);
  });
});
