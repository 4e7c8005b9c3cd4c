import { areaName, listName } from '@hub/shared/view/names.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import type { ReadonlySignal } from '@preact/signals-core';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { RowSource } from '../state/board-store.ts';
import { useFlash } from '../ui/flash.ts';
import { clockTime } from '../ui/format.ts';
import { KeptOrder } from '../ui/kept-order.ts';
import { Mark } from '../ui/mark.tsx';
import { nextOrder, placeAfter, rowCompare } from '../ui/table-order.ts';
import { age } from '../ui/standing.ts';
import { num } from '../ui/text.ts';
import { PadRow } from '../ui/pad-row.tsx';
import { useVirtualRows } from '../ui/virtual.ts';
import { whyOf } from '../ui/why.ts';
import { remScale, rems } from '../ui/rem.ts';
import type { BoardProps } from './control-props.ts';
import { attendingWords } from '../staff/charge.tsx';
import { tableTest } from './table/choice.ts';
import { cellText, minWidthOf, RIGHT_ALIGNED, shownColumns, widthOf, type ColumnKey } from './table/columns.ts';
import { TableBar } from './table/table-bar.tsx';
import type { TableState } from './table/table-state.ts';
import { t } from './text.ts';

const ROW_HEIGHT = 30;
/** Where the style sheet changes too. */
const WIDE_SCREEN = window.matchMedia('(min-width: 93.8125em)');

type PointTableProps = Pick<
  BoardProps,
  'view' | 'rows' | 'clock' | 'filter' | 'query' | 'selected' | 'onSelect' | 'firstMatch'
> & { readonly ownDeviceId: string | null; readonly table: TableState };

/** The same points as rows. Only the rows in sight are drawn. Arrow keys move the selection once a row has focus. */
export function PointTable(props: PointTableProps) {
  const { view, rows: source, clock, filter, query, selected, onSelect, firstMatch, ownDeviceId, table } = props;
  const words = t();
  const order = table.order.value;
  const narrowed = table.filter.value;
  const isWide = useWide();
  const columns = useMemo(() => shownColumns(table.columns.value, isWide), [table.columns.value, isWide]);
  const scroller = useRef<HTMLDivElement>(null);
  const [kept] = useState(() => new KeptOrder());
  const wanted = useMemo(() => tableTest(filter, query, narrowed), [filter, query, narrowed]);
  const compare = useMemo(() => rowCompare(order), [order]);
  // Nothing to look for when only the selection moves: the rows are those of the view, and it is the same.
  const rows = useMemo(() => kept.update(view.rows, wanted, compare), [view, wanted, compare]);
  firstMatch.current = () => rows[0]?.id ?? null;
  const drawn = useVirtualRows(rows.length, ROW_HEIGHT, scroller);
  const at = rows.findIndex((row) => row.id === selected);
  const chosen = useRef(selected);
  useEffect(() => {
    // Follow a selection made elsewhere (search, rail), but not every reordering of the rows.
    if (chosen.current !== selected && at >= 0) drawn.scrollTo(at);
    chosen.current = selected;
  }, [selected]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / (ROW_HEIGHT * remScale())) - 2);
    const to = placeAfter(event.key, at, rows.length, page);
    const next = to === null ? undefined : rows[to];
    if (!next) return;
    event.preventDefault();
    onSelect(next.id);
  };

  return (
    <div class="point-look">
      <TableBar
        view={view}
        rows={rows}
        now={clock.value}
        filter={narrowed}
        onFilter={table.narrow}
        columns={columns}
        onColumns={table.chooseColumns}
      />
      <div class="point-table" ref={scroller} tabIndex={0} aria-label={words.table} role="region" onKeyDown={onKeyDown}>
        <table aria-rowcount={rows.length + 1} style={{ minWidth: rems(minWidthOf(columns, isWide)) }}>
          <colgroup>
            {columns.map((key) => (
              <col key={key} style={widthStyle(key, isWide)} />
            ))}
          </colgroup>
          <thead>
            <tr>
              {columns.map((key) => (
                <th
                  key={key}
                  scope="col"
                  class={RIGHT_ALIGNED.has(key) ? 'r' : ''}
                  aria-sort={key !== order.key ? undefined : order.reversed ? 'descending' : 'ascending'}
                >
                  <button type="button" onClick={() => (table.order.value = nextOrder(order, key))}>
                    {words.columns[key]}
                    {key === order.key && <span aria-hidden="true">{order.reversed ? ' ↑' : ' ↓'}</span>}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <PadRow height={drawn.before} />
            {drawn.items.map(({ index }) => {
              const row = rows[index];
              return (
                row && (
                  <Row
                    key={row.id}
                    id={row.id}
                    rows={source}
                    columns={columns}
                    timeZone={view.session.timeZone}
                    clock={clock}
                    position={index + 2}
                    ownDeviceId={ownDeviceId}
                    selected={row.id === selected}
                    onSelect={onSelect}
                  />
                )
              );
            })}
            <PadRow height={drawn.after} />
          </tbody>
        </table>
        {rows.length === 0 && <p class="empty">{view.rows.length === 0 ? words.emptyRoster : words.nothingFound}</p>}
      </div>
    </div>
  );
}

function widthStyle(key: ColumnKey, isWide: boolean): { readonly width?: string } {
  const width = widthOf(key, isWide);
  return width === null ? {} : { width: rems(width) };
}

interface RowProps {
  readonly id: PointId;
  readonly rows: RowSource;
  readonly columns: readonly ColumnKey[];
  readonly timeZone: string;
  readonly clock: ReadonlySignal<number>;
  /** Place in the whole table, for screen readers: the head is 1. */
  readonly position: number;
  readonly ownDeviceId: string | null;
  readonly selected: boolean;
  readonly onSelect: (pointId: PointId) => void;
}

function Row({ id, rows, ...rest }: RowProps) {
  const row = rows.row(id).value;
  return row && <Line row={row} {...rest} />;
}

type LineProps = Omit<RowProps, 'id' | 'rows'> & { readonly row: PointRow };

function Line({ row, columns, timeZone, clock, position, selected, onSelect, ownDeviceId }: LineProps) {
  const flash = useFlash(row);
  const onOpen = (): void => onSelect(row.id);
  return (
    <tr
      class={[selected && 'sel', flash.class].filter(Boolean).join(' ')}
      aria-rowindex={position}
      aria-selected={selected}
      onClick={onOpen}
      onAnimationEnd={flash.onAnimationEnd}
    >
      {columns.map((key) => (
        <Cell
          key={key}
          of={key}
          row={row}
          clock={clock}
          timeZone={timeZone}
          ownDeviceId={ownDeviceId}
          onOpen={onOpen}
        />
      ))}
    </tr>
  );
}

interface CellProps {
  readonly of: ColumnKey;
  readonly row: PointRow;
  readonly clock: ReadonlySignal<number>;
  readonly timeZone: string;
  readonly ownDeviceId: string | null;
  readonly onOpen: () => void;
}

function Cell({ of, row, clock, timeZone, ownDeviceId, onOpen }: CellProps) {
  const words = t();
  const { state } = row.link;
  const count = row.headcount;
  switch (of) {
    case 'name':
      return (
        <td>
          <button type="button" class="nm clip" title={row.name} onClick={onOpen}>
            {row.onAir && <span class="onair-tag">{words.floor.tag}</span>} {listName(row.name)}
          </button>
        </td>
      );
    case 'area':
      return <td class="dim">{areaName(row.area)}</td>;
    case 'state':
      return (
        <td>
          <span class="stt">
            <Mark state={state} size={14} decorative />
            <span class={state === 'up' ? 'dim' : `t-${state}`}>{words.state[state]}</span>
          </span>
        </td>
      );
    case 'why': {
      const why = [whyOf(row, words), attendingWords(row, ownDeviceId)].filter(Boolean).join('. ');
      return (
        <td class="dim why" title={why}>
          <span>{why}</span>
        </td>
      );
    }
    case 'since':
      return <td class="r">{age(clock.value, row.link.since, words)}</td>;
    case 'present':
      return (
        <td class="r">
          <b>{count ? num(count.present) : row.amended ? words.none : words.notReported}</b>
          {row.undecided && (
            <span class="late" title={words.undecidedTitle(num(row.undecided.present))}>
              {words.undecidedShort(num(row.undecided.present))}
            </span>
          )}
          {row.amended && (
            <span class="late" title={words.amendedTitle(num(row.amended.present))}>
              {words.amendedTiny(num(row.amended.present))}
            </span>
          )}
        </td>
      );
    case 'summoned':
      return <td class="r dim">{num(count?.summoned ?? row.roundSummoned ?? row.summoned)}</td>;
    case 'excused':
    case 'unexcused':
    case 'guests':
      return <td class="r dim">{count ? num(count[of]) : ''}</td>;
    case 'reportedAt':
      return <td class="r dim">{count ? clockTime(count.at, timeZone) : ''}</td>;
    default: {
      const text = cellText(row, of, words);
      return (
        <td class="dim" title={text}>
          {text}
        </td>
      );
    }
  }
}

function useWide(): boolean {
  const [isWide, setWide] = useState(() => WIDE_SCREEN.matches);
  useEffect(() => {
    const look = (): void => setWide(WIDE_SCREEN.matches);
    look();
    WIDE_SCREEN.addEventListener('change', look);
    return () => WIDE_SCREEN.removeEventListener('change', look);
  }, []);
  return isWide;
}
