import { HEADCOUNT_MAX, SUM_REASONS, type SumReason } from '@hub/shared/model/headcount.ts';
import type { Round } from '@hub/shared/model/session.ts';
import { listName } from '@hub/shared/view/names.ts';
import type { PointRow } from '@hub/shared/view/row.ts';
import { EMPTY_DRAFT, filled, sumCheck, type HeadcountDraft } from '@hub/shared/view/sum.ts';
import { accounted } from '@hub/shared/model/headcount.ts';
import { useState } from 'preact/hooks';
import { Dialog } from '../ui/dialog.tsx';
import { num } from '../ui/text.ts';
import type { ReportAnswer, ReportFor } from './control-props.ts';
import { t } from './text.ts';

const NOTE_MAX = 500;

interface ReportDialogProps {
  readonly row: PointRow;
  readonly round: Round;
  /** After the end every amendment needs a reason (S3). */
  readonly isEnded: boolean;
  /** What counted for the point before, in this round or the one before it; null when nothing is known. */
  readonly before: number | null;
  readonly onSend: (report: ReportFor) => Promise<ReportAnswer>;
  readonly onClose: () => void;
}

/** H8: the control room reports what a point said on the telephone, marked so. */
export function ReportDialog({ row, round, isEnded, before, onSend, onClose }: ReportDialogProps) {
  const words = t();
  const held = row.amended ?? row.headcount;
  const [draft, setDraft] = useState<HeadcountDraft>(
    held
      ? { present: held.present, excused: held.excused, unexcused: held.unexcused, guests: held.guests }
      : EMPTY_DRAFT,
  );
  const [reason, setReason] = useState<SumReason | ''>('');
  const [newSummoned, setNewSummoned] = useState('');
  const [note, setNote] = useState('');
  /** The hub asks whether the figure is right (H14). */
  const [asked, setAsked] = useState(false);
  const [sending, setSending] = useState(false);
  const check = sumCheck(draft, row.summoned);
  const differs = check.kind === 'short' || check.kind === 'over';
  const asksWhy = differs || isEnded;
  const declared = check.kind === 'empty' ? 0 : check.declared;
  const isWritten = !differs || newSummoned === String(declared);
  const fits = !sending && (differs || check.kind === 'match') && (!asksWhy || reason !== '') && isWritten;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!fits) return;
    const figures = filled(draft);
    setSending(true);
    void onSend({
      ...figures,
      roundId: round.id,
      summoned: differs ? accounted(figures) : undefined,
      reason: asksWhy && reason !== '' ? reason : undefined,
      note: note.trim(),
      confirmed: asked,
    }).then((answer) => {
      setSending(false);
      if (answer === 'needs-confirmation') setAsked(true);
      else onClose();
    });
  };
  const field = (key: keyof HeadcountDraft, label: string, first = false) => (
    <label class="field">
      <span>{label}</span>
      <input
        class="input"
        inputMode="numeric"
        data-autofocus={first || undefined}
        value={draft[key] ?? ''}
        onInput={(event) => {
          const digits = event.currentTarget.value.replace(/\D/g, '');
          event.currentTarget.value = digits;
          setAsked(false);
          setDraft({ ...draft, [key]: digits === '' ? null : Math.min(HEADCOUNT_MAX, Number(digits)) });
        }}
      />
    </label>
  );
  const of = (declared: number): string => `${num(declared)}/${num(row.summoned)}`;
  return (
    <Dialog title={words.report.title(listName(row.name))} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <div class="four">
          {field('present', words.columns.present, true)}
          {field('excused', words.columns.excused)}
          {field('unexcused', words.columns.unexcused)}
          {field('guests', words.report.guests)}
        </div>
        <p class={differs ? 't-error' : 'dim'} role="status">
          {check.kind === 'match' && words.report.match(of(check.declared))}
          {check.kind === 'short' && words.report.short(of(check.declared), num(check.difference))}
          {check.kind === 'over' && words.report.over(of(check.declared), num(check.difference))}
        </p>
        {asksWhy && (
          <label class="field">
            <span>{differs ? words.report.reasonLabel : words.report.amendReasonLabel}</span>
            <select
              class="input"
              value={reason}
              onChange={(event) => setReason(SUM_REASONS.find((one) => one === event.currentTarget.value) ?? '')}
            >
              <option value="">{words.report.pickReason}</option>
              {SUM_REASONS.map((one) => (
                <option key={one} value={one}>
                  {words.report.sumReason[one]}
                </option>
              ))}
            </select>
          </label>
        )}
        {differs && (
          <label class="field">
            <span>{words.report.newSummoned(num(row.summoned))}</span>
            <input
              class="input"
              inputMode="numeric"
              value={newSummoned}
              onInput={(event) => setNewSummoned(event.currentTarget.value.replace(/\D/g, ''))}
            />
            {newSummoned !== '' && !isWritten && (
              <span class="t-error">{words.report.newSummonedDiffers(num(declared))}</span>
            )}
          </label>
        )}
        <label class="field">
          <span>{words.report.remark}</span>
          <input
            class="input"
            value={note}
            maxLength={NOTE_MAX}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
        </label>
        <div role="alert">
          {asked && (
            <p class="t-error">
              {before === null ? words.report.jump : words.report.jumpFrom(num(before), num(filled(draft).present))}
            </p>
          )}
        </div>
        <p class="dim small">{words.report.note}</p>
        <div class="form-end">
          <button type="button" class="btn" onClick={onClose}>
            {words.cancel}
          </button>
          <button type="submit" class="btn primary" disabled={!fits}>
            {asked ? words.report.confirm : words.report.send}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
