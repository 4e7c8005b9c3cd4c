import { useComputed } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals-core';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { useMemo } from 'preact/hooks';
import type { RowSource } from '../state/board-store.ts';
import { useFlash } from '../ui/flash.ts';
import { Mark } from '../ui/mark.tsx';
import type { RowTest } from '../ui/row-filter.ts';
import { age } from '../ui/standing.ts';
import { num } from '../ui/text.ts';
import { whyOf } from '../ui/why.ts';
import { t } from './text.ts';
import type { AreaTiles } from './tile-columns.ts';

/** What every tile is handed. Nothing in it changes with a row or the clock: each tile follows its own row. */
export interface TileShared {
  readonly rows: RowSource;
  readonly clock: ReadonlySignal<number>;
  readonly isShown: RowTest;
  readonly selected: PointId | null;
  readonly onSelect: (pointId: PointId) => void;
}

/** The areas of a grid side by side, each with its tiles. */
export function AreaColumns({
  columns,
  ...shared
}: { readonly columns: readonly (readonly AreaTiles[])[] } & TileShared) {
  const { selected, ...rest } = shared;
  return (
    <>
      {columns.map((areas, i) => (
        <div key={i}>
          {areas.map((group) => (
            <section class="grp" key={group.area}>
              <AreaHead group={group} rows={shared.rows} />
              <div class="cells">
                {group.places.map(({ id }) => (
                  <Tile key={id} id={id} selected={id === selected} {...rest} />
                ))}
              </div>
            </section>
          ))}
        </div>
      ))}
    </>
  );
}

function AreaHead({ group, rows }: { readonly group: AreaTiles; readonly rows: RowSource }) {
  const words = t();
  const { area, whole } = group;
  const counted = useMemo(
    () => () => whole.filter(({ id }) => rows.row(id).value?.link.state === 'up').length,
    [whole, rows],
  );
  const up = useComputed(counted).value;
  return (
    <h2>
      <b class="clip">{area}</b>
      {up === whole.length ? (
        <span>{words.whole(whole.length)}</span>
      ) : (
        <span>
          <b>{up}</b>
          {words.upOf(whole.length)}
        </span>
      )}
    </h2>
  );
}

interface TileProps extends Omit<TileShared, 'selected'> {
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
  const beside = besideOf(row);
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
    beside?.title ?? '',
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
          {beside ? !well && <span class="late only-wide"> {beside.tiny}</span> : !row.onAir && wholeOf(row, well)}
        </span>
        <span class="ag">
          {row.onAir ? (
            <Narrowed wide={words.floor.tag} narrow={words.floor.tagShort} />
          ) : state === 'absent' || state === 'left' ? (
            // The mark and the faint tile say the state too; the amendment is said nowhere else on a narrow tile.
            <Narrowed
              wide={state === 'absent' ? words.absentShort : words.leftShort}
              narrow={beside?.tiny ?? (state === 'absent' ? words.absentShort : words.leftShort)}
            />
          ) : !well ? (
            <Narrowed
              wide={age(clock.value, since, words, lastedMs >= LONG_MS)}
              narrow={age(clock.value, since, words, true)}
            />
          ) : beside ? (
            <Narrowed wide={beside.wide} narrow={beside.tiny} />
          ) : (
            !count && row.roundSummoned !== null && row.roundSummoned > 0 && words.notReportedShort
          )}
        </span>
      </span>
    </button>
  );
}

/** What was reported besides the figure that counts: not decided yet (D4), else after the freeze (H7). */
function besideOf({ undecided, amended }: PointRow) {
  const words = t();
  if (undecided) {
    const present = num(undecided.present);
    return {
      title: words.undecidedTitle(present),
      wide: words.undecidedShort(present),
      tiny: words.undecidedShort(present),
    };
  }
  if (!amended) return null;
  const present = num(amended.present);
  const tiny = words.amendedTiny(present);
  return {
    title: words.amendedTitle(present),
    wide: amended.present < 100 ? words.amendedShort(present) : tiny,
    tiny,
  };
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
