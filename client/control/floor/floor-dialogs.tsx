import type { CheckProblem, StandbyTurn } from '@hub/shared/model/floor.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import { listName } from '@hub/shared/view/names.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
import { useMemo, useState } from 'preact/hooks';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { rowFilter } from '../../ui/row-filter.ts';
import { t } from '../text.ts';
import { nameOf, problemWords } from './floor-names.ts';

interface DespiteProps {
  readonly view: BoardView;
  readonly turn: StandbyTurn;
  readonly onGive: (despite: readonly CheckProblem[]) => void;
  readonly onClose: () => void;
}

/** F4: what the pre-check found is read before the floor is given all the same. Follows the newest check. */
export function DespiteDialog({ view, turn, onGive, onClose }: DespiteProps) {
  const words = t().floor;
  const name = nameOf(view, turn.pointId);
  const { problems } = turn.check;
  const isWell = problems.length === 0;
  return (
    <ConfirmDialog
      title={isWell ? words.passed : words.despiteTitle}
      body={isWell ? words.checkPassedNow(name) : words.despiteBody(name, problemWords(problems))}
      confirm={isWell ? words.give : words.despite}
      cancel={words.cancel}
      danger={!isWell}
      onConfirm={() => onGive(problems)}
      onClose={onClose}
    />
  );
}

const LISTED_MAX = 30;

interface AddProps {
  readonly view: BoardView;
  readonly onAdd: (pointId: PointId) => void;
  readonly onClose: () => void;
}

/** A point that asked by telephone, or that the chair wants to hear. */
export function AddDialog({ view, onAdd, onClose }: AddProps) {
  const words = t().floor;
  const [query, setQuery] = useState('');
  const { onAir, queue } = view.floor;
  const shown = useMemo(() => {
    const has = new Set<PointId>([...queue, ...(onAir ? [onAir] : [])].map(({ pointId }) => pointId));
    const fits = rowFilter(new Set(), query);
    return view.rows.filter((row) => row.kind === 'interactive' && !has.has(row.id) && fits(row)).slice(0, LISTED_MAX);
  }, [view.rows, onAir, queue, query]);
  const add = (pointId: PointId): void => {
    onAdd(pointId);
    onClose();
  };
  return (
    <Dialog
      title={words.addTitle}
      onClose={onClose}
      actions={
        <button type="button" class="btn" onClick={onClose}>
          {t().close}
        </button>
      }
    >
      <input
        class="input"
        type="search"
        data-autofocus
        value={query}
        placeholder={words.addFind}
        aria-label={words.addFind}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          const [first] = shown;
          if (first) add(first.id);
        }}
      />
      <ul class="floor-find">
        {shown.map((row) => (
          <li key={row.id}>
            <button type="button" aria-label={words.addThis(row.name)} onClick={() => add(row.id)}>
              <b>{row.id}</b> <span class="clip">{listName(row.name)}</span>
            </button>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p class="dim">{words.addNone}</p>}
    </Dialog>
  );
}
