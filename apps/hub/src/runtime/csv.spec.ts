import { describe, expect, it } from '@jest/globals';
import { csvLine } from './csv.js';

describe('csvLine', () => {
  it('quotes what would end a cell', () => {
    expect(csvLine(['a', 'b,c', 'say "hi"', 'two\nlines'])).toBe(
      'a,"b,c","say ""hi""","two\nlines"',
    );
  });

  it('leaves empty what there is not, and writes values as JSON', () => {
    expect(csvLine([null, undefined, true, 1.5, -2, ['x']])).toBe(',,true,1.5,-2,"[""x""]"');
  });

  it.each(['=1+1', '+49', '-1', '@SUM', '\t=1', '  =1', '＝1'])('makes %j text', (cell) => {
    expect(csvLine([cell])).toBe(`'${cell}`);
  });
});
