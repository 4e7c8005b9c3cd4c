/** How numbers are worded. Pure: the locale comes with the words. */
const numberFormats = new Map<string, Intl.NumberFormat>();

/** 4.863 in Vietnam, 4,863 in English. */
export function integer(value: number, locale: string): string {
  return decimal(value, 0, locale);
}

/** A number with exactly `digits` decimals: 11,2. */
export function decimal(value: number, digits: number, locale: string): string {
  const key = `${locale}/${digits}`;
  let format = numberFormats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    numberFormats.set(key, format);
  }
  return format.format(value);
}

/**
 * A share as per cent with one decimal: 97,6%. "—" when there is no whole. Only all of it reads 100,0%, and only nothing
 * reads 0,0%: a rounding must not claim what is not so.
 */
export function percent(part: number, whole: number, locale: string): string {
  if (whole <= 0) return '—';
  const exact = (part / whole) * 100;
  let shown = Math.round(exact * 10) / 10;
  if (shown === 100 && part < whole) shown = 99.9;
  if (shown === 0 && part > 0) shown = 0.1;
  return `${decimal(shown, 1, locale)}%`;
}
