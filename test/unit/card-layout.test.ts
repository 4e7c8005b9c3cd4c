import { parsePointId } from '@hub/shared/model/ids.ts';
import type { CardSheet, PrintedCard } from '@hub/shared/protocol/down.ts';
import { cardsEn } from '@hub/shared/text/cards-en.ts';
import { cardsVi } from '@hub/shared/text/cards-vi.ts';
import {
  CARD,
  CARDS_PER_SHEET,
  cuttingLines,
  darkRuns,
  drawCard,
  drawFoot,
  groupedCode,
  PAGE,
  sheetsOf,
  spotOf,
} from '@hub/shared/view/card-layout.ts';
import type { Measure } from '@hub/shared/view/fit-text.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

/** As wide as Inter at its widest: what fits by this fits on paper. */
const measure: Measure = (text, points, strong) => [...text].length * points * 0.3528 * (strong ? 0.62 : 0.58);

const dc01 = parsePointId('DC01');
if (dc01 === undefined) throw new Error('DC01 is a point id');

const card = (over: Partial<PrintedCard> = {}): PrintedCard => ({
  pointId: dc01,
  name: 'Nhà văn hóa khu phố 1',
  area: 'Phường Bến Tây',
  summoned: 39,
  url: 'https://diemcau.example/p#AbCdEfGhIjKlMnOpQrStUv',
  code: 'MHS29CZMW4',
  ...over,
});

const sheet = (over: Partial<CardSheet> = {}): CardSheet => ({
  title: 'Hội nghị trực tuyến',
  hotline: '0900000001',
  timeZone: 'Asia/Ho_Chi_Minh',
  // 11/9/2022 07:30 and the end of that day, in Vietnam.
  plannedAt: Date.UTC(2022, 8, 11, 0, 30),
  address: 'diemcau.example',
  printedAt: Date.UTC(2022, 8, 10, 3),
  expiresAt: Date.UTC(2022, 8, 11, 16, 59, 59),
  cards: [],
  ...over,
});

test('[A15] eight cards on a sheet: 89 take 12, the last with one', () => {
  const sheets = sheetsOf(Array.from({ length: 89 }, (_, at) => at));
  assert.is(CARDS_PER_SHEET, 8);
  assert.equal(
    sheets.map(({ length }) => length),
    [8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 1],
  );
  assert.equal(
    sheets.flat(),
    Array.from({ length: 89 }, (_, at) => at),
  );
  assert.equal(sheetsOf([]), []);
});

test('[A15] cards stand on the page without touching, within what a printer reaches', () => {
  for (let place = 0; place < CARDS_PER_SHEET; place++) {
    const { x, y } = spotOf(place);
    assert.ok(x >= 8 && x + CARD.width <= PAGE.width - 8, String(place));
    assert.ok(y >= 8 && y + CARD.height <= PAGE.height - 8, String(place));
  }
  assert.is(new Set(Array.from({ length: 8 }, (_, place) => JSON.stringify(spotOf(place)))).size, 8);
  assert.is(cuttingLines().length, 8);
});

test('[A15] a card says all it must, in both languages', () => {
  for (const words of [cardsVi, cardsEn]) {
    const { texts } = drawCard(card(), sheet(), words, measure);
    const said = texts.map(({ text }) => text).join(' ');
    for (const needed of [
      'Nhà văn hóa khu phố 1',
      'Phường Bến Tây',
      'DC01',
      '39',
      'Hội nghị trực tuyến',
      '07:30, 11/9/2022',
    ]) {
      assert.ok(said.includes(needed), `${needed}: ${said}`);
    }
    for (const needed of ['diemcau.example', 'MHS29 CZMW4', '0900 000 001', '11/9/2022', '1', '2', '3']) {
      assert.ok(said.includes(needed), `${needed}: ${said}`);
    }
    const foot = drawFoot(sheet(), { sheet: 2, sheets: 12 }, words, measure).map(({ text }) => text);
    assert.match(foot.join(' '), '2/12');
    assert.match(foot.join(' '), '10/9/2022');
  }
  const none = drawCard(card(), sheet({ hotline: '', plannedAt: null }), cardsVi, measure).texts.map(
    ({ text }) => text,
  );
  assert.ok(none.includes(cardsVi.noHotline));
});

const LONG =
  'Hội nghị trực tuyến toàn quốc nghiên cứu, học tập, quán triệt và triển khai thực hiện Nghị quyết số 79-NQ/TW '.repeat(
    2,
  );

for (const [what, drawn] of [
  ['short', drawCard(card(), sheet(), cardsVi, measure)],
  ['long', drawCard(card({ name: LONG, area: LONG }), sheet({ title: LONG }), cardsVi, measure)],
  ['one word', drawCard(card({ name: 'Ệ'.repeat(200) }), sheet({ title: 'W'.repeat(200) }), cardsVi, measure)],
  [
    'long address',
    drawCard(card(), sheet({ address: 'diemcau.thixa-anbinh.binhduong.gov.vn:8443' }), cardsEn, measure),
  ],
] as const) {
  test(`[A15] nothing leaves its card or meets the QR code: ${what}`, () => {
    const { texts, qr, rules } = drawn;
    assert.ok(qr.side >= 22, `the QR code is ${qr.side} mm`);
    assert.ok(qr.x + qr.side <= CARD.width && qr.y + qr.side <= CARD.height);
    const quiet = (qr.side / 29) * 4;
    for (const { text, x, end, baseline, points, strong } of texts) {
      const width = measure(text.trimEnd(), points, strong);
      const left = end ? x - width : x;
      const top = baseline - points * 0.3528 * 0.75;
      assert.ok(left >= 4.9 && left + width <= CARD.width - 4.9, `${text} is cut at the side`);
      assert.ok(top >= 2 && baseline <= CARD.height - 2, `${text} is cut above or below`);
      const beside = left + width <= qr.x - quiet || top >= qr.y + qr.side + quiet || baseline <= qr.y - quiet;
      assert.ok(beside, `${text} stands in the quiet zone`);
    }
    for (const { y } of rules) assert.ok(y <= qr.y - quiet || y >= qr.y + qr.side + quiet);
  });
}

test('[A15] a cut text ends with an ellipsis and loses no accent', () => {
  const { texts } = drawCard(card({ area: 'Ếẵ'.normalize('NFD').repeat(90) }), sheet(), cardsVi, measure);
  const cut = texts.find(({ text }) => text.endsWith('…'))?.text ?? '';
  assert.ok(['Ế', 'ẵ'].includes([...cut.normalize('NFC').slice(0, -1)].at(-1) ?? ''), cut);
});

test('a code is read in two groups, and dark squares are joined along a row', () => {
  assert.is(groupedCode('MHS29CZMW4'), 'MHS29 CZMW4');
  assert.equal(
    darkRuns([
      [true, true, false],
      [false, true, true],
    ]),
    [
      { x: 0, y: 0, length: 2 },
      { x: 1, y: 1, length: 2 },
    ],
  );
});

test.run();
