import type { CardSheet, PrintedCard } from '../protocol/down.ts';
import type { CardsText } from '../text/cards-vi.ts';
import { clipped, fitted, wrapped } from './fit-text.ts';
import type { Measure, Piece } from './fit-text.ts';
import { calendarDay, clockTime } from './session-time.ts';

/**
 * The A4 sheet of access cards, drawn once for the printer's page and the PDF alike. All lengths are millimetres from the
 * top left corner, sizes of type are points.
 */
export const PAGE = { width: 210, height: 297 } as const;
export const CARD = { width: 95, height: 69 } as const;
export const COLUMNS = 2;
export const ROWS = 4;
export const CARDS_PER_SHEET = COLUMNS * ROWS;
/** Where the first card begins: 8 mm and more on each side is what office printers can reach. */
export const ORIGIN = { x: 10, y: 9 } as const;
/** Width of cutting lines and rules. */
export const LINE_WIDTH = 0.25;
const MM_PER_POINT = 25.4 / 72;
const PAD = 5;
const INNER = CARD.width - 2 * PAD;
/** Blank around a QR code, without which cameras do not find it: four of its squares, of which the coarsest code of a card has 29 a side. */
const QUIET = 3.9;
const QR_MAX = 28;

export interface PlacedText {
  readonly text: string;
  /** Where it begins, or with `end` where it ends. */
  readonly x: number;
  readonly end: boolean;
  readonly baseline: number;
  readonly points: number;
  readonly strong: boolean;
  readonly grey: boolean;
}

export interface PlacedRule {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface CardDrawing {
  readonly texts: readonly PlacedText[];
  readonly rules: readonly PlacedRule[];
  /** The square the QR code fills, its quiet zone outside. */
  readonly qr: { readonly x: number; readonly y: number; readonly side: number };
}

/** Cards in groups of a sheet each. */
export function sheetsOf<T>(cards: readonly T[]): (readonly T[])[] {
  return Array.from({ length: Math.ceil(cards.length / CARDS_PER_SHEET) }, (_, sheet) =>
    cards.slice(sheet * CARDS_PER_SHEET, (sheet + 1) * CARDS_PER_SHEET),
  );
}

/** Top left corner of the card at this place of its sheet: left to right, then down. */
export function spotOf(place: number): { readonly x: number; readonly y: number } {
  return {
    x: ORIGIN.x + (place % COLUMNS) * CARD.width,
    y: ORIGIN.y + Math.floor(place / COLUMNS) * CARD.height,
  };
}

/** A code in two groups, as it is read out and typed: "BCDFG HJKLM". */
export function groupedCode(code: string): string {
  const half = Math.ceil(code.length / 2);
  return `${code.slice(0, half)} ${code.slice(half)}`;
}

/** Runs of dark squares, row by row: fewer and larger shapes than single squares, and no hairlines between them. */
export function darkRuns(
  squares: readonly (readonly boolean[])[],
): { readonly x: number; readonly y: number; readonly length: number }[] {
  return squares.flatMap((row, y) => {
    const runs: { x: number; y: number; length: number }[] = [];
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const last = runs[runs.length - 1];
      if (last && last.x + last.length === x) last.length += 1;
      else runs.push({ x, y, length: 1 });
    }
    return runs;
  });
}

type Style = Pick<PlacedText, 'points' | 'strong' | 'grey'>;

const style = (points: number, strong = false, grey = false): Style => ({ points, strong, grey });

/** One card, from its own corner. Long names and titles get smaller, then a second line, then are cut off. */
export function drawCard(
  card: PrintedCard,
  sheet: Omit<CardSheet, 'cards'>,
  words: CardsText,
  measure: Measure,
): CardDrawing {
  const texts: PlacedText[] = [];
  const put = (text: string, x: number, baseline: number, as: Style): void => {
    if (text !== '') texts.push({ text, x, end: false, baseline, ...as });
  };
  const putEnd = (text: string, baseline: number, as: Style): number => {
    if (text !== '') texts.push({ text, x: CARD.width - PAD, end: true, baseline, ...as });
    return measure(text, as.points, as.strong);
  };
  let y = 3.2;
  const nextLine = (points: number, leading = 1.4): number => {
    const top = y;
    y += points * leading * MM_PER_POINT;
    return top + points * (leading / 2 + 0.36) * MM_PER_POINT;
  };

  const name = fitted(card.name, INNER, [12, 11, 10], 9.5, true, measure);
  for (const text of name.lines)
    put(text, PAD, nextLine(name.points, name.lines.length > 1 ? 1.3 : 1.4), style(name.points, true));

  const place = nextLine(8.6);
  const idWidth = putEnd(words.summoned(card.pointId, card.summoned), place, style(8.6, false, true));
  put(clipped(card.area, INNER - idWidth - 3, 8.6, false, measure), PAD, place, style(8.6, false, true));

  const { plannedAt, timeZone } = sheet;
  const begins =
    plannedAt === null ? '' : words.begins(clockTime(plannedAt, timeZone), calendarDay(plannedAt, timeZone));
  const dateWidth = begins === '' ? 0 : measure(begins, 8.6, true) + 4;
  const title = fitted(sheet.title, INNER - dateWidth, [8.6, 8], 7.4, true, measure);
  title.lines.forEach((text, index) => {
    const baseline = nextLine(title.points, title.lines.length > 1 ? 1.3 : 1.4);
    put(text, PAD, baseline, style(title.points, true));
    if (index === 0) putEnd(begins, baseline, style(8.6, true));
  });
  y += 0.9;
  const rules: PlacedRule[] = [{ x: PAD, y, width: INNER }];

  const footBaseline = CARD.height - 3.6;
  const footRule = CARD.height - 8;
  rules.push({ x: PAD, y: footRule, width: INNER });
  const until = putEnd(words.validUntil(calendarDay(sheet.expiresAt, timeZone)), footBaseline, style(8));
  const [lead = '', phone = ''] = sheet.hotline === '' ? [words.noHotline] : words.hotline(sheet.hotline);
  const leadWidth = measure(lead, 8, false);
  const room = INNER - until - 3;
  // A telephone number is never cut: it gets smaller, and then stands alone.
  const points = [10, 9, 8, 7].find((size) => leadWidth + measure(phone, size, true) <= room);
  if (points === undefined) {
    const alone = fitted(phone === '' ? lead : phone, room, [10, 9, 8, 7, 6], 5, true, measure, 1);
    put(alone.lines[0] ?? '', PAD, footBaseline, style(alone.points, true));
  } else {
    put(lead, PAD, footBaseline, style(8));
    put(phone, PAD + leadWidth, footBaseline, style(points, true));
  }

  const codeBaseline = footRule - 2;
  const codeWidth = putEnd(groupedCode(card.code), codeBaseline, style(14.5, true));
  const beside = INNER - codeWidth - 4;
  const address = fitted(sheet.address, beside, [9.6, 8.6, 7.6, 6.6, 5.6], 5, true, measure, 1);
  put(address.lines[0] ?? '', PAD, codeBaseline, style(address.points, true));

  const top = y + QUIET;
  const side = Math.min(QR_MAX, codeBaseline - 4 - QUIET - top);
  const qr = { x: CARD.width - PAD - side, y: top, side };

  const stepWidth = qr.x - QUIET - PAD - 5;
  put(clipped(words.noScan, stepWidth + 5, 8.4, false, measure), PAD, codeBaseline - 5, style(8.4));
  y += 1.2;
  words.steps.forEach((step, index) => {
    put(String(index + 1), PAD, nextBaseline(), style(8.6, true));
    for (const line of wrapped(step, stepWidth, 8.6, 3, measure)) putPieces(line, nextLine(8.6, 1.34));
    y += 0.6;
  });
  return { texts, rules, qr };

  function nextBaseline(): number {
    return y + 8.6 * (1.34 / 2 + 0.36) * MM_PER_POINT;
  }

  function putPieces(line: readonly Piece[], baseline: number): void {
    let x = PAD + 5;
    for (const { text, strong } of line) {
      put(text, x, baseline, style(8.6, strong));
      x += measure(text, 8.6, strong);
    }
  }
}

/** What stands below the cards of a sheet, from the page's corner. */
export function drawFoot(
  sheet: Omit<CardSheet, 'cards'>,
  place: { readonly sheet: number; readonly sheets: number },
  words: CardsText,
  measure: Measure,
): readonly PlacedText[] {
  const as = style(7.6, false, true);
  const baseline = ORIGIN.y + ROWS * CARD.height + 4.4;
  const right = ORIGIN.x + COLUMNS * CARD.width;
  const number = words.sheet(place.sheet, place.sheets, calendarDay(sheet.printedAt, sheet.timeZone));
  const numberWidth = measure(number, as.points, as.strong);
  const room = COLUMNS * CARD.width - numberWidth - 6;
  return [
    {
      text: clipped(words.foot(sheet.title), room, as.points, as.strong, measure),
      x: ORIGIN.x,
      end: false,
      baseline,
      ...as,
    },
    { text: number, x: right, end: true, baseline, ...as },
  ];
}

/** Where to cut: every edge of every card. */
export function cuttingLines(): {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}[] {
  const right = ORIGIN.x + COLUMNS * CARD.width;
  const bottom = ORIGIN.y + ROWS * CARD.height;
  const across = Array.from({ length: ROWS + 1 }, (_, row) => {
    const y = ORIGIN.y + row * CARD.height;
    return { x1: ORIGIN.x, y1: y, x2: right, y2: y };
  });
  const down = Array.from({ length: COLUMNS + 1 }, (_, column) => {
    const x = ORIGIN.x + column * CARD.width;
    return { x1: x, y1: ORIGIN.y, x2: x, y2: bottom };
  });
  return [...across, ...down];
}
