import { createRequire } from 'node:module';
import type { CardSheet, PrintedCard } from '@hub/shared/protocol/down.ts';
import type { CardsText } from '@hub/shared/text/cards-vi.ts';
import {
  cuttingLines,
  darkRuns,
  drawCard,
  drawFoot,
  LINE_WIDTH,
  PAGE,
  sheetsOf,
  spotOf,
} from '@hub/shared/view/card-layout.ts';
import type { PlacedText } from '@hub/shared/view/card-layout.ts';
import type { Measure } from '@hub/shared/view/fit-text.ts';
import PDFDocument from 'pdfkit';
import { encode } from 'uqr';

const require = createRequire(import.meta.url);
const FONTS = {
  regular: require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  strong: require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
};
const MM = 72 / 25.4;
const GREY = '#444444';
const CUT = '#8a8a8a';

/** The sheets as a PDF. Takes a millisecond or two a card: for a thread of its own. */
export function drawPdf(sheet: CardSheet, words: CardsText): Promise<Uint8Array> {
  const document = new PDFDocument({
    size: [PAGE.width * MM, PAGE.height * MM],
    margin: 0,
    autoFirstPage: false,
    font: FONTS.regular,
    lang: words.lang,
    displayTitle: true,
    info: { Title: words.document(sheet.title), Creator: '', Producer: '' },
  });
  const chunks: Buffer[] = [];
  const whole = new Promise<Uint8Array>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    document.on('error', reject);
  });

  const measure: Measure = (text, points, strong) =>
    document.font(strong ? FONTS.strong : FONTS.regular, points).widthOfString(text) / MM;

  const sheets = sheetsOf(sheet.cards);
  sheets.forEach((cards, index) => {
    document.addPage();
    document.lineWidth(LINE_WIDTH * MM).dash(1 * MM, { space: 0.8 * MM });
    for (const { x1, y1, x2, y2 } of cuttingLines()) {
      document.moveTo(x1 * MM, y1 * MM).lineTo(x2 * MM, y2 * MM);
    }
    document.stroke(CUT).undash();
    cards.forEach((card, place) => drawOne(card, spotOf(place)));
    const foot = drawFoot(sheet, { sheet: index + 1, sheets: sheets.length }, words, measure);
    for (const text of foot) write(text, { x: 0, y: 0 });
  });
  document.end();
  return whole;

  function drawOne(card: PrintedCard, corner: { readonly x: number; readonly y: number }): void {
    const { texts, rules, qr } = drawCard(card, sheet, words, measure);
    for (const text of texts) write(text, corner);
    for (const { x, y, width } of rules) {
      const height = (corner.y + y) * MM;
      document.moveTo((corner.x + x) * MM, height).lineTo((corner.x + x + width) * MM, height);
    }
    document.lineWidth(LINE_WIDTH * MM).stroke('#000000');
    const { data, size } = encode(card.url, { ecc: 'M', boostEcc: true, border: 0 });
    const square = (qr.side / size) * MM;
    const left = (corner.x + qr.x) * MM;
    const top = (corner.y + qr.y) * MM;
    for (const { x, y, length } of darkRuns(data)) {
      document.rect(left + x * square, top + y * square, length * square, square);
    }
    document.fill('#000000');
  }

  function write(
    { text, x, end, baseline, points, strong, grey }: PlacedText,
    corner: { readonly x: number; readonly y: number },
  ): void {
    const from = end ? x - measure(text, points, strong) : x;
    document
      .font(strong ? FONTS.strong : FONTS.regular, points)
      .fillColor(grey ? GREY : '#000000')
      .text(text, (corner.x + from) * MM, (corner.y + baseline) * MM, { lineBreak: false, baseline: 'alphabetic' });
  }
}
