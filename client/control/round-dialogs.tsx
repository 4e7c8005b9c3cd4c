import type { RoundId } from '@hub/shared/model/ids.ts';
import { ROUND_KINDS, type Round, type RoundKind } from '@hub/shared/model/session.ts';
import type { Totals } from '@hub/shared/view/row.ts';
import { useState } from 'preact/hooks';
import { Dialog } from '../ui/dialog.tsx';
import { num } from '../ui/text.ts';
import type { RoundWish } from './control-props.ts';
import { t } from './text.ts';

const DEADLINE_MINUTES = '15';
const DEADLINE_MAX = 600;

interface RoundDialogProps {
  readonly rounds: readonly Round[];
  readonly onOpen: (wish: RoundWish) => void;
  readonly onClose: () => void;
}

export function RoundDialog({ rounds, onOpen, onClose }: RoundDialogProps) {
  const words = t();
  const [kind, setKind] = useState<RoundKind>(rounds.length === 0 ? 'opening' : 'mid-session');
  const [name, setName] = useState('');
  const [minutes, setMinutes] = useState(DEADLINE_MINUTES);
  const deadline = minutes === '' ? undefined : /^\d+$/.test(minutes) ? Number(minutes) : 0;
  const nameLacks = kind === 'named' && name.trim() === '';
  const deadlineOff = deadline !== undefined && (deadline < 1 || deadline > DEADLINE_MAX);
  const [tried, setTried] = useState(false);
  const submit = (event: Event): void => {
    event.preventDefault();
    setTried(true);
    if (nameLacks || deadlineOff) return;
    onOpen({ kind, name: kind === 'named' ? name.trim() : '', deadlineMinutes: deadline });
    onClose();
  };
  return (
    <Dialog title={words.openRound} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <label class="field">
          <span>{words.roundKindLabel}</span>
          <select
            class="input"
            data-autofocus
            value={kind}
            onChange={(event) => setKind(ROUND_KINDS.find((one) => one === event.currentTarget.value) ?? 'opening')}
          >
            {ROUND_KINDS.map((one) => (
              <option key={one} value={one}>
                {words.roundKind[one]}
              </option>
            ))}
          </select>
        </label>
        {kind === 'named' && (
          <label class="field">
            <span>{words.roundNameLabel}</span>
            <input
              class="input"
              value={name}
              maxLength={80}
              aria-invalid={tried && nameLacks}
              onInput={(event) => setName(event.currentTarget.value)}
            />
            {tried && nameLacks && (
              <span class="small t-error" role="alert">
                {words.roundNameLacks}
              </span>
            )}
          </label>
        )}
        <label class="field">
          <span>{words.deadlineLabel}</span>
          <input
            class="input"
            inputMode="numeric"
            value={minutes}
            aria-invalid={deadlineOff}
            onInput={(event) => setMinutes(event.currentTarget.value.trim())}
          />
          {deadlineOff && (
            <span class="small t-error" role="alert">
              {words.deadlineOff(DEADLINE_MAX)}
            </span>
          )}
        </label>
        <div class="form-end">
          <button type="button" class="btn" onClick={onClose}>
            {words.cancel}
          </button>
          <button type="submit" class="btn primary">
            {words.openRound}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface FreezeDialogProps {
  readonly round: Round;
  readonly totals: Totals;
  readonly onFreeze: (roundId: RoundId) => void;
  readonly onClose: () => void;
}

export function FreezeDialog({ round, totals, onFreeze, onClose }: FreezeDialogProps) {
  const words = t();
  return (
    <Dialog
      title={words.freezeTitle(`${round.number} ${words.roundName(round)}`)}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="btn" data-autofocus onClick={onClose}>
            {words.cancel}
          </button>
          <button
            type="button"
            class="btn primary"
            onClick={() => {
              onFreeze(round.id);
              onClose();
            }}
          >
            {words.freeze}
          </button>
        </>
      }
    >
      <p>{words.freezeBody(num(totals.reported), num(totals.covered))}</p>
    </Dialog>
  );
}
