import '../ui/font.css';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/desk.css';
import '../control/control.css';
import { listName } from '@hub/shared/view/names.ts';
import { searchText } from '@hub/shared/view/search.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { LinkState } from '@hub/shared/model/link.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { signal } from '@preact/signals-core';
import { load, switchTo, t } from '../control/text.ts';
import { runStaffPage } from '../staff/run-page.tsx';
import { Mark } from '../ui/mark.tsx';
import { STATE_LETTER } from '../ui/states.ts';
import { num } from '../ui/text.ts';

/**
 * The control room most people would write, which `scripts/bench` F holds the real one against: every picture filters,
 * sorts and draws all points again, as tiles or as lines. It has the same connection and store, and no drawer, palette,
 * attention list or timeline, so it does less.
 */
const look = signal<'grid' | 'table'>('grid');
const states = signal<ReadonlySet<LinkState>>(new Set());
const query = signal('');
const selected = signal<PointId | null>(null);

document.addEventListener('keydown', ({ key, target }) => {
  if (key === 'Escape') {
    selected.value = null;
    query.value = '';
  }
  if (target instanceof HTMLInputElement) {
    if (key === 'Escape') target.blur();
    return;
  }
  if (key === '2') look.value = 'grid';
  if (key === '3') look.value = 'table';
  if (key === '/') setTimeout(() => document.querySelector('input')?.focus());
  for (const [state, letter] of Object.entries(STATE_LETTER)) {
    if (letter.toLowerCase() !== key) continue;
    const next = new Set(states.peek());
    if (!next.delete(state as LinkState)) next.add(state as LinkState);
    states.value = next;
  }
});

function Naive({ rows }: { readonly rows: readonly PointRow[] }) {
  const wanted = (row: PointRow): boolean =>
    (states.value.size === 0 || states.value.has(row.link.state)) && searchText(row).includes(query.value);
  const shown = rows.filter(wanted).sort((a, b) => a.link.state.localeCompare(b.link.state) || a.index - b.index);
  const open = (id: PointId) => () => (selected.value = id);
  const count = ({ headcount, summoned }: PointRow): string =>
    `${headcount ? num(headcount.present) : ''}/${num(summoned)}`;
  return (
    <div class="control">
      <input type="search" value={query.value} onInput={(event) => (query.value = event.currentTarget.value)} />
      {look.value === 'grid' ? (
        <div class="tile-grid" style="overflow: auto; height: 90vh; display: block">
          <div class="cells">
            {rows.map((row) => (
              <button
                key={row.id}
                type="button"
                class={`tile s-${row.link.state} ${wanted(row) ? '' : 'back'} ${row.id === selected.value ? 'sel' : ''}`}
                onClick={open(row.id)}
              >
                <span class="tn clip">{row.shortName}</span>
                <Mark state={row.link.state} size={14} decorative />
                <span class="tf">{count(row)}</span>
              </button>
            ))}
          </div>
        </div>
      ) : (
        <div class="point-table" style="overflow: auto; height: 90vh; display: block">
          <table>
            <tbody>
              {shown.map((row) => (
                <tr key={row.id} class={row.id === selected.value ? 'sel' : ''} onClick={open(row.id)}>
                  <td>{listName(row.name)}</td>
                  <td>{t().state[row.link.state]}</td>
                  <td>{row.link.reasons.join()}</td>
                  <td>{count(row)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

void runStaffPage({
  roles: ['controller'],
  vitals: false,
  load,
  switchTo,
  title: () => 'naive',
  open:
    () =>
    ({ view }) => <Naive rows={view.rows} />,
});
