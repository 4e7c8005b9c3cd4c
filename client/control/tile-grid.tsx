import type { PointRow } from '@hub/shared/view/row.ts';
import { matches, searchText } from '@hub/shared/view/search.ts';
import { Mark } from '../ui/mark.tsx';
import { lasted, num } from '../ui/text.ts';
import { whyOf } from '../ui/why.ts';
import type { BoardProps } from './control-props.ts';
import { t } from './text.ts';
import { areaColumns } from './tile-columns.ts';

const COLUMNS = 3;

/** All points by area. A tile keeps its place whatever its state; what does not match a filter steps back. */
export function TileGrid({ view, moment, filter, query, selected, onSelect }: BoardProps) {
  if (view.rows.length === 0) return <p class="empty">{t().emptyRoster}</p>;
  const shown = (row: PointRow): boolean =>
    (filter.size === 0 || filter.has(row.link.state)) && (query === '' || matches(searchText(row), query));
  return (
    <div class="tile-grid">
      {areaColumns(view.rows, COLUMNS).map((areas, i) => (
        <div key={i}>
          {areas.map(({ area, rows }) => (
            <section class="grp" key={area}>
              <AreaHead area={area} rows={rows} />
              <div class="cells">
                {rows.map((row) => (
                  <Tile
                    key={row.id}
                    row={row}
                    now={moment.now}
                    back={!shown(row)}
                    selected={row.id === selected}
                    onOpen={() => onSelect(row.id)}
                  />
                ))}
              </div>
            </section>
          ))}
        </div>
      ))}
    </div>
  );
}

function AreaHead({ area, rows }: { area: string; rows: readonly PointRow[] }) {
  const words = t();
  const up = rows.filter((row) => row.link.state === 'up').length;
  return (
    <h2>
      <b class="clip">{area}</b>
      {up === rows.length ? (
        <span>{words.whole(rows.length)}</span>
      ) : (
        <span>
          <b>{up}</b>
          {words.upOf(rows.length)}
        </span>
      )}
    </h2>
  );
}

interface TileProps {
  readonly row: PointRow;
  readonly now: number;
  /** Outside the filter. */
  readonly back: boolean;
  readonly selected: boolean;
  readonly onOpen: () => void;
}

function Tile({ row, now, back, selected, onOpen }: TileProps) {
  const words = t();
  const { state, since } = row.link;
  const count = row.headcount;
  const well = state === 'up';
  const lastedMs = now - since;
  const label = [row.name, words.state[state], well ? '' : whyOf(row, words)].filter(Boolean).join(', ');
  return (
    <button
      type="button"
      class={['tile', `s-${state}`, back && 'back', selected && 'sel'].filter(Boolean).join(' ')}
      title={label}
      onClick={onOpen}
    >
      <span class="unseen">{label}. </span>
      <span class="tn clip">
        <Narrowed wide={row.shortName} narrow={narrowName(row.shortName)} />
      </span>
      <Mark state={state} size={14} decorative />
      <span class="tf">
        <span>
          <b>{count ? num(count.present) : words.none}</b>
          <span class={well && count ? '' : 'only-wide'}>/{num(count?.summoned ?? row.summoned)}</span>
        </span>
        <span class="ag">
          {state === 'absent' ? (
            words.absentShort
          ) : state === 'left' ? (
            words.leftShort
          ) : !well ? (
            <Narrowed wide={lasted(lastedMs, lastedMs >= LONG_MS)} narrow={lasted(lastedMs, true)} />
          ) : (
            !count && row.summoned > 0 && words.notReportedShort
          )}
        </span>
      </span>
    </button>
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
