/** Invisible or direction-changing characters that a copy from elsewhere leaves behind, and code points XML cannot carry. */
const INVISIBLE =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\p{Noncharacter_Code_Point}\p{Cs}]/gu;
const PLAIN = /^[\x21-\x7e]*$/;

/** One line of text as it is kept: NFC, trimmed, inner white space folded, nothing invisible. Idempotent. */
export function cleanText(raw: string): string {
  if (PLAIN.test(raw)) return raw;
  return raw
    .replace(INVISIBLE, '')
    .replace(/[\s\u0085]+/g, ' ')
    .normalize('NFC')
    .trim();
}

/** The first `max` UTF-16 units, without half of a character at the end. */
export function cutText(text: string, max: number): string {
  return text
    .slice(0, max)
    .replace(/\p{Cs}/gu, '')
    .trim();
}

/** For comparing words: lower case, no diacritics, only letters and digits with single spaces between. */
export function bareText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/;

/**
 * The same word however the tone mark was placed or the letters cased: "Hoà" and "Hòa" are one spelling.
 * The tone moves to the end of its syllable; vowel marks (â, ơ, …) stay.
 */
export function sameSpelling(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .split(/(\s+)/)
    .map((word) => {
      const tone = TONES.exec(word)?.[0];
      return tone === undefined ? word : word.replace(tone, '') + tone;
    })
    .join('')
    .normalize('NFC');
}

/** Levenshtein distance, given up (returning `limit + 1`) once it must exceed `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    if (Math.min(...current) > limit) return limit + 1;
    previous = current;
  }
  return previous[b.length] ?? limit + 1;
}

/** Characters that make a spreadsheet take a cell for a formula, also in full width. */
const FORMULA_START = /^'*[=+\-@\t\r＝＋－＠]/;

/** A cell that no spreadsheet will run: an apostrophe goes before whatever could start a formula. */
export function neutralise(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

/**
 * XLSX reads `_x0041_` as the letter A; a text's own underscore is written as `_x005F_`.
 * The writer keeps its strings in a plain object, where "constructor" and "__proto__" are taken already:
 * such a word is written with its first letter escaped, and is read as itself. So is U+FFFD, which the writer would drop.
 */
export function keepEscapes(text: string): string {
  if (text in Object.prototype) return `_x${text.charCodeAt(0).toString(16).padStart(4, '0')}_${text.slice(1)}`;
  return text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_').replaceAll('\ufffd', '_xFFFD_');
}

/** Takes back what `neutralise` added. */
export function restoreText(text: string): string {
  return text.startsWith("'") && FORMULA_START.test(text) ? text.slice(1) : text;
}
