import type { BoardView, PointRow } from '@hub/shared/view/row.ts';
import { listName } from '@hub/shared/view/names.ts';
import { useEffect, useState } from 'preact/hooks';
import type { StaffActions } from '../control/control-props.ts';
import { t } from '../control/text.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { AssignDialog } from './assign-dialog.tsx';
import { colleagues, isMine, othersAt, type Own } from './mine.ts';

/** A screen says again that it has a point open, ms: well within the hub's lease for it. */
const ATTEND_EVERY_MS = 5_000;

/** T4: as long as it is drawn, the other desks see that this one has the point open. */
export function useAttend(attend: StaffActions['attend'], pointId: PointRow['id'], doing: 'open' | 'report'): void {
  useEffect(() => {
    if (!attend) return undefined;
    attend(pointId, doing);
    const timer = setInterval(() => attend(pointId, doing), ATTEND_EVERY_MS);
    return () => {
      clearInterval(timer);
      attend(null, 'open');
    };
  }, [attend, pointId, doing]);
}

/** "Đang mở: Kiểm soát 2 (báo thay)"; empty when nobody else has. */
export function attendingWords(row: Pick<PointRow, 'attending'>, deviceId: string | null): string {
  const others = othersAt(row, deviceId);
  if (others.length === 0) return '';
  const words = t().shift;
  const names = others.map(({ label, doing }) => {
    const name = label ?? words.unnamed;
    return doing === 'report' ? words.reporting(name) : name;
  });
  return words.attending(names.join(', '));
}

/** Who has the point in charge, in words; empty when nobody has. */
export function chargeWords(row: Pick<PointRow, 'ownerId' | 'owner' | 'technician'>, own: Own): string {
  const words = t().shift;
  if (row.ownerId === null) return row.technician === '' ? '' : words.byRoster(row.technician);
  const name = row.owner ?? words.unnamed;
  return row.ownerId === own.deviceId ? words.you(name) : name;
}

interface ChargeProps {
  readonly row: PointRow;
  readonly desk: BoardView['desk'];
  readonly own: Own;
  readonly actions: StaffActions;
  readonly stale: boolean;
}

/** T1, T2: who has the point, and taking it or passing it on. A technician is offered only what the hub lets one do. */
export function Charge({ row, desk, own, actions, stale }: ChargeProps) {
  const all = t();
  const words = all.shift;
  const [asking, setAsking] = useState<'take-over' | 'pass' | null>(null);
  const { takePoints, passPoints } = actions;
  const owner = row.owner ?? words.unnamed;
  const take = (): void => {
    if (row.ownerId === null) takePoints?.([row.id], false);
    else setAsking('take-over');
  };
  const hint = stale ? all.stale.needsHub : undefined;
  const mine = isMine(row, own);
  return (
    <div class="dsec charge">
      <h3>{words.owner}</h3>
      <div class="device">
        <b>{chargeWords(row, own) || words.nobody}</b>
        <span class="device-acts">
          {takePoints && !(mine && row.ownerId !== null) && (
            <button type="button" class="btn sm" disabled={stale} title={hint} onClick={take}>
              {words.take}
            </button>
          )}
          {passPoints && (mine || row.ownerId === null || actions.enterPhase) && (
            <button type="button" class="btn sm" disabled={stale} title={hint} onClick={() => setAsking('pass')}>
              {words.pass}
            </button>
          )}
        </span>
      </div>
      {asking === 'take-over' && (
        <ConfirmDialog
          title={words.takeOverTitle(owner)}
          body={words.takeOverBody(listName(row.name), owner)}
          confirm={words.take}
          cancel={all.cancel}
          onConfirm={() => takePoints?.([row.id], true)}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === 'pass' && (
        <AssignDialog
          points={[row]}
          staff={colleagues(desk, own.deviceId)}
          own={own}
          actions={actions}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}
