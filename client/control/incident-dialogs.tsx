import { FINDINGS, HAND_CAUSES, type Finding, type HandCause } from '@hub/shared/model/incident.ts';
import { INSTRUCTION_TEXT_MAX } from '@hub/shared/model/instruction.ts';
import { incidentCode, listName } from '@hub/shared/view/names.ts';
import type { ClosedIncident } from '@hub/shared/protocol/down.ts';
import type { IncidentRow, NoteView, PointRow } from '@hub/shared/view/row.ts';
import { signal } from '@preact/signals-core';
import { useState } from 'preact/hooks';
import { Dialog } from '../ui/dialog.tsx';
import { clockTime } from '../ui/format.ts';
import { closedWords, findingWords } from './closed-words.ts';
import type { BoardProps, StaffActions } from './control-props.ts';
import { t } from './text.ts';

const TEXT_MAX = 200;

interface IncidentDialogProps {
  readonly incident: IncidentRow;
  readonly actions: StaffActions;
  readonly onClose: () => void;
}

interface Asked {
  readonly what: 'resolve' | 'notes';
  readonly incident: IncidentRow;
}

const asked = signal<Asked | null>(null);

export function askAbout(what: Asked['what'], incident: IncidentRow): void {
  asked.value = { what, incident };
}

/** The question about an incident. It stands apart from the incident's line, which goes when a colleague closes it, so that nothing typed goes with it. */
export function IncidentAsk({ view, actions }: Pick<BoardProps, 'view'> & { readonly actions: StaffActions }) {
  const held = asked.value;
  if (held === null) return null;
  const incident = view.incidents.find(({ id }) => id === held.incident.id) ?? held.incident;
  const close = (): void => {
    asked.value = null;
  };
  const props = { key: incident.id, incident, actions, timeZone: view.session.timeZone, onClose: close };
  return held.what === 'resolve' ? <ResolveDialog {...props} /> : <NotesDialog {...props} />;
}

/** What it was, as whoever closes it found. */
function ResolveDialog({ incident, actions, timeZone, onClose }: IncidentDialogProps & { timeZone: string }) {
  const words = t();
  const [finding, setFinding] = useState<Finding | null>(null);
  const [text, setText] = useState('');
  const [other, setOther] = useState<ClosedIncident | null>(null);
  const [step, setStep] = useState<'asking' | 'sending' | 'closed'>('asking');
  const submit = (event: Event): void => {
    event.preventDefault();
    if (finding === null) return;
    if (step === 'closed') {
      actions.note?.(incident.id, [words.finding[finding], text.trim()].filter(Boolean).join(': '));
      return onClose();
    }
    setStep('sending');
    void actions.resolve?.(incident, finding, text.trim()).then((answer) => {
      if (answer === 'done') return onClose();
      setStep(answer === 'closed' ? 'closed' : 'asking');
      if (answer !== 'closed') return;
      void actions
        .closedIncidents?.()
        .then((found) => setOther(found?.incidents.find(({ id }) => id === incident.id) ?? null));
    });
  };
  const isClosed = step === 'closed';
  return (
    <Dialog title={words.incident.closeTitle(incidentCode(incident.number))} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        {isClosed && (
          <p class="dialog-told" role="alert">
            {other ? `${closedWords(other, timeZone)}. ${findingWords(other)}.` : ''} {words.incident.closedAlready}
          </p>
        )}
        {incident.group && <p>{words.incident.closeCommon(incident.group.pointIds.length)}</p>}
        <label class="field">
          <span>{words.incident.finding}</span>
          <select
            class="input"
            data-autofocus
            value={finding ?? ''}
            onChange={(event) => setFinding(FINDINGS.find((one) => one === event.currentTarget.value) ?? null)}
          >
            <option value="" disabled>
              {words.incident.pickFinding}
            </option>
            {FINDINGS.map((one) => (
              <option key={one} value={one}>
                {words.finding[one]}
              </option>
            ))}
          </select>
        </label>
        <Line label={words.incident.findingText} value={text} onValue={setText} />
        <Foot
          action={isClosed ? words.incident.keepAsNote : words.incident.close}
          disabled={finding === null || step === 'sending'}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

function NotesDialog({ incident, actions, timeZone, onClose }: IncidentDialogProps & { timeZone: string }) {
  const words = t();
  const [text, setText] = useState('');
  const { note } = actions;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (text.trim() === '') return;
    note?.(incident.id, text.trim());
    onClose();
  };
  return (
    <Dialog title={words.incident.noteTitle(incidentCode(incident.number))} onClose={onClose}>
      <Notes notes={incident.notes} timeZone={timeZone} />
      {note && (
        <form class="form" onSubmit={submit}>
          <Line label={words.incident.noteLabel} value={text} onValue={setText} max={INSTRUCTION_TEXT_MAX} focus />
          <Foot action={words.incident.addNote} disabled={text.trim() === ''} onClose={onClose} />
        </form>
      )}
    </Dialog>
  );
}

export function Notes({ notes, timeZone }: { readonly notes: readonly NoteView[]; readonly timeZone: string }) {
  const words = t();
  return (
    <ul class="notes">
      {notes.map((note, i) => (
        <li key={i}>
          <span class="dim">{[clockTime(note.at, timeZone), note.by].filter(Boolean).join(', ')}</span>{' '}
          {note.text === '' ? words.incident.erased : note.text}
        </li>
      ))}
    </ul>
  );
}

interface PointDialogProps {
  readonly row: PointRow;
  readonly actions: StaffActions;
  readonly onClose: () => void;
}

export function OpenIncidentDialog({ row, actions, onClose }: PointDialogProps) {
  const words = t();
  const [cause, setCause] = useState<HandCause>('other');
  const [note, setNote] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    actions.openIncident?.(row.id, cause, note.trim());
    onClose();
  };
  return (
    <Dialog title={words.incident.openTitle(listName(row.name))} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <label class="field">
          <span>{words.incident.cause}</span>
          <select
            class="input"
            data-autofocus
            value={cause}
            onChange={(event) => setCause(HAND_CAUSES.find((one) => one === event.currentTarget.value) ?? 'other')}
          >
            {HAND_CAUSES.map((one) => (
              <option key={one} value={one}>
                {words.cause[one]}
              </option>
            ))}
          </select>
        </label>
        <Line label={words.incident.openNote} value={note} onValue={setNote} />
        <Foot action={words.incident.open} onClose={onClose} />
      </form>
    </Dialog>
  );
}

const MUTE_MINUTES = [15, 60, 240] as const;

export function MuteDialog({ row, actions, hubNow, onClose }: PointDialogProps & { readonly hubNow: number }) {
  const words = t();
  return (
    <Dialog
      title={words.incident.muteTitle(listName(row.name))}
      onClose={onClose}
      actions={MUTE_MINUTES.map((minutes, i) => (
        <button
          key={minutes}
          type="button"
          class="btn"
          {...(i === 0 ? { 'data-autofocus': true } : {})}
          onClick={() => {
            actions.mute?.(row.id, hubNow + minutes * 60_000);
            onClose();
          }}
        >
          {words.incident.muteFor(minutes)}
        </button>
      ))}
    >
      <p>{words.incident.muteBody}</p>
    </Dialog>
  );
}

interface LineProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly max?: number;
  readonly focus?: boolean;
}

function Line({ label, value, onValue, max = TEXT_MAX, focus = false }: LineProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        class="input"
        value={value}
        maxLength={max}
        {...(focus ? { 'data-autofocus': true } : {})}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </label>
  );
}

interface FootProps {
  readonly action: string;
  readonly disabled?: boolean;
  readonly onClose: () => void;
}

function Foot({ action, disabled = false, onClose }: FootProps) {
  return (
    <div class="form-end">
      <button type="button" class="btn" onClick={onClose}>
        {t().cancel}
      </button>
      <button type="submit" class="btn primary" disabled={disabled}>
        {action}
      </button>
    </div>
  );
}
