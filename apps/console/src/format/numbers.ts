const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const SIGNED = new Intl.NumberFormat('en', { signDisplay: 'exceptZero' });

export const formatNumber = (n: number): string => WHOLE.format(n);

/** For axes and narrow places: 12.3K. */
export const formatShort = (n: number): string => SHORT.format(n);

/** With its sign: +12, −3, 0. */
export const formatChange = (n: number): string => SIGNED.format(n).replace('-', '−');

/** @param share 0 to 1 */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '<0.1 %';
  if (percent > 99.9 && percent < 100) return '>99.9 %';
  return `${new Intl.NumberFormat('en', { maximumFractionDigits: percent < 10 ? 1 : 0 }).format(percent)} %`;
}

export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${formatNumber(n)} ${n === 1 ? one : many}`;
