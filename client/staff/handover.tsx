import type { BoardView, HandoverRow, PointRow } from '@hub/shared/view/row.ts';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { StaffActions } from '../control/control-props.ts';
import { t } from '../control/text.ts';
import { Dialog } from '../ui/dialog.tsx';
import { clockTime } from '../ui/format.ts';
import { num } from '../ui/text.ts';
import { memberName, passAll, StaffSelect } from './assign-dialog.tsx';
import { colleagues, isMine, unreadNotes, type Own } from './mine.ts';

const TEXT_MAX = 1_000;
/** A longer note would push the incidents, and its own button, out of sight. */
const LONG = 160;
const LINES = 3;

interface HandoverProps {
  readonly view: Pick<BoardView, 'desk' | 'session'>;
  readonly own: Own;
  readonly actions: StaffActions;
  readonly stale: boolean;
}

/** T3: what a shift left, until this desk has read it. Draws nothing while there is nothing to read. */
export function UnreadHandovers({ view, own, actions, stale }: HandoverProps) {
  const words = t().shift;
  const unread = unreadNotes(view.desk, own.deviceId);
  if (unread.length === 0) return null;
  return (
    <section class="sec handovers" aria-label={words.notes}>
      <h2>
        {words.notes} <span class="n">{words.unread(num(unread.length))}</span>
      </h2>
      <ul>
        {unread.map((note) => (
          <Note key={note.id} note={note} timeZone={view.session.timeZone}>
            {actions.readHandover && (
              <button
                type="button"
                class="btn sm"
                disabled={stale}
                title={stale ? t().stale.needsHub : undefined}
                onClick={() => actions.readHandover?.(note.id)}
              >
                {words.read}
              </button>
            )}
          </Note>
        ))}
      </ul>
    </section>
  );
}

interface NoteProps {
  readonly note: HandoverRow;
  readonly timeZone: string;
  readonly children?: ComponentChildren;
}

function Note({ note, timeZone, children }: NoteProps) {
  const words = t().shift;
  const [isOpen, setOpen] = useState(false);
  const isLong = note.text.length > LONG || note.text.split('\n').length > LINES;
  const from = words.noteFrom(memberName({ label: note.by }), clockTime(note.at, timeZone));
  const to = note.toId === null ? '' : words.noteTo(memberName({ label: note.to ?? '' }));
  return (
    <li class="note">
      <p class={isLong && !isOpen ? 'note-text short' : 'note-text'}>
        {note.text === '' ? <i class="dim">{words.erased}</i> : note.text}
      </p>
      {isLong && (
        <button type="button" class="linkbtn" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? words.less : words.more}
        </button>
      )}
      <div class="note-foot">
        <span class="dim">{[from, to].filter(Boolean).join(', ')}</span>
        {children}
      </div>
    </li>
  );
}

interface HandoverDialogProps extends Omit<HandoverProps, 'stale'> {
  readonly rows: readonly PointRow[];
  readonly onClose: () => void;
}

/** A note for the next shift, with the points if there is somebody to give them to; and the notes there were, with who read them. */
export function HandoverDialog({ view, rows, own, actions, onClose }: HandoverDialogProps) {
  const all = t();
  const words = all.shift;
  const staff = colleagues(view.desk, own.deviceId);
  const mine = rows.filter((row) => isMine(row, own));
  const [text, setText] = useState('');
  const [to, setTo] = useState('');
  const [alsoPass, setAlsoPass] = useState(true);
  const member = staff.find(({ id }) => id === to);
  const passes = member !== undefined && mine.length > 0 && alsoPass;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (text.trim() === '') return;
    actions.leaveHandover?.(text.trim(), member?.id ?? null);
    if (passes) passAll(mine, member.id, own, actions);
    onClose();
  };
  const earlier = [...(view.desk?.handovers ?? [])].reverse();
  return (
    <Dialog title={words.handover} wide onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <label class="field">
          <span>{words.handoverText}</span>
          <textarea
            class="input"
            data-autofocus
            rows={4}
            maxLength={TEXT_MAX}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <StaffSelect label={words.handoverTo} staff={staff} none={words.toAll} value={to} onChange={setTo} />
        {member !== undefined && mine.length > 0 && actions.passPoints && (
          <label class="check">
            <input type="checkbox" checked={alsoPass} onChange={(event) => setAlsoPass(event.currentTarget.checked)} />{' '}
            {words.alsoPass(num(mine.length))}
          </label>
        )}
        <div class="form-end">
          <button type="button" class="btn" onClick={onClose}>
            {all.cancel}
          </button>
          <button type="submit" class="btn primary" disabled={text.trim() === ''}>
            {words.send}
          </button>
        </div>
      </form>
      {earlier.length > 0 && (
        <details class="earlier">
          <summary>{words.earlier}</summary>
          <ul class="notes">
            {earlier.map((note) => (
              <Note key={note.id} note={note} timeZone={view.session.timeZone}>
                <span class="dim">
                  {note.readBy.length === 0
                    ? words.nobodyRead
                    : words.readBy(note.readBy.map((reader) => memberName(reader)).join(', '))}
                </span>
              </Note>
            ))}
          </ul>
        </details>
      )}
    </Dialog>
  );
}
