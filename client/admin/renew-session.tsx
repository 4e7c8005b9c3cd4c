import { isClosed, type EarlierSession, type Round } from '@hub/shared/model/session.ts';
import type { SessionView } from '@hub/shared/view/row.ts';
import { useState } from 'preact/hooks';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import type { AdminActions } from './admin-props.ts';
import { fromLocalInput, toLocalInput } from './local-time.ts';
import { moment } from './moment.ts';
import { pastStart, PlannedStart } from './planned-start.tsx';
import { t } from './text.ts';

interface RenewProps {
  readonly session: SessionView;
  readonly hubNow: number;
  readonly offline: boolean;
  readonly actions: Pick<AdminActions, 'renewSession' | 'exportRound'>;
}

/** S8: the next session, with the roster of the one that ended. */
export function RenewSession({ session, hubNow, offline, actions }: RenewProps) {
  const all = t();
  const words = all.session;
  const [title, setTitle] = useState(session.title);
  const [plannedAt, setPlannedAt] = useState(toLocalInput(null, session.timeZone));
  const [asking, setAsking] = useState(false);
  const early = !isClosed(session, hubNow);
  const erased = session.personalErasedAt !== null;
  const frozen = session.rounds.filter(({ frozenAt }) => frozenAt !== null);
  const nameOf = (round: Round): string => `${round.number} ${all.roundName(round)}`;
  const start = fromLocalInput(plannedAt, session.timeZone);
  const isPast = start !== null && start < hubNow;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (title.trim() !== '') setAsking(true);
  };
  return (
    <form class="renew form" onSubmit={submit}>
      <h2>{words.renew}</h2>
      <p class="dim">{erased ? words.renewHintErased : words.renewHint}</p>
      {frozen.length > 0 && (
        <div class="renew-rounds">
          <p class="dim">{words.renewRounds}</p>
          {frozen.map((round) => (
            <button
              key={round.id}
              type="button"
              class="btn sm"
              disabled={offline}
              onClick={() => actions.exportRound(round)}
            >
              {words.roundXlsx(nameOf(round))}
            </button>
          ))}
        </div>
      )}
      <label class="field">
        <span>{words.name}</span>
        <input class="input" value={title} maxLength={200} onInput={(event) => setTitle(event.currentTarget.value)} />
      </label>
      <PlannedStart value={plannedAt} onChange={setPlannedAt} />
      <div class="form-end">
        <button type="submit" class="btn primary" disabled={offline || title.trim() === ''}>
          {words.renewMake}
        </button>
      </div>
      {asking && (
        <ConfirmDialog
          title={words.renewTitle(title.trim())}
          body={[
            erased ? words.renewBodyErased : words.renewBody,
            frozen.length > 0 ? words.renewRoundsGone : '',
            isPast ? pastStart(start, session.timeZone) : '',
            early ? words.renewEarly : '',
          ]
            .filter(Boolean)
            .join(' ')}
          confirm={words.renewMake}
          cancel={all.cancel}
          danger={early}
          onConfirm={() => actions.renewSession(session.id, { title: title.trim(), plannedAt: start }, early)}
          onClose={() => setAsking(false)}
        />
      )}
    </form>
  );
}

interface EarlierProps {
  readonly session: SessionView;
  readonly offline: boolean;
  readonly actions: Pick<AdminActions, 'erasePersonal'>;
  readonly onTrail: (sessionId: string) => void;
}

/** S10: what is left of the sessions before, and their personal data that may go. */
export function EarlierSessions({ session, offline, actions, onTrail }: EarlierProps) {
  const all = t();
  const words = all.session;
  const [erasing, setErasing] = useState<EarlierSession | null>(null);
  const { timeZone } = session;
  if (session.earlier.length === 0) return null;
  return (
    <div class="erase">
      <h2>{words.earlier}</h2>
      <p class="dim">{words.earlierHint}</p>
      <ul class="earlier-sessions">
        {[...session.earlier].reverse().map((one) => (
          <li key={one.id}>
            <span>
              <b>{one.title}</b>{' '}
              <span class="dim">
                {one.personalErasedAt === null
                  ? words.endedAt(moment(one.endedAt, timeZone))
                  : words.personalErased(moment(one.personalErasedAt, timeZone))}
              </span>
            </span>
            <button
              type="button"
              class="btn sm"
              aria-label={`${words.trail}: ${one.title}`}
              onClick={() => onTrail(one.id)}
            >
              {words.trail}
            </button>
            {one.personalErasedAt === null && (
              <button
                type="button"
                class="btn sm"
                disabled={offline}
                aria-label={`${words.erase}: ${one.title}`}
                onClick={() => setErasing(one)}
              >
                {words.erase}
              </button>
            )}
          </li>
        ))}
      </ul>
      {erasing !== null && (
        <ConfirmDialog
          title={words.eraseEarlierTitle(erasing.title)}
          body={words.eraseEarlierBody}
          confirm={words.erase}
          cancel={all.cancel}
          danger
          onConfirm={() => actions.erasePersonal(erasing.id)}
          onClose={() => setErasing(null)}
        />
      )}
    </div>
  );
}
