/** A value that a spreadsheet would run, also behind apostrophes and in full-width characters. */
const FORMULA_START = /^'*[=+\-@\t\r＝＋－＠]/;

/** One line, and never a formula: names and notes come from other people's files. */
function safe(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const line = value.replace(/[\t\r\n]+/g, ' ');
  return FORMULA_START.test(line) ? `'${line}` : line;
}

export type Sheet = readonly (readonly (string | number)[])[];

/** For the clipboard: what a spreadsheet takes apart into cells. */
export function sheetTsv(lines: Sheet): string {
  // An opening quote would swallow the tabs after it.
  const cell = (value: string | number): string => safe(value).replace(/^"/, '”');
  return lines.map((line) => line.map(cell).join('\t')).join('\r\n');
}

/** With a mark of its encoding, because Excel takes a bare file for the local one. */
export function sheetCsv(lines: Sheet): string {
  const cell = (value: string | number): string => {
    const text = safe(value);
    return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\ufeff${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}
