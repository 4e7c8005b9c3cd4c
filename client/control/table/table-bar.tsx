import type { PointRow, BoardView } from '@hub/shared/view/row.ts';
import { areaName } from '@hub/shared/view/names.ts';
import type { PointKind } from '@hub/shared/model/point.ts';
import { useMemo, useState } from 'preact/hooks';
import { saveFile } from '../../link/save-file.ts';
import { copyText } from '../../ui/copy.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { calendarDay, clockTime } from '../../ui/format.ts';
import { notify } from '../../ui/notice.tsx';
import { num } from '../../ui/text.ts';
import { t } from '../text.ts';
import { filterOptions, isFiltered, NO_FILTER, type TableFilter } from './choice.ts';
import { cellValue, COLUMN_KEYS, FIXED_COLUMNS, type ColumnKey } from './columns.ts';
import { sheetCsv, sheetTsv, type Sheet } from './sheet-text.ts';

interface TableBarProps {
  readonly view: BoardView;
  /** What is drawn, in order. */
  readonly rows: readonly PointRow[];
  readonly now: number;
  readonly filter: TableFilter;
  readonly onFilter: (filter: TableFilter) => void;
  readonly columns: readonly ColumnKey[];
  /** Null: the default ones. */
  readonly onColumns: (columns: readonly ColumnKey[] | null) => void;
}

const PICKED = ['area', 'block', 'carrier', 'kind', 'charge'] as const;
type Picked = (typeof PICKED)[number];

/** What the table is narrowed to, what it shows, and taking it along as it is seen. */
export function TableBar({ view, rows, now, filter, onFilter, columns, onColumns }: TableBarProps) {
  const words = t();
  const own = words.board;
  const [isChoosing, setChoosing] = useState(false);
  const { id, rosterVersion, timeZone } = view.session;
  const staff = view.desk?.staff;
  const options = useMemo(
    () => filterOptions(view.rows, staff?.map(({ label }) => label) ?? []),
    [id, rosterVersion, view.rows.length, staff],
  );
  const sheet = (): Sheet => {
    const cells = { words, now, clock: (at: number) => clockTime(at, timeZone) };
    const head = columns.map((key) => words.columns[key]);
    return [head, ...rows.map((row) => columns.map((key) => cellValue(row, key, cells)))];
  };
  const copy = (): void => {
    const lines = num(rows.length);
    void copyText(sheetTsv(sheet())).then((done) =>
      done ? notify('done', own.copied(lines)) : notify('error', own.copyFailed),
    );
  };
  const download = (): void => {
    const [day = '1', month = '1', year = ''] = calendarDay(now, timeZone).split('/');
    const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    const name = own.file(date, clockTime(now, timeZone).replace(':', ''));
    saveFile(new Blob([sheetCsv(sheet())], { type: 'text/csv;charset=utf-8' }), name);
  };
  // A country has thousands of areas: the lists of choices are not drawn again with each picture.
  const pickers = useMemo(() => {
    const named = (value: string): string => value || own.unnamed;
    const wordOf: Record<Picked, (value: string) => string> = {
      area: (area) => areaName(area) || own.unnamed,
      block: named,
      carrier: named,
      kind: (kind) => words.pointKind[kind as PointKind],
      charge: (name) => name || own.nobody,
    };
    return PICKED.map(
      (field) =>
        options[field].length > 1 && (
          <select
            key={field}
            class={filter[field] === null ? '' : 'on'}
            aria-label={own.all[field]}
            value={filter[field] === null ? '' : `=${filter[field]}`}
            onChange={({ currentTarget: { value } }) =>
              onFilter({ ...filter, [field]: value === '' ? null : value.slice(1) })
            }
          >
            <option value="">{own.all[field]}</option>
            {options[field].map((value) => (
              <option key={value} value={`=${value}`}>
                {wordOf[field](value)}
              </option>
            ))}
          </select>
        ),
    );
  }, [options, filter, words, onFilter]);
  return (
    <div class="table-bar" role="group" aria-label={own.filters}>
      {pickers}
      {view.session.round && (
        <button
          type="button"
          class="chip"
          aria-pressed={filter.silent}
          onClick={() => onFilter({ ...filter, silent: !filter.silent })}
        >
          {own.silent}
        </button>
      )}
      {isFiltered(filter) && (
        <button type="button" class="btn ghost sm" onClick={() => onFilter(NO_FILTER)}>
          {own.clear}
        </button>
      )}
      <span class="shown" role="status">
        {rows.length < view.rows.length && own.shown(num(rows.length), num(view.rows.length))}
      </span>
      <button type="button" class="btn ghost sm" onClick={() => setChoosing(true)}>
        {own.columns}
      </button>
      <button type="button" class="btn ghost sm" title={own.copyHint} onClick={copy}>
        {own.copy}
      </button>
      <button type="button" class="btn ghost sm" title={own.downloadHint} onClick={download}>
        {own.download}
      </button>
      {isChoosing && <ColumnDialog columns={columns} onColumns={onColumns} onClose={() => setChoosing(false)} />}
    </div>
  );
}

type ColumnDialogProps = Pick<TableBarProps, 'columns' | 'onColumns'> & { readonly onClose: () => void };

function ColumnDialog({ columns, onColumns, onClose }: ColumnDialogProps) {
  const words = t();
  const own = words.board;
  const toggle = (key: ColumnKey): void =>
    onColumns(COLUMN_KEYS.filter((one) => (one === key ? !columns.includes(one) : columns.includes(one))));
  return (
    <Dialog
      title={own.columnsTitle}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="btn" onClick={() => onColumns(null)}>
            {own.columnsReset}
          </button>
          <button type="button" class="btn primary" onClick={onClose}>
            {own.done}
          </button>
        </>
      }
    >
      <p class="dim small">{own.columnsNote}</p>
      <div class="column-choice">
        {COLUMN_KEYS.map((key) => (
          <label key={key}>
            <input
              type="checkbox"
              checked={columns.includes(key)}
              disabled={FIXED_COLUMNS.has(key)}
              onChange={() => toggle(key)}
            />
            {words.columns[key]}
          </label>
        ))}
      </div>
    </Dialog>
  );
}
