import { firstOf } from '@hub/shared/lib/first-of.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type { Round } from '@hub/shared/model/session.ts';
import { areaName, listName } from '@hub/shared/view/names.ts';
import { bySilence, isEscalated, numbersOf, unreported, wasJustReminded } from '@hub/shared/view/late.ts';
import type { BoardView, PointRow } from '@hub/shared/view/row.ts';
import { useMemo } from 'preact/hooks';
import { Dialog } from '../ui/dialog.tsx';
import { clockTime, phoneNumber } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { PHONE } from '../ui/icons.ts';
import { Mark } from '../ui/mark.tsx';
import { num } from '../ui/text.ts';
import type { Moment, StaffActions } from './control-props.ts';
import { t } from './text.ts';

interface LateProps {
  readonly view: BoardView;
  readonly moment: Moment;
  readonly actions: StaffActions;
}

/** More rows than a person can act on; the rest is counted below the list. */
const SHOWN_MAX = 200;

/** H13: who owes the open round a report, with what to do about each and about all; of a frozen one, who has no figure in it. */
export function LateDialog({
  view,
  moment,
  actions,
  onSelect,
  onClose,
}: LateProps & { readonly onSelect: (pointId: PointId) => void; readonly onClose: () => void }) {
  const words = t();
  const late = useMemo(() => unreported(view), [view]);
  const first = useMemo(() => firstOf(late, SHOWN_MAX, bySilence), [late]);
  const { round, timeZone } = view.session;
  const isOpen = round?.frozenAt === null;
  const due = late.filter((row) => !wasJustReminded(row, moment.hubNow)).length;
  // A point that left the roster since the freeze has no row any more and is still counted as unreported.
  const gone = isOpen ? 0 : view.totals.covered - view.totals.reported - late.length;
  return (
    <Dialog
      title={words.late.title}
      wide
      onClose={onClose}
      actions={
        actions.remind &&
        round &&
        isOpen &&
        late.length > 0 && (
          <button
            type="button"
            class="btn primary"
            data-autofocus
            disabled={moment.stale || due === 0}
            title={moment.stale ? words.stale.needsHub : undefined}
            onClick={() => actions.remind?.(round.id, 'all')}
          >
            {words.late.remindAll(num(due))}
          </button>
        )
      }
    >
      <p class="dim small">
        {!round
          ? words.late.noRound
          : [
              round.frozenAt === null ? '' : words.late.frozen(roundLabel(round), clockTime(round.frozenAt, timeZone)),
              late.length > 0 ? words.late.order : gone > 0 ? '' : words.late.none,
            ]
              .filter(Boolean)
              .join(' ')}
      </p>
      <ul class="late-rows">
        {first.map((row) => {
          const name = listName(row.name);
          return (
            <li key={row.id}>
              <Mark state={row.link.state} size={15} />
              <div>
                <button
                  type="button"
                  class="nm clip"
                  title={row.name}
                  onClick={() => {
                    onClose();
                    onSelect(row.id);
                  }}
                >
                  {name}
                </button>
                <div class="small dim">
                  {[
                    areaName(row.area),
                    row.amended ? words.amendedTitle(num(row.amended.present)) : lastReportOf(row, timeZone),
                  ]
                    .filter(Boolean)
                    .join(', ')}
                  {row.reminded && (
                    <>
                      , <span class={isEscalated(row) ? 't-error' : ''}>{remindedOf(row, timeZone)}</span>
                    </>
                  )}
                </div>
              </div>
              <span class="calls">
                <Calls row={row} withNumber />
              </span>
              <RemindButton row={row} view={view} moment={moment} actions={actions} />
            </li>
          );
        })}
      </ul>
      {late.length > SHOWN_MAX && <p class="dim small">{words.andMore(late.length - SHOWN_MAX)}</p>}
      {gone > 0 && <p class="dim small">{words.late.gone(num(gone))}</p>}
    </Dialog>
  );
}

function roundLabel(round: Round): string {
  return `${round.number} ${t().roundName(round)}`;
}

function lastReportOf(row: PointRow, timeZone: string): string {
  const words = t().late;
  return row.lastReportAt === null ? words.neverReported : words.lastReport(clockTime(row.lastReportAt, timeZone));
}

/** How often a point was reminded, and what follows from it; empty when it never was. */
export function remindedOf(row: PointRow, timeZone: string): string {
  const words = t().late;
  if (row.reminded === null) return '';
  const { count, at } = row.reminded;
  return isEscalated(row) ? words.escalated(count) : words.reminded(count, clockTime(at, timeZone));
}

export function RemindButton({
  row,
  view,
  moment,
  actions,
  as = 'linkbtn',
}: LateProps & { readonly row: PointRow; readonly as?: 'linkbtn' | 'btn' }) {
  const words = t();
  const { round } = view.session;
  if (!actions.remind || round?.frozenAt !== null) return null;
  const isWaiting = wasJustReminded(row, moment.hubNow);
  return (
    <button
      type="button"
      class={as}
      disabled={moment.stale || isWaiting}
      title={moment.stale ? words.stale.needsHub : isWaiting ? words.late.justReminded : undefined}
      aria-label={words.late.remindPoint(listName(row.name))}
      onClick={() => actions.remind?.(round.id, [row.id])}
    >
      {words.late.remind}
    </button>
  );
}

/** A telephone works whether or not the hub does. The one to call first comes first, and says so when it is the second contact's. */
export function Calls({ row, withNumber = false }: { readonly row: PointRow; readonly withNumber?: boolean }) {
  const words = t();
  const [first] = numbersOf(row);
  if (first === undefined) return null;
  const isSecond = isEscalated(row) && first === row.backupPhone;
  const name = listName(row.name);
  const says = isSecond ? words.late.callBackup(name) : words.callPoint(name);
  const shown = [phoneNumber(first), isSecond && words.late.backup].filter(Boolean).join(', ');
  return (
    <a class="linkbtn" href={`tel:${first}`} aria-label={withNumber ? `${shown}, ${says}` : says} title={says}>
      <Icon of={PHONE} size={13} weight={2} />
      {withNumber ? shown : <span class="only-wide">{words.call}</span>}
    </a>
  );
}
