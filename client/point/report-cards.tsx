import { accounted, type Headcount } from '@hub/shared/model/headcount.ts';
import type { PointView } from '@hub/shared/protocol/down.ts';
import type { Draft, ReportCard } from '../state/report.ts';
import { clockTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { CHECK, CIRCLE_ALERT, CLOCK } from '../ui/icons.ts';
import { num } from '../ui/text.ts';
import { HeadcountForm } from './headcount-form.tsx';
import type { Later } from './later/later.tsx';
import type { PointActions } from './point-props.ts';
import { whyNot } from './queue-list.tsx';
import { t } from './text.ts';

interface ReportSectionProps {
  readonly view: PointView;
  readonly card: ReportCard;
  readonly draft: Draft | null;
  readonly editing: boolean;
  readonly now: number;
  readonly offline: boolean;
  readonly reasons: Later['Reasons'] | null;
  readonly actions: PointActions;
}

/**
 * The one thing to do now, or what came of it. The head stays where it is whatever it says, so that a screen reader says
 * each change of it; a refusal is an alert, and the form is silent.
 */
export function ReportSection(props: ReportSectionProps) {
  return (
    <section class="sec">
      <div aria-live="polite">{headOf(props)}</div>
      {bodyOf(props)}
    </section>
  );
}

function headOf({ view, card, offline }: ReportSectionProps) {
  const words = t().report;
  switch (card.kind) {
    case 'no-round':
      return <Plain title={words.noRound} hint={words.noRoundHint} />;
    case 'over':
      return <Plain title={t().ended} hint={words.overHint} />;
    case 'not-pen':
      return <Plain title={words.notPen} hint={words.notPenHint} />;
    case 'sending':
      return (
        <div class="card">
          <Icon of={CLOCK} size={30} weight={2.25} />
          <div class="w">
            {!offline
              ? card.delay === 'undecided'
                ? t().errors.undecided
                : words.sending
              : card.safe
                ? words.kept
                : words.unsent}
          </div>
          <div class="y">
            {offline
              ? card.safe
                ? words.keptHint
                : words.unsentHint
              : card.delay !== null && (words.delays[card.delay] ?? words.keptHint)}
          </div>
        </div>
      );
    case 'received': {
      const round = view.round ? t().roundName(view.round).toLowerCase() : '';
      const declared = `${num(accounted(card.count))}/${num(card.summoned)}`;
      const remark = card.late ? words.late : card.onBehalf ? words.onBehalf : !card.counts ? words.notCounted : '';
      return (
        <div class="card">
          <span class="tick">
            <Icon of={CHECK} size={22} weight={3} />
          </span>
          <div class="w">{words.received(clockTime(card.at, view.session.timeZone))}</div>
          <div class="y">{words.receivedHint(round, declared)}</div>
          {view.round && view.round.frozenAt !== null && (
            <div class="y">
              {words.frozen(clockTime(view.round.frozenAt, view.session.timeZone))}
              {view.amended && view.headcount && words.frozenFigure(num(view.headcount.present))}
            </div>
          )}
          {remark !== '' && <div class="y">{remark}</div>}
        </div>
      );
    }
    case 'form':
    case 'refused':
      return null;
  }
}

function bodyOf({ view, card, draft, editing, now, offline, reasons, actions }: ReportSectionProps) {
  const words = t().report;
  const hasPen = view.standing === 'pen' && view.session.phase !== 'ended';
  const again = (label: string) => (
    <button type="button" class="big line" onClick={actions.edit}>
      {label}
    </button>
  );
  switch (card.kind) {
    case 'no-round':
    case 'over':
    case 'not-pen':
      return null;
    case 'form':
      if (!draft || !view.round) return null;
      return (
        <HeadcountForm
          view={view}
          round={view.round}
          draft={draft}
          now={now}
          editing={editing}
          reasons={reasons}
          actions={actions}
        />
      );
    case 'sending':
      return (
        <>
          <Figures count={card.count} />
          {offline && card.safe && hasPen && again(words.edit)}
        </>
      );
    case 'refused':
      return (
        <>
          <div class="card" role="alert">
            <span class="t-error">
              <Icon of={CIRCLE_ALERT} size={30} weight={2.25} />
            </span>
            <div class="w t-error">{words.refused}</div>
            <div class="y">{whyNot(card.why)}</div>
          </div>
          <Figures count={card.count} />
          {hasPen && again(words.editRefused)}
        </>
      );
    case 'received':
      return (
        <>
          <Figures count={card.count} />
          {hasPen && again(words.edit)}
        </>
      );
  }
}

function Plain({ title, hint }: { readonly title: string; readonly hint: string }) {
  return (
    <>
      <h2>{title}</h2>
      <p class="hint">{hint}</p>
    </>
  );
}

function Figures({ count }: { readonly count: Headcount }) {
  const words = t().report;
  const one = (value: number, word: string) => (
    <div>
      <b>{num(value)}</b>
      {word}
    </div>
  );
  return (
    <div class="nums">
      {one(count.present, words.presentCount)}
      {one(count.excused, words.excusedCount)}
      {one(count.unexcused, words.unexcusedCount)}
      {one(count.guests, words.guestsCount)}
    </div>
  );
}
