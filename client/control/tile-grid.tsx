import { useComputed, useSignal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals-core';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Place, RowSource } from '../state/board-store.ts';
import { useFlash } from '../ui/flash.ts';
import { Mark } from '../ui/mark.tsx';
import { NearWatch, useNear } from '../ui/near.ts';
import { rowFilter, type RowTest } from '../ui/row-filter.ts';
import { lasted, num } from '../ui/text.ts';
import { whyOf } from '../ui/why.ts';
import type { BoardProps } from './control-props.ts';
import { t } from './text.ts';
import { areaColumns, tileBlocks, TILES_ABREAST, type AreaTiles } from './tile-columns.ts';

const COLUMNS = 3;
/** Up to here all tiles are drawn at once; beyond, only those near the window. */
const ALL_DRAWN_MAX = 300;

type TileGridProps = Pick<BoardProps, 'rows' | 'clock' | 'filter' | 'query' | 'selected' | 'onSelect' | 'firstMatch'>;

/** What every tile is handed. Nothing in it changes with a row or the clock: each tile follows its own row. */
interface Shared {
  readonly rows: RowSource;
  readonly clock: ReadonlySignal<number>;
  readonly isShown: RowTest;
  readonly selected: PointId | null;
  readonly onSelect: (pointId: PointId) => void;
}

/** All points by area. A tile keeps its place whatever its state; what does not match a filter steps back. */
export function TileGrid({ rows, clock, filter, query, selected, onSelect, firstMatch }: TileGridProps) {
  const places = rows.places.value;
  const columns = useMemo(() => areaColumns(places, COLUMNS), [places]);
  const isShown = useMemo(() => rowFilter(filter, query), [filter, query]);
  firstMatch.current = () => {
    const drawn = columns.flat().flatMap((group) => group.places);
    const isMatch = ({ id }: Place): boolean => {
      const row = rows.row(id).peek();
      return row !== null && isShown(row);
    };
    return drawn.find(isMatch)?.id ?? null;
  };
  const scroller = useRef<HTMLDivElement>(null);
  const watch = useSignal<NearWatch | null>(null);
  const isLong = places.length > ALL_DRAWN_MAX;
  useLayoutEffect(() => {
    watch.value = isLong && scroller.current !== null ? new NearWatch(scroller.current) : null;
  }, [isLong]);
  if (places.length === 0) return <p class="empty">{t().emptyRoster}</p>;
  const shared = { rows, clock, isShown, selected, onSelect };
  // Until the watch is there nothing is drawn of a long roster: all of it would be drawn once for nothing.
  const near = isLong ? watch.value : null;
  return (
    <div class="tile-grid" ref={scroller}>
      {(!isLong || near !== null) &&
        columns.map((areas, i) => (
          <div key={i}>
            {areas.map((group) => (
              <section class="grp" key={group.area}>
                <AreaHead group={group} rows={rows} />
                {tileBlocks(group.places).map((block) => (
                  <Cells key={block[0]?.id} places={block} watch={near} {...shared} />
                ))}
              </section>
            ))}
          </div>
        ))}
    </div>
  );
}

function AreaHead({ group, rows }: { readonly group: AreaTiles; readonly rows: RowSource }) {
  const words = t();
  const { area, places } = group;
  const counted = useMemo(
    () => () => places.filter(({ id }) => rows.row(id).value?.link.state === 'up').length,
    [places, rows],
  );
  const up = useComputed(counted).value;
  return (
    <h2>
      <b class="clip">{area}</b>
      {up === places.length ? (
        <span>{words.whole(places.length)}</span>
      ) : (
        <span>
          <b>{up}</b>
          {words.upOf(places.length)}
        </span>
      )}
    </h2>
  );
}

interface CellsProps extends Shared {
  readonly places: readonly Place[];
  readonly watch: NearWatch | null;
}

function Cells({ places, watch, selected, ...shared }: CellsProps) {
  const piece = useRef<HTMLDivElement>(null);
  const { near, height } = useNear(watch, piece);
  if (!near) {
    const lines = Math.ceil(places.length / TILES_ABREAST);
    const guess = `calc(${lines} * var(--tile-pitch) - var(--tile-gap))`;
    return <div class="cells" ref={piece} style={{ height: height === null ? guess : `${height}px` }} />;
  }
  return (
    <div class="cells" ref={piece}>
      {places.map(({ id }) => (
        <Tile key={id} id={id} selected={id === selected} {...shared} />
      ))}
    </div>
  );
}

interface TileProps extends Omit<Shared, 'selected'> {
  readonly id: PointId;
  readonly selected: boolean;
}

function Tile({ id, ...rest }: TileProps) {
  const row = rest.rows.row(id).value;
  return row && <RowTile row={row} {...rest} />;
}

interface RowTileProps extends Omit<TileProps, 'id' | 'rows'> {
  readonly row: PointRow;
}

function RowTile({ row, clock, isShown, selected, onSelect }: RowTileProps) {
  const words = t();
  const flash = useFlash(row);
  const { state, since } = row.link;
  const count = row.headcount;
  const late = row.amended;
  const well = state === 'up';
  // Read only where it is shown: a well tile does not redraw each second.
  const timed = !well && state !== 'absent' && state !== 'left';
  const lastedMs = timed ? clock.value - since : 0;
  const label = [
    row.name,
    row.onAir ? words.floor.tag : '',
    words.state[state],
    well ? '' : whyOf(row, words),
    count?.onBehalf ? words.drawer.onBehalf : '',
    late ? words.amendedTitle(num(late.present)) : '',
  ]
    .filter(Boolean)
    .join(', ');
  return (
    <button
      type="button"
      class={['tile', `s-${state}`, row.onAir && 'air', !isShown(row) && 'back', selected && 'sel', flash.class]
        .filter(Boolean)
        .join(' ')}
      title={label}
      onClick={() => onSelect(row.id)}
      onAnimationEnd={flash.onAnimationEnd}
    >
      <span class="unseen">{label}. </span>
      <span class="tn clip">
        <Narrowed wide={row.shortName} narrow={narrowName(row.shortName)} />
      </span>
      <Mark state={state} size={14} decorative />
      <span class="tf">
        <span>
          <b>{count ? num(count.present) : words.none}</b>
          {late
            ? !well && <span class="late only-wide"> {words.amendedTiny(num(late.present))}</span>
            : !row.onAir && wholeOf(row, well)}
        </span>
        <span class="ag">
          {row.onAir ? (
            <Narrowed wide={words.floor.tag} narrow={words.floor.tagShort} />
          ) : state === 'absent' || state === 'left' ? (
            // The mark and the faint tile say the state too; the amendment is said nowhere else on a narrow tile.
            <Narrowed
              wide={state === 'absent' ? words.absentShort : words.leftShort}
              narrow={
                late ? words.amendedTiny(num(late.present)) : state === 'absent' ? words.absentShort : words.leftShort
              }
            />
          ) : !well ? (
            <Narrowed wide={lasted(lastedMs, lastedMs >= LONG_MS)} narrow={lasted(lastedMs, true)} />
          ) : late ? (
            <Narrowed
              wide={late.present < 100 ? words.amendedShort(num(late.present)) : words.amendedTiny(num(late.present))}
              narrow={words.amendedTiny(num(late.present))}
            />
          ) : (
            !count && row.roundSummoned !== null && row.roundSummoned > 0 && words.notReportedShort
          )}
        </span>
      </span>
    </button>
  );
}

/** A narrow tile has room for the whole only beside a figure that stands alone. */
function wholeOf({ headcount, roundSummoned, summoned }: PointRow, well: boolean) {
  return (
    <span class={well && headcount ? '' : 'only-wide'}>/{num(headcount?.summoned ?? roundSummoned ?? summoned)}</span>
  );
}

/** Beyond this the words do not fit a tile of any screen. */
const LONG_MS = 3_600_000;
const NARROW_NAME_MAX = 8;

/** "Khối UBND" as "K. UBND" where a tile is narrow. */
function narrowName(shortName: string): string {
  if (shortName.length <= NARROW_NAME_MAX) return shortName;
  return shortName.replace(/^(\S)\S+ /, '$1. ');
}

/** One of two wordings, chosen by the style sheet. */
function Narrowed({ wide, narrow }: { readonly wide: string; readonly narrow: string }) {
  if (wide === narrow) return <>{wide}</>;
  return (
    <>
      <span class="only-wide">{wide}</span>
      <span class="only-narrow">{narrow}</span>
    </>
  );
}
