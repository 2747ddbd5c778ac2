/** Height of a row of the picture, with the gap below it, in px. */
export const ROW = 64;

/** Where rows are, of a picture that is as high as its longer side. */
export const rowsOf = (count: number): { readonly height: number; readonly centres: number[] } => ({
  height: count * ROW,
  centres: Array.from({ length: count }, (_, index) => index * ROW + ROW / 2),
});
