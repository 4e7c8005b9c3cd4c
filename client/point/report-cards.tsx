import { accounted, type Headcount } from '@hub/shared/model/headcount.ts';
import type { PointView } from '@hub/shared/protocol/down.ts';
import type { Draft, ReportCard } from '../state/report.ts';
import { clockTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { CHECK, CIRCLE_ALERT, CLOCK } from '../ui/icons.ts';
import { num } from '../ui/text.ts';
import { HeadcountForm } from './headcount-form.tsx';
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
  readonly actions: PointActions;
}

/** The one thing to do now, or what came of it. */
export function ReportSection({ view, card, draft, editing, now, offline, actions }: ReportSectionProps) {
  const words = t().report;
  switch (card.kind) {
    case 'no-round':
      return <Plain title={words.noRound} hint={words.noRoundHint} />;
    case 'not-pen':
      return <Plain title={words.notPen} hint={words.notPenHint} />;
    case 'form':
      if (!draft || !view.round) return null;
      return (
        <HeadcountForm view={view} round={view.round} draft={draft} now={now} editing={editing} actions={actions} />
      );
    case 'sending':
      return (
        <section class="sec" role="status">
          <div class="card">
            <Icon of={CLOCK} size={30} weight={2.25} />
            <div class="w">{!offline ? words.sending : card.safe ? words.kept : words.unsent}</div>
            <div class="y">
              {offline
                ? card.safe
                  ? words.keptHint
                  : words.unsentHint
                : card.delay !== null && (words.delays[card.delay] ?? words.keptHint)}
            </div>
          </div>
          <Figures count={card.count} />
          {offline && card.safe && view.standing === 'pen' && (
            <button type="button" class="big line" onClick={actions.edit}>
              {words.edit}
            </button>
          )}
        </section>
      );
    case 'refused':
      return (
        <section class="sec" role="alert">
          <div class="card">
            <span class="t-error">
              <Icon of={CIRCLE_ALERT} size={30} weight={2.25} />
            </span>
            <div class="w t-error">{words.refused}</div>
            <div class="y">{whyNot(card.why)}</div>
          </div>
          <Figures count={card.count} />
          {view.standing === 'pen' && (
            <button type="button" class="big line" onClick={actions.edit}>
              {words.editRefused}
            </button>
          )}
        </section>
      );
    case 'received': {
      const round = view.round ? t().roundName(view.round).toLowerCase() : '';
      const declared = `${num(accounted(card.count))}/${num(card.summoned)}`;
      const remark = card.late ? words.late : card.onBehalf ? words.onBehalf : !card.counts ? words.notCounted : '';
      return (
        <section class="sec" role="status">
          <div class="card">
            <span class="tick">
              <Icon of={CHECK} size={22} weight={3} />
            </span>
            <div class="w">{words.received(clockTime(card.at, view.session.timeZone))}</div>
            <div class="y">{words.receivedHint(round, declared)}</div>
            {remark !== '' && <div class="y">{remark}</div>}
          </div>
          <Figures count={card.count} />
          {view.standing === 'pen' && (
            <button type="button" class="big line" onClick={actions.edit}>
              {words.edit}
            </button>
          )}
        </section>
      );
    }
  }
}

function Plain({ title, hint }: { readonly title: string; readonly hint: string }) {
  return (
    <section class="sec">
      <h2>{title}</h2>
      <p class="hint">{hint}</p>
    </section>
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
