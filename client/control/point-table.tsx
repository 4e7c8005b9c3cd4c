import { areaName, listName } from '@hub/shared/view/names.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import type { ReadonlySignal } from '@preact/signals-core';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { RowSource } from '../state/board-store.ts';
import { useFlash } from '../ui/flash.ts';
import { phoneNumber } from '../ui/format.ts';
import { KeptOrder } from '../ui/kept-order.ts';
import { Mark } from '../ui/mark.tsx';
import { rowFilter } from '../ui/row-filter.ts';
import { nextOrder, rowCompare, WORST_ON_TOP, type SortKey } from '../ui/table-order.ts';
import { lasted, num } from '../ui/text.ts';
import { useVirtualRows } from '../ui/virtual.ts';
import { whyOf } from '../ui/why.ts';
import type { BoardProps } from './control-props.ts';
import { attendingWords } from '../staff/charge.tsx';
import { t } from './text.ts';

const ROW_HEIGHT = 30;

interface Column {
  readonly key: keyof ReturnType<typeof t>['columns'];
  readonly sort: SortKey | null;
  readonly look: string;
}

/** Widths stand in the style sheet under `col-…`; "wide" columns are for 1500 px and more. */
const COLUMNS: readonly Column[] = [
  { key: 'id', sort: 'id', look: '' },
  { key: 'name', sort: 'name', look: '' },
  { key: 'area', sort: 'area', look: '' },
  { key: 'state', sort: 'state', look: '' },
  { key: 'why', sort: null, look: '' },
  { key: 'since', sort: 'since', look: 'r' },
  { key: 'present', sort: 'present', look: 'r' },
  { key: 'summoned', sort: 'summoned', look: 'r' },
  { key: 'excused', sort: 'excused', look: 'r wide' },
  { key: 'unexcused', sort: 'unexcused', look: 'r wide' },
  { key: 'carrier', sort: 'carrier', look: '' },
  { key: 'phone', sort: null, look: 'wide' },
];

type PointTableProps = Pick<
  BoardProps,
  'view' | 'rows' | 'clock' | 'filter' | 'query' | 'selected' | 'onSelect' | 'firstMatch'
> & { readonly ownDeviceId: string | null };

/** The same points as rows. Only the rows in sight are drawn. Arrow keys move the selection once a row has focus. */
export function PointTable(props: PointTableProps) {
  const { view, rows: source, clock, filter, query, selected, onSelect, firstMatch, ownDeviceId } = props;
  const words = t();
  const [order, setOrder] = useState(WORST_ON_TOP);
  const scroller = useRef<HTMLDivElement>(null);
  const [kept] = useState(() => new KeptOrder());
  const wanted = useMemo(() => rowFilter(filter, query), [filter, query]);
  const compare = useMemo(() => rowCompare(order), [order]);
  const rows = kept.update(view.rows, wanted, compare);
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
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    if (!next) return;
    event.preventDefault();
    onSelect(next.id);
  };

  return (
    <div class="point-table" ref={scroller} tabIndex={0} aria-label={words.table} role="region" onKeyDown={onKeyDown}>
      <table aria-rowcount={rows.length + 1}>
        <colgroup>
          {COLUMNS.map(({ key, look }) => (
            <col key={key} class={`col-${key} ${look.includes('wide') ? 'wide' : ''}`} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {COLUMNS.map(({ key, sort, look }) => (
              <th
                key={key}
                scope="col"
                class={look}
                aria-sort={sort !== order.key ? undefined : order.reversed ? 'descending' : 'ascending'}
              >
                {sort ? (
                  <button type="button" onClick={() => setOrder(nextOrder(order, sort))}>
                    {words.columns[key]}
                    {sort === order.key && <span aria-hidden="true">{order.reversed ? ' ↑' : ' ↓'}</span>}
                  </button>
                ) : (
                  words.columns[key]
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {drawn.before > 0 && (
            <tr class="pad" aria-hidden="true">
              <td style={{ height: `${drawn.before}px` }} />
            </tr>
          )}
          {drawn.items.map(({ index }) => {
            const row = rows[index];
            return (
              row && (
                <Row
                  key={row.id}
                  id={row.id}
                  rows={source}
                  clock={clock}
                  position={index + 2}
                  ownDeviceId={ownDeviceId}
                  selected={row.id === selected}
                  onSelect={onSelect}
                />
              )
            );
          })}
          {drawn.after > 0 && (
            <tr class="pad" aria-hidden="true">
              <td style={{ height: `${drawn.after}px` }} />
            </tr>
          )}
        </tbody>
      </table>
      {rows.length === 0 && <p class="empty">{view.rows.length === 0 ? words.emptyRoster : words.nothingFound}</p>}
    </div>
  );
}

interface RowProps {
  readonly id: PointId;
  readonly rows: RowSource;
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

function Line({ row, clock, position, selected, onSelect, ownDeviceId }: LineProps) {
  const words = t();
  const flash = useFlash(row);
  const onOpen = (): void => onSelect(row.id);
  const { state } = row.link;
  const count = row.headcount;
  const why = [attendingWords(row, ownDeviceId), whyOf(row, words)].filter(Boolean).join('. ');
  return (
    <tr
      class={[selected && 'sel', flash.class].filter(Boolean).join(' ')}
      aria-rowindex={position}
      aria-selected={selected}
      onClick={onOpen}
      onAnimationEnd={flash.onAnimationEnd}
    >
      <td class="dim">{row.id}</td>
      <td>
        <button type="button" class="nm clip" title={row.name} onClick={onOpen}>
          {row.onAir && <span class="onair-tag">{t().floor.tag}</span>} {listName(row.name)}
        </button>
      </td>
      <td class="dim">{areaName(row.area)}</td>
      <td>
        <span class="stt">
          <Mark state={state} size={14} decorative />
          <span class={state === 'up' ? 'dim' : `t-${state}`}>{words.state[state]}</span>
        </span>
      </td>
      <td class="dim" title={why}>
        {why}
      </td>
      <td class="r">{lasted(clock.value - row.link.since)}</td>
      <td class="r">
        <b>{count ? num(count.present) : row.amended || row.roundSummoned === null ? words.none : words.notReported}</b>
        {row.amended && (
          <span class="late" title={words.amendedTitle(num(row.amended.present))}>
            {words.amendedTiny(num(row.amended.present))}
          </span>
        )}
      </td>
      <td class="r dim">{num(count?.summoned ?? row.roundSummoned ?? row.summoned)}</td>
      <td class="r dim wide">{count ? num(count.excused) : ''}</td>
      <td class="r dim wide">{count ? num(count.unexcused) : ''}</td>
      <td class="dim">{row.carrier}</td>
      <td class="dim wide">{row.phone === null ? '' : phoneNumber(row.phone)}</td>
    </tr>
  );
}
