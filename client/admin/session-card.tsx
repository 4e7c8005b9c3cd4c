import { isClosed, NEXT_PHASES, REOPEN_WINDOW_MS, type Phase } from '@hub/shared/model/session.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
import { useState } from 'preact/hooks';
import { phaseBody } from '../staff/phase-words.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { clockTime, phoneNumber } from '../ui/format.ts';
import { num } from '../ui/text.ts';
import type { AdminActions, SessionEdit } from './admin-props.ts';
import { t } from './text.ts';
import { EarlierSessions, RenewSession } from './renew-session.tsx';
import { fromLocalInput, toLocalInput } from './local-time.ts';
import { moment } from './moment.ts';
import { pastStart, PlannedStart } from './planned-start.tsx';

interface SessionCardProps extends Pick<BoardView, 'session' | 'totals' | 'rows'> {
  readonly hubNow: number;
  /** While the hub cannot be reached nothing can be changed. */
  readonly offline: boolean;
  readonly actions: Pick<AdminActions, 'enterPhase' | 'editSession' | 'erasePersonal' | 'renewSession' | 'exportRound'>;
  /** The trail of an earlier session. */
  readonly onTrail: (sessionId: string) => void;
}

/** The session: where it stands, what comes next, and what it is called. */
export function SessionCard({ session, totals, rows, hubNow, offline, actions, onTrail }: SessionCardProps) {
  const all = t();
  const words = all.session;
  const [asking, setAsking] = useState<Phase | null>(null);
  const [erasing, setErasing] = useState(false);
  const reopenUntil = session.phaseSince + REOPEN_WINDOW_MS;
  const next = NEXT_PHASES[session.phase].filter(
    (phase) => session.phase !== 'ended' || phase !== 'live' || hubNow < reopenUntil,
  );
  const action = (phase: Phase): string =>
    session.phase === 'ended' ? words.reopen : phase === session.phase ? words.again : words.enter[phase];
  return (
    <div class="session">
      <section class="panel">
        <h2>{words.phase}</h2>
        <p class="phase-now">
          <b>{all.phase[session.phase]}</b>
          <span class="dim">
            {[words.since(moment(session.phaseSince, session.timeZone)), session.run > 0 ? words.run(session.run) : '']
              .filter(Boolean)
              .join(', ')}
          </span>
        </p>
        <p class="dim">
          {words.inNumbers}: {words.points(num(totals.points))}, {words.summoned(num(totals.summoned))}
        </p>
        {next.length > 0 && (
          <div class="phase-acts">
            {next.map((phase) => (
              <button
                key={phase}
                type="button"
                class={phase === 'live' && session.phase !== 'ended' ? 'btn primary' : 'btn'}
                disabled={offline}
                onClick={() => setAsking(phase)}
              >
                {action(phase)}
              </button>
            ))}
            {session.phase === 'ended' && (
              <span class="dim">{words.reopenUntil(clockTime(reopenUntil, session.timeZone))}</span>
            )}
          </div>
        )}
        {session.phase === 'ended' && (
          <div class="erase">
            <h2>{words.personal}</h2>
            <p class="dim">
              {session.personalErasedAt === null
                ? words.personalHint
                : words.personalErased(moment(session.personalErasedAt, session.timeZone))}
            </p>
            <button
              type="button"
              class="btn"
              disabled={offline || !isClosed(session, hubNow)}
              onClick={() => setErasing(true)}
            >
              {words.erase}
            </button>{' '}
            {!isClosed(session, hubNow) && (
              <span class="dim">{words.eraseFrom(clockTime(reopenUntil, session.timeZone))}</span>
            )}
          </div>
        )}
        {session.phase === 'ended' && (
          <RenewSession key={session.id} session={session} hubNow={hubNow} offline={offline} actions={actions} />
        )}
        <EarlierSessions session={session} offline={offline} actions={actions} onTrail={onTrail} />
      </section>
      {erasing && (
        <ConfirmDialog
          title={words.eraseTitle}
          body={words.eraseBody}
          confirm={words.erase}
          cancel={all.cancel}
          danger
          onConfirm={() => actions.erasePersonal(session.id)}
          onClose={() => setErasing(false)}
        />
      )}
      <SessionForm
        key={`${session.id}/${session.title}/${session.hotline}`}
        session={session}
        hubNow={hubNow}
        offline={offline}
        onSave={actions.editSession}
      />
      {asking !== null && (
        <ConfirmDialog
          title={words.enterTitle(action(asking))}
          body={session.phase === 'ended' ? words.reopenBody : phaseBody(asking, { session, totals, rows }, words)}
          confirm={action(asking)}
          cancel={all.cancel}
          danger={asking === 'ended'}
          onConfirm={() => actions.enterPhase(asking)}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}

interface SessionFormProps extends Pick<SessionCardProps, 'session' | 'hubNow' | 'offline'> {
  readonly onSave: (edit: SessionEdit) => void;
}

function SessionForm({ session, hubNow, offline, onSave }: SessionFormProps) {
  const all = t();
  const words = all.session;
  const [title, setTitle] = useState(session.title);
  const [hostName, setHostName] = useState(session.hostName);
  const [hotline, setHotline] = useState(phoneNumber(session.hotline));
  const [plannedAt, setPlannedAt] = useState(toLocalInput(session.plannedAt, session.timeZone));
  const [asking, setAsking] = useState(false);
  const start = fromLocalInput(plannedAt, session.timeZone);
  const save = (): void =>
    onSave({
      title: title.trim(),
      hostName: hostName.trim(),
      hotline: hotline.replace(/[^\d+]/g, ''),
      plannedAt: start,
    });
  const submit = (event: Event): void => {
    event.preventDefault();
    if (title.trim() === '') return;
    // One that was set long ago is past on the day itself, and is not asked about again.
    if (start !== null && start !== session.plannedAt && start < hubNow) setAsking(true);
    else save();
  };
  const field = (label: string, value: string, set: (value: string) => void) => (
    <label class="field">
      <span>{label}</span>
      <input class="input" value={value} onInput={(event) => set(event.currentTarget.value)} />
    </label>
  );
  return (
    <form class="panel form" onSubmit={submit}>
      <h2>{words.details}</h2>
      {field(words.name, title, setTitle)}
      {field(words.host, hostName, setHostName)}
      {field(words.hotline, hotline, setHotline)}
      <PlannedStart value={plannedAt} onChange={setPlannedAt} />
      <div class="form-end">
        <button type="submit" class="btn primary" disabled={offline || title.trim() === ''}>
          {words.save}
        </button>
      </div>
      {asking && start !== null && (
        <ConfirmDialog
          title={words.pastTitle}
          body={pastStart(start, session.timeZone)}
          confirm={words.save}
          cancel={all.cancel}
          onConfirm={save}
          onClose={() => setAsking(false)}
        />
      )}
    </form>
  );
}
