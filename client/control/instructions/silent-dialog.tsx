import type { InstructionDetail } from '@hub/shared/protocol/down.ts';
import { instructionCode } from '@hub/shared/view/names.ts';
import type { BoardView, InstructionRow } from '@hub/shared/view/row.ts';
import { useEffect, useState } from 'preact/hooks';
import { Dialog } from '../../ui/dialog.tsx';
import { clockTime, phoneNumber } from '../../ui/format.ts';
import { language, num } from '../../ui/text.ts';
import type { StaffActions } from '../control-props.ts';
import { t } from '../text.ts';
import { reachOf } from './conversation.tsx';

interface SilentDialogProps {
  readonly row: InstructionRow;
  readonly view: BoardView;
  readonly actions: Pick<StaffActions, 'instructionDetail' | 'resendInstruction'>;
  readonly stale: boolean;
  readonly onClose: () => void;
}

/** Who has not confirmed: those first that have not even got it, each with a telephone. */
export function SilentDialog({ row, view, actions, stale, onClose }: SilentDialogProps) {
  const words = t().instructions;
  const [detail, setDetail] = useState<InstructionDetail | null>(null);
  const { delivered, seen, confirmed } = row;
  useEffect(() => {
    let over = false;
    void actions.instructionDetail?.(row.id).then((found) => {
      if (!over && found !== null) setDetail(found);
    });
    return () => {
      over = true;
    };
  }, [row.id, delivered, seen, confirmed]);
  const rows = new Map(view.rows.map((one) => [one.id, one]));
  const silent = row.addressed - confirmed;
  const time = (at: number): string => clockTime(at, view.session.timeZone);
  return (
    <Dialog
      title={words.silentTitle(instructionCode(row.number, language.value))}
      wide
      onClose={onClose}
      actions={
        <>
          <button type="button" class="btn" onClick={onClose}>
            {t().close}
          </button>
          {actions.resendInstruction && silent > 0 && (
            <button
              type="button"
              class="btn primary"
              disabled={stale}
              onClick={() => actions.resendInstruction?.(row.id)}
            >
              {words.resend(num(silent))}
            </button>
          )}
        </>
      }
    >
      <p class="instr-said">{row.text === '' ? words.erased : row.text}</p>
      {detail === null && <p class="dim">{t().loading}</p>}
      {detail?.silent.length === 0 && <p>{words.allConfirmed}</p>}
      <ul class="silent-list">
        {detail?.silent.map(({ pointId, deliveredAt, seenAt }) => {
          const point = rows.get(pointId);
          return (
            <li key={pointId}>
              <b>{pointId}</b>
              <span>{point?.name ?? ''}</span>
              <span class="dim">{reachOf({ deliveredAt, seenAt }, time)}</span>
              {point?.phone ? <a href={`tel:${point.phone}`}>{phoneNumber(point.phone)}</a> : <span />}
            </li>
          );
        })}
      </ul>
      {detail !== null && detail.more > 0 && <p class="dim">{words.more(num(detail.more))}</p>}
    </Dialog>
  );
}
