import { useComputed } from '@preact/signals';
import { attentionOf } from '@hub/shared/view/attention.ts';
import { areaName, listName } from '@hub/shared/view/names.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { BoardView, PointRow } from '@hub/shared/view/row.ts';
import { useMemo, useRef } from 'preact/hooks';
import type { RowSource } from '../state/board-store.ts';
import { isTroubled, type Place } from '../state/places.ts';
import { useFlash } from '../ui/flash.ts';
import { clockTime } from '../ui/format.ts';
import { Mark } from '../ui/mark.tsx';
import { dec, lasted, num, pct } from '../ui/text.ts';
import { lowerFirst, whyShort } from '../ui/why.ts';
import { t } from './text.ts';
import {
  breaksInTwo,
  stillLost,
  troublePages,
  type WallAlarm,
  wallAlarms,
  type WallGroup,
  wallPages,
  type WallPage,
} from './wall-layout.ts';

const BELOW_WELL = ['lost', 'unknown', 'impaired', 'joining', 'absent', 'left'] as const;

export interface WallScreenProps {
  readonly view: BoardView;
  /** The same rows one by one, for tiles that redraw on their own. */
  readonly rows: RowSource;
  /** Hub time, epoch ms. Stops with a stale picture. */
  readonly now: number;
  /** Age of the picture, ms. */
  readonly ageMs: number;
  readonly stale: boolean;
  /** Counts up every 8 s: which of several alarms are shown. */
  readonly alarmTurn: number;
  /** Counts up every 12 s, and by hand: which of several pages is shown. */
  readonly pageTurn: number;
}

/** Letters of a name that fit beside since and cause at the full size, and at the one below it. */
const LONG_NAME = 17;
const LONGEST_NAME = 20;

/** Drawn on a 1920 × 1080 canvas; `wall-fit.ts` scales it whole. */
export function WallScreen({ view, rows, now, ageMs, stale, alarmTurn, pageTurn }: WallScreenProps) {
  const places = rows.places.value;
  const troubled = useTroubled(view);
  const known = useMemo(() => wallPages(places), [places]);
  const first = useMemo(() => troublePages(places, troubled), [places, troubled]);
  const pages = [...first, ...known];
  // Also backwards from the first.
  const at = pages.length > 0 ? ((pageTurn % pages.length) + pages.length) % pages.length : 0;
  const page = pages[at];
  return (
    <main
      class={['wall', stale && 'stale', pages.length > 1 && 'paged'].filter(Boolean).join(' ')}
      aria-label={t().title}
    >
      <h1 class="unseen">{view.session.title}</h1>
      {stale ? (
        <StaleHead view={view} now={now} ageMs={ageMs} />
      ) : (
        <Head view={view} now={now} ageMs={ageMs} turn={alarmTurn} />
      )}
      {pages.length > 1 && (
        <div class="page-line">
          <b>
            {at < first.length ? t().troublePage(at + 1, pages.length) : t().page(at + 1, pages.length)}
            {page?.filled && t().thenAreas}
          </b>
          <span>{t().turnsItself}</span>
        </div>
      )}
      {page && <Grid page={page} rows={rows} />}
    </main>
  );
}

/** The points that need a look, and the one that speaks, in roster order; the same list as long as they are the same points. */
function useTroubled(view: BoardView): readonly Place[] {
  const held = useRef<readonly Place[]>([]);
  const troubled = useMemo(() => view.rows.filter(isTroubled), [view]);
  const same = troubled.length === held.current.length && troubled.every((row, i) => row.id === held.current[i]?.id);
  if (!same) held.current = troubled;
  return held.current;
}

function Head({ view, now, ageMs, turn }: { view: BoardView; now: number; ageMs: number; turn: number }) {
  const { totals, session, hub } = view;
  const words = t();
  const attention = useMemo(() => attentionOf(view, now), [view]);
  const { shown, moreCount } = wallAlarms(attention.items, turn);
  const hasRound = session.round !== null;
  const waiting = hub.nodes?.waiting ?? 0;
  const unvouched = hub.nodes?.unvouched ?? 0;
  const isCutOff = unvouched > 0;
  return (
    <div class="head">
      <section class="figure">
        <div class="label">
          <span class="well-word">
            <Mark state="up" size={26} decorative />
            {words.linksLabel}
          </span>
        </div>
        <div class="value">
          <b>{num(totals.byState.up)}</b>
          <span>/ {num(totals.points)}</span>
          {!session.mediaConfigured && <em class="no-media">{words.noMedia}</em>}
        </div>
      </section>
      <section class="figure">
        <div class="label">
          <span>{words.presentLabel}</span>
          {hasRound && totals.reported > 0 && <b>{pct(totals.present, totals.summoned)}</b>}
        </div>
        <div class="value people">
          <b>{hasRound && totals.reported > 0 ? num(totals.present) : words.none}</b>
          <span>/ {num(totals.summoned)}</span>
        </div>
        <div class="under">
          {hasRound ? (
            <span>
              <b>
                {num(totals.reported)}/{num(totals.covered)}
              </b>{' '}
              {words.reportedPoints}
              {waiting > 0
                ? `, ${words.waits(num(waiting))}`
                : totals.summoned > totals.summonedReported &&
                  `, ${words.peopleUnknown(num(totals.summoned - totals.summonedReported))}`}
            </span>
          ) : (
            <span>{words.noRound}</span>
          )}
        </div>
      </section>
      <section class="alarms" aria-label={words.needLook}>
        {!hub.logOk && (
          <div class="alarm lost">
            <Mark state="lost" size={46} decorative />
            <span class="name">{words.notSaving}</span>
          </div>
        )}
        {isCutOff && (
          <div class="alarm unknown">
            <Mark state="unknown" size={46} decorative />
            <span class="name longest">{words.cutOff}</span>
            <span class="cause">
              <b>{words.unvouchedPoints(num(unvouched))}</b>
              <span>{words.unvouchedWhy}</span>
            </span>
          </div>
        )}
        {shown.slice(0, 3 - (hub.logOk ? 0 : 1) - (isCutOff ? 1 : 0)).map((item) => (
          <Alarm key={itemKey(item)} item={item} now={now} />
        ))}
        {shown.length === 0 && hub.logOk && !isCutOff && <div class="well">{words.allWell}</div>}
      </section>
      <div class="foot">
        <Legend view={view} />
        {moreCount > 0 && <b class="more">{words.moreTroubles(moreCount)}</b>}
        <span class="age">
          <b>{clockTime(now, session.timeZone, true)}</b>, {lowerFirst(updated(ageMs))}
        </span>
      </div>
    </div>
  );
}

/** Letters of the whole line at which it is drawn smaller. */
const LONG_LEGEND = 66;
const LONGEST_LEGEND = 76;

/** What each mark below means, and how many points stand so: a wall has nobody beside it to ask. */
function Legend({ view }: { view: BoardView }) {
  const { byState } = view.totals;
  const parts = BELOW_WELL.filter((state) => byState[state] > 0).map((state) => ({
    state,
    word: t().state[state],
    count: num(byState[state]),
  }));
  // A mark and the space beside it are as wide as three letters.
  const letters = parts.reduce((sum, { word, count }) => sum + word.length + count.length + 4, 0);
  const size = letters > LONGEST_LEGEND ? 'legend longest' : letters > LONG_LEGEND ? 'legend long' : 'legend';
  return (
    <ul class={size}>
      {parts.map(({ state, word, count }) => (
        <li key={state}>
          <Mark state={state} size={28} decorative />
          {word} <b>{count}</b>
        </li>
      ))}
    </ul>
  );
}

function updated(ageMs: number): string {
  return ageMs < 10_000 ? t().updatedNow(dec(ageMs / 1000, 1)) : t().updated(lasted(ageMs));
}

function itemKey(item: WallAlarm): string {
  return item.kind === 'lost-together' ? `${item.by}:${item.name}` : item.row.id;
}

function Alarm({ item, now }: { item: WallAlarm; now: number }) {
  const words = t();
  if (item.kind === 'lost-together') {
    const lost = stillLost(item);
    const areas = new Set(lost.map((row) => row.area));
    const [area = ''] = areas;
    const where = areas.size === 1 ? areaName(area) : item.name;
    return (
      <div class="alarm lost">
        <Mark state="lost" size={46} />
        <span class="name">{words.groupLost(where, lost.length)}</span>
        <span class="cause">
          <b>{lasted(now - item.since)}</b>
          <span>{item.by === 'carrier' ? words.together(item.name) : lowerFirst(words.state.lost)}</span>
        </span>
      </div>
    );
  }
  const { row } = item;
  const why = row.link.state === 'absent' ? words.state.absent : whyShort(row, words);
  const name = listName(row.name);
  return (
    <div class={`alarm ${row.link.state}`}>
      <Mark state={row.link.state} size={46} />
      <span class={name.length > LONGEST_NAME ? 'name longest' : name.length > LONG_NAME ? 'name long' : 'name'}>
        {name}
      </span>
      <span class="cause">
        <b>{lasted(now - row.link.since)}</b>
        <span>{lowerFirst(why)}</span>
      </span>
    </div>
  );
}

function StaleHead({ view, now, ageMs }: { view: BoardView; now: number; ageMs: number }) {
  const words = t();
  const { totals, session } = view;
  const up = num(totals.byState.up);
  const points = num(totals.points);
  return (
    <div class="stale-head" role="alert">
      <b>{words.stale.title}</b>
      <span class="stopped">{words.staleLine(clockTime(now, session.timeZone, true), lasted(ageMs))}</span>
      <span class="then">{words.staleLinks(up, points)}</span>
      {session.round && totals.reported > 0 && (
        <span class="then">
          {words.stalePresent(num(totals.present), num(totals.summoned), num(totals.reported), num(totals.covered))}
        </span>
      )}
      <div class="foot">
        <Legend view={view} />
      </div>
    </div>
  );
}

function Grid({ page, rows }: { page: WallPage; rows: RowSource }) {
  // Cells keep the proportions of the 15 × 7 grid; type follows the smaller of the two ratios.
  const scale = Math.min(15 / page.columns, 7 / page.lineCount);
  const style = {
    '--columns': String(page.columns),
    '--lines': String(page.lineCount),
    '--k': scale.toFixed(3),
  };
  return (
    <div class="grid" style={style}>
      {page.lines.map((groups, line) => (
        <div class="line" key={line}>
          {groups.map((group) => (
            <Strip key={`${group.area}/${group.places[0]?.id}`} group={group} rows={rows} />
          ))}
        </div>
      ))}
    </div>
  );
}

function Strip({ group, rows }: { group: WallGroup; rows: RowSource }) {
  const name = areaName(group.area);
  const parts = name.split(' ');
  const { places, whole } = group;
  const counted = useMemo(
    () => () => whole.filter(({ id }) => rows.row(id).value?.link.state === 'up').length,
    [whole, rows],
  );
  const up = useComputed(counted).value;
  const hurt = up < whole.length;
  return (
    <>
      <div class="area">
        <div class={parts.length > 2 ? 'area-name long' : 'area-name'}>
          {parts.map((part, i) => (
            <span key={i}>{part} </span>
          ))}
        </div>
        <div class={hurt ? 'area-count hurt' : 'area-count'}>
          {hurt ? (
            <>
              <Mark state="up" size={20} decorative />
              <span class="unseen">{t().state.up} </span>
              {up}/{whole.length}
            </>
          ) : (
            t().whole(whole.length)
          )}
        </div>
      </div>
      {places.map(({ id }) => (
        <Tile key={id} id={id} rows={rows} />
      ))}
    </>
  );
}

function Tile({ id, rows }: { id: PointId; rows: RowSource }) {
  const row = rows.row(id).value;
  return row && <RowTile row={row} />;
}

function RowTile({ row }: { row: PointRow }) {
  const flash = useFlash(row);
  const host = row.kind === 'host';
  const present = row.headcount?.present;
  const long = present !== undefined && present > 99 && !host;
  const classes = ['tile', `s-${row.link.state}`, host && 'host', long && 'long', row.onAir && 'air', flash.class]
    .filter(Boolean)
    .join(' ');
  return (
    <div class={classes} title={row.name} onAnimationEnd={flash.onAnimationEnd}>
      <div class={breaksInTwo(row.shortName) && !host ? 'name two' : 'name'}>{row.shortName}</div>
      {row.onAir && <div class="tag">{t().onAir}</div>}
      <div class="people">
        <span class={present === undefined ? 'none' : ''}>{present === undefined ? t().none : num(present)}</span>
        <Mark state={row.link.state} size={row.link.state === 'up' ? 26 : long ? 25 : 30} />
      </div>
    </div>
  );
}
