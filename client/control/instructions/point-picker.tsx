import type { PointId } from '@hub/shared/model/ids.ts';
import type { BoardView, PointRow } from '@hub/shared/view/row.ts';
import { useMemo, useState } from 'preact/hooks';
import { rowFilter } from '../../ui/row-filter.ts';
import { num } from '../../ui/text.ts';
import { t } from '../text.ts';

/** A list longer than this is searched, not scrolled. */
const LISTED_MAX = 300;

interface PointPickerProps {
  readonly view: BoardView;
  readonly picked: ReadonlySet<PointId>;
  readonly onPick: (picked: ReadonlySet<PointId>) => void;
}

export function PointPicker({ view, picked, onPick }: PointPickerProps) {
  const words = t().instructions;
  const [query, setQuery] = useState('');
  const shown = useMemo(() => view.rows.filter(rowFilter(new Set(), query)), [view, query]);
  const add = (rows: readonly PointRow[]): void => onPick(new Set([...picked, ...rows.map(({ id }) => id)]));
  const toggle = (id: PointId): void => {
    const next = new Set(picked);
    if (!next.delete(id)) next.add(id);
    onPick(next);
  };
  const isCollecting = view.session.round !== null && view.session.round.frozenAt === null;
  return (
    <div class="picker">
      <input
        class="input"
        type="search"
        value={query}
        placeholder={words.pickFind}
        aria-label={words.pickFind}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter in the search box must not send what is not finished.
          if (event.key === 'Enter') event.preventDefault();
        }}
      />
      <div class="picker-groups" role="group" aria-label={words.pickGroup}>
        <button type="button" class="btn sm" onClick={() => add(shown)}>
          {words.pickShown} ({num(shown.length)})
        </button>
        {isCollecting && (
          <button
            type="button"
            class="btn sm"
            onClick={() => add(view.rows.filter(({ headcount }) => headcount === null))}
          >
            {words.pickSilent}
          </button>
        )}
        <button type="button" class="btn sm" onClick={() => add(view.rows.filter(isTroubled))}>
          {words.pickTroubled}
        </button>
        <button type="button" class="btn sm" disabled={picked.size === 0} onClick={() => onPick(new Set())}>
          {words.pickNone}
        </button>
      </div>
      <ul class="picker-list">
        {shown.slice(0, LISTED_MAX).map((row) => (
          <li key={row.id}>
            <label class="choice">
              <input type="checkbox" checked={picked.has(row.id)} onChange={() => toggle(row.id)} />
              <span class="clip">
                <b>{row.id}</b> {row.name}
              </span>
            </label>
          </li>
        ))}
      </ul>
      <p class="dim" role="status">
        {words.pick(num(picked.size), num(view.totals.points))}
      </p>
    </div>
  );
}

const isTroubled = ({ link }: PointRow): boolean =>
  link.state === 'impaired' || link.state === 'lost' || link.state === 'unknown';
