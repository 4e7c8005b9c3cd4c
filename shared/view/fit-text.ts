import type { Emphasised } from '../text/cards-vi.ts';

/** How wide a text is at this size, mm. */
export type Measure = (text: string, points: number, strong: boolean) => number;

export interface Fitted {
  readonly lines: readonly string[];
  readonly points: number;
}

/** The largest of these sizes at which the text fits on one line, else several lines at the smallest. */
export function fitted(
  text: string,
  width: number,
  sizes: readonly number[],
  smallest: number,
  strong: boolean,
  measure: Measure,
  linesMax = 2,
): Fitted {
  const points = sizes.find((size) => measure(text, size, strong) <= width);
  if (points !== undefined) return { lines: [text], points };
  const lines = wrapped(strong ? ['', text] : [text], width, smallest, linesMax, measure);
  return { lines: lines.map((pieces) => pieces.map((piece) => piece.text).join('')), points: smallest };
}

export interface Piece {
  readonly text: string;
  readonly strong: boolean;
}

/** Breaks at spaces; what does not fit on the last line, or is one long word, is cut off with an ellipsis. */
export function wrapped(
  pieces: Emphasised,
  width: number,
  points: number,
  linesMax: number,
  measure: Measure,
): Piece[][] {
  const words = pieces.flatMap((text, index) => {
    const strong = index % 2 === 1;
    return (text.match(/\S+\s*|\s+/g) ?? []).map((word): Piece => ({ text: word, strong }));
  });
  const lines: Piece[][] = [[]];
  let used = 0;
  for (const word of words) {
    const bare = measure(word.text.trimEnd(), points, word.strong);
    const line = lines[lines.length - 1] ?? [];
    // A full stop after an emphasised word begins a piece of its own, but no line.
    const breaks = line.length > 0 && used + bare > width && /\s$/.test(line[line.length - 1]?.text ?? '');
    if (breaks && lines.length === linesMax) {
      lines[lines.length - 1] = cutOff([...line, word], width, points, measure);
      return lines;
    }
    if (breaks) {
      lines.push([]);
      used = 0;
    }
    lines[lines.length - 1]?.push(word);
    used += measure(word.text, points, word.strong);
  }
  return lines.map((line) => cutOff(line, width, points, measure));
}

/** Neighbours of one look as one text, which the renderer spaces better than the pieces. */
function joined(line: readonly Piece[]): Piece[] {
  const whole: Piece[] = [];
  for (const piece of line) {
    const last = whole[whole.length - 1];
    if (last && last.strong === piece.strong) whole[whole.length - 1] = { ...last, text: last.text + piece.text };
    else whole.push(piece);
  }
  return whole;
}

function cutOff(line: readonly Piece[], width: number, points: number, measure: Measure): Piece[] {
  const kept: Piece[] = [];
  let used = 0;
  for (const piece of joined(line)) {
    const text = clipped(piece.text, width - used, points, piece.strong, measure);
    kept.push({ ...piece, text });
    if (text.trimEnd() !== piece.text.trimEnd()) break;
    used += measure(piece.text, points, piece.strong);
  }
  return kept;
}

/** The text, or as much of it as fits before an ellipsis. */
export function clipped(text: string, width: number, points: number, strong: boolean, measure: Measure): string {
  if (measure(text.trimEnd(), points, strong) <= width) return text;
  // By grapheme, so that no letter loses its accent.
  const letters = [...new Intl.Segmenter('vi').segment(text)].map(({ segment }) => segment);
  let low = 0;
  let high = letters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const fits = measure(`${letters.slice(0, middle).join('').trimEnd()}…`, points, strong) <= width;
    if (fits) low = middle;
    else high = middle - 1;
  }
  return `${letters.slice(0, low).join('').trimEnd()}…`;
}
