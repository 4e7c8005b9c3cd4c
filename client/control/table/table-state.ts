import { signal, type Signal } from '@preact/signals-core';
import { recall, remember } from '../../ui/remember.ts';
import { WORST_ON_TOP, type Order } from '../../ui/table-order.ts';
import { NO_FILTER, type TableFilter } from './choice.ts';
import { parseColumns, type ColumnKey } from './columns.ts';

const STORED_AS = 'table.columns';

/** How a controller has set the table, kept while another look is shown; the columns also between visits. */
export interface TableState {
  readonly order: Signal<Order>;
  readonly filter: Signal<TableFilter>;
  readonly narrow: (filter: TableFilter) => void;
  /** Null: nobody chose. */
  readonly columns: Signal<readonly ColumnKey[] | null>;
  readonly chooseColumns: (columns: readonly ColumnKey[] | null) => void;
}

export function openTableState(): TableState {
  const columns = signal(parseColumns(recall(STORED_AS)));
  const filter = signal(NO_FILTER);
  return {
    order: signal(WORST_ON_TOP),
    filter,
    narrow: (next) => (filter.value = next),
    columns,
    chooseColumns: (next) => {
      columns.value = next;
      remember(STORED_AS, next?.join(' ') ?? '');
    },
  };
}
