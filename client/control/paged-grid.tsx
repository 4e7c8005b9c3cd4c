import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { RowSource } from '../state/board-store.ts';
import { isTroubled, type Place } from '../state/places.ts';
import { Icon } from '../ui/icon.tsx';
import { CHEVRON_LEFT, CHEVRON_RIGHT } from '../ui/icons.ts';
import { rowFilter, type RowTest } from '../ui/row-filter.ts';
import { num } from '../ui/text.ts';
import { isTyping } from '../ui/typing.ts';
import { gridPages, pageWith, turned, type GridPage } from './grid-pages.ts';
import { t } from './text.ts';
import { AreaColumns } from './tile.tsx';
import type { TileGridProps } from './tile-grid.tsx';

const PAGE_TURN_S = 12;
/** Whoever has just turned a page wants to read it. */
const AFTER_HAND_S = 60;
const STILL = window.matchMedia('(prefers-reduced-motion: reduce)');

/**
 * A roster too long for one page: what needs a look first, then all by area. It turns its pages by itself, but not under
 * the hand of somebody who works on one, and not where motion is unwanted.
 */
export function PagedGrid({ rows, clock, filter, query, selected, onSelect, firstMatch }: TileGridProps) {
  const places = rows.places.value;
  const isShown = useMemo(() => rowFilter(filter, query), [filter, query]);
  const searching = filter.size > 0 || query.trim() !== '';
  const known = useMemo(() => gridPages('all', places, places), [places]);
  // Looked for once a second: pages that change with every row could not be read.
  const second = clock.value;
  const picked = useSame(
    useMemo(() => pick(places, rows, searching ? isShown : isTroubled), [places, rows, searching, isShown, second]),
  );
  const first = useMemo(() => gridPages(searching ? 'found' : 'troubled', picked, places), [searching, picked, places]);
  const pages = useMemo(() => (searching ? first : [...first, ...known]), [searching, first, known]);
  const [wanted, setAt] = useState(0);
  const at = Math.min(wanted, Math.max(0, pages.length - 1));
  const page = pages[at];
  useEffect(() => setAt(0), [searching, isShown]);
  useEffect(() => {
    // Chosen elsewhere: in the rail, by search, in the palette.
    if (selected === null || (page !== undefined && pageWith([page], selected) === 0)) return;
    const found = pageWith(pages, selected);
    if (found >= 0) setAt(found);
  }, [selected]);
  firstMatch.current = () => (searching ? picked[0]?.id : places[0]?.id) ?? null;

  const turn = (by: number): void => setAt((held) => turned(Math.min(held, pages.length - 1), by, pages.length));
  const root = useRef<HTMLDivElement>(null);
  const turns = useTurns(root, { turn, held: selected !== null || searching || pages.length < 2 });
  if (page === undefined) return <p class="empty">{t().nothingFound}</p>;
  return (
    <div class="paged-grid" ref={root}>
      <div class="tile-grid">
        <AreaColumns columns={page.columns} {...{ rows, clock, isShown, selected, onSelect }} />
      </div>
      <PageBar pages={pages} at={at} picked={picked.length} all={places.length} {...turns} />
    </div>
  );
}

interface PageBarProps extends Turns {
  readonly pages: readonly GridPage[];
  readonly at: number;
  /** Points on the pages that come first. */
  readonly picked: number;
  readonly all: number;
}

function PageBar({ pages, at, picked, all, byHand, left, paused, onPause }: PageBarProps) {
  const words = t().board.gridPages;
  const of = pages[at]?.of ?? 'all';
  return (
    <div class="page-bar" role="group" aria-label={words.title}>
      <button type="button" class="iconbtn" aria-label={words.before} title="PgUp" onClick={() => byHand(-1)}>
        <Icon of={CHEVRON_LEFT} />
      </button>
      <b>{words.at(num(at + 1), num(pages.length))}</b>
      <button type="button" class="iconbtn" aria-label={words.after} title="PgDn" onClick={() => byHand(1)}>
        <Icon of={CHEVRON_RIGHT} />
      </button>
      <span>
        {words[of](num(of === 'all' ? all : picked))}
        {pages[at]?.filled && words.thenAreas}
      </span>
      <span class="page-turns">{left === null ? words.rests : words.turnsIn(num(left))}</span>
      <button type="button" class="btn sm" aria-pressed={paused} onClick={onPause}>
        {words.pause}
      </button>
    </div>
  );
}

interface Turns {
  readonly byHand: (by: number) => void;
  /** Seconds until the page turns; null: it rests. */
  readonly left: number | null;
  readonly paused: boolean;
  readonly onPause: () => void;
}

function useTurns(
  root: { readonly current: HTMLElement | null },
  { turn, held }: { readonly turn: (by: number) => void; readonly held: boolean },
): Turns {
  const [paused, setPaused] = useState(STILL.matches);
  const [left, setLeft] = useState(PAGE_TURN_S);
  const byHand = (by: number): void => {
    turn(by);
    setLeft(AFTER_HAND_S);
  };
  const now = useRef({ turn, byHand, resting: false, left });
  now.current = { turn, byHand, resting: held || paused, left };
  useEffect(() => {
    const inHand = (): boolean => root.current?.matches(':hover, :focus-within') === true;
    const timer = setInterval(() => {
      const { resting, left: held, turn: go } = now.current;
      if (resting || inHand()) return;
      if (held > 1) return setLeft(held - 1);
      go(1);
      setLeft(PAGE_TURN_S);
    }, 1_000);
    const onKey = (event: KeyboardEvent): void => {
      const by = event.key === 'PageDown' ? 1 : event.key === 'PageUp' ? -1 : 0;
      const { target } = event;
      if (by === 0 || isTyping(target) || event.ctrlKey || event.altKey || event.metaKey) return;
      if (target instanceof Element && target.closest('.rail, .drawer, .strip') !== null) return;
      event.preventDefault();
      now.current.byHand(by);
    };
    document.addEventListener('keydown', onKey);
    return () => {
      clearInterval(timer);
      document.removeEventListener('keydown', onKey);
    };
  }, []);
  return { byHand, left: held || paused ? null : left, paused, onPause: () => setPaused(!paused) };
}

function pick(places: readonly Place[], rows: RowSource, wanted: RowTest): readonly Place[] {
  return places.filter(({ id }) => {
    const row = rows.now(id);
    return row !== null && wanted(row);
  });
}

/** The list before as long as it holds the same points. */
function useSame(list: readonly Place[]): readonly Place[] {
  const held = useRef(list);
  const same = list.length === held.current.length && list.every((place, i) => place === held.current[i]);
  if (!same) held.current = list;
  return held.current;
}
