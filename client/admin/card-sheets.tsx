import './card-sheets.css';
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
  type PlacedText,
} from '@hub/shared/view/card-layout.ts';
import type { Measure } from '@hub/shared/view/fit-text.ts';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { encode } from 'uqr';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { PRINTER } from '../ui/icons.ts';
import { num } from '../ui/text.ts';
import { t } from './text.ts';

const FONT = 'Inter Variable';
const WEIGHT = { plain: 400, strong: 600 } as const;
const MM_PER_POINT = 25.4 / 72;

interface Ready {
  readonly words: CardsText;
  readonly measure: Measure;
}

interface CardSheetsProps {
  readonly sheet: CardSheet;
  readonly onLeave: () => void;
}

/** The cards on paper, and nothing else. They are in this page's memory alone: leaving it forgets them. */
export function CardSheets({ sheet, onLeave }: CardSheetsProps) {
  const words = t().cards;
  const [leaving, setLeaving] = useState(false);
  const [ready, setReady] = useState<Ready | null>(null);
  const sheets = useMemo(() => sheetsOf(sheet.cards), [sheet]);

  useEffect(() => {
    void prepare(sheet, t().locale === 'vi-VN').then(setReady);
  }, [sheet]);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);

  return (
    <div class="card-sheets">
      <header class="card-bar">
        <h1>{words.sheets(num(sheets.length), num(sheet.cards.length))}</h1>
        <span class="dim">{words.sheetsHint}</span>
        <button type="button" class="btn" onClick={() => setLeaving(true)}>
          {words.leave}
        </button>
        <button type="button" class="btn primary" disabled={ready === null} onClick={() => window.print()}>
          <Icon of={PRINTER} size={14} />
          {words.printNow}
        </button>
      </header>
      <main>
        {ready === null ? (
          <p class="empty">{words.working}</p>
        ) : (
          sheets.map((cards, index) => (
            <Sheet
              key={index}
              sheet={sheet}
              cards={cards}
              place={{ sheet: index + 1, sheets: sheets.length }}
              ready={ready}
            />
          ))
        )}
      </main>
      {leaving && (
        <ConfirmDialog
          title={words.leaveTitle}
          body={words.leaveBody}
          confirm={words.leaveYes}
          cancel={t().cancel}
          onConfirm={onLeave}
          onClose={() => setLeaving(false)}
        />
      )}
    </div>
  );
}

interface SheetProps {
  readonly sheet: CardSheet;
  readonly cards: readonly PrintedCard[];
  readonly place: { readonly sheet: number; readonly sheets: number };
  readonly ready: Ready;
}

function Sheet({ sheet, cards, place, ready: { words, measure } }: SheetProps) {
  return (
    <svg class="card-sheet" viewBox={`0 0 ${PAGE.width} ${PAGE.height}`}>
      <g class="cut" stroke-width={LINE_WIDTH}>
        {cuttingLines().map((line, index) => (
          <line key={index} {...line} />
        ))}
      </g>
      {cards.map((card, index) => {
        const { x, y } = spotOf(index);
        const { texts, rules, qr } = drawCard(card, sheet, words, measure);
        const { size, path } = qrPath(card.url);
        return (
          <g key={card.pointId} transform={`translate(${x} ${y})`}>
            {texts.map(placed)}
            {rules.map((rule, at) => (
              <line
                key={at}
                class="rule"
                stroke-width={LINE_WIDTH}
                x1={rule.x}
                y1={rule.y}
                x2={rule.x + rule.width}
                y2={rule.y}
              />
            ))}
            <path
              shape-rendering="crispEdges"
              transform={`translate(${qr.x} ${qr.y}) scale(${qr.side / size})`}
              d={path}
            />
          </g>
        );
      })}
      {drawFoot(sheet, place, words, measure).map(placed)}
    </svg>
  );
}

function placed({ text, x, end, baseline, points, strong, grey }: PlacedText, key: number) {
  return (
    <text
      key={key}
      class={grey ? 'grey' : ''}
      x={x}
      text-anchor={end ? 'end' : 'start'}
      y={baseline}
      font-size={points * MM_PER_POINT}
      font-weight={strong ? WEIGHT.strong : WEIGHT.plain}
    >
      {text}
    </text>
  );
}

function qrPath(url: string): { readonly size: number; readonly path: string } {
  const { data, size } = encode(url, { ecc: 'M', boostEcc: true, border: 0 });
  const path = darkRuns(data)
    .map(({ x, y, length }) => `M${x} ${y}h${length}v1h-${length}z`)
    .join('');
  return { size, path };
}

/** Words of the page's language, and the printed typeface, which must be there before anything is measured by it. */
async function prepare(sheet: CardSheet, vietnamese: boolean): Promise<Ready> {
  const words: CardsText = vietnamese
    ? (await import('@hub/shared/text/cards-vi.ts')).cardsVi
    : (await import('@hub/shared/text/cards-en.ts')).cardsEn;
  const letters = `Ếẵ ${sheet.title} ${sheet.cards.map(({ name, area }) => `${name} ${area}`).join(' ')}`;
  const styles = [WEIGHT.plain, WEIGHT.strong].map((weight) => `${weight} 20px "${FONT}"`);
  // Without the typeface the cards are measured and printed in the next best.
  await Promise.allSettled(styles.map((style) => document.fonts.load(style, letters)));
  const brush = document.createElement('canvas').getContext('2d');
  if (brush === null) throw new Error('this browser measures no text');
  const measure: Measure = (text, points, strong) => {
    brush.font = `${strong ? WEIGHT.strong : WEIGHT.plain} 100px "${FONT}", sans-serif`;
    return (brush.measureText(text).width / 100) * points * MM_PER_POINT;
  };
  return { words, measure };
}
