import { HEADCOUNT_MAX } from '@hub/shared/model/headcount.ts';
import type { Round } from '@hub/shared/model/session.ts';
import type { PointView } from '@hub/shared/protocol/down.ts';
import { sumCheck, type HeadcountDraft } from '@hub/shared/view/sum.ts';
import { obstacleOf, type Draft } from '../state/report.ts';
import { clockTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import type { Later } from './later/later.tsx';
import { CHECK, CIRCLE_ALERT } from '../ui/icons.ts';
import { Stepper } from '../ui/stepper.tsx';
import { num } from '../ui/text.ts';
import type { PointActions } from './point-props.ts';
import { t } from './text.ts';

interface HeadcountFormProps {
  readonly view: PointView;
  readonly round: Round;
  readonly draft: Draft;
  readonly now: number;
  /** Over a report that was received or refused. */
  readonly editing: boolean;
  /** Null until it was fetched. */
  readonly reasons: Later['Reasons'] | null;
  readonly actions: Pick<PointActions, 'change' | 'send' | 'stopEditing'>;
}

/** H3: four figures, their sum held against the number summoned while they are typed. */
export function HeadcountForm({ view, round, draft, now, editing, reasons: Reasons, actions }: HeadcountFormProps) {
  const words = t().report;
  const { summoned } = view.point;
  const { figures } = draft;
  const check = sumCheck(figures, summoned);
  const differs = check.kind === 'short' || check.kind === 'over';
  const obstacle = obstacleOf(draft, summoned);
  const blank = check.kind === 'empty' && figures.guests === null;
  const set = (key: keyof HeadcountDraft, value: number | null): void => {
    const next = { ...figures, [key]: value };
    // A reason explains one difference, not the next one.
    const agrees = sumCheck(next, summoned).kind === 'match';
    actions.change(agrees ? { figures: next, reason: null, summoned: null, explaining: false } : { figures: next });
  };
  const step = (key: keyof HeadcountDraft, label: string, hint: string) => (
    <Stepper
      label={label}
      hint={hint}
      less={words.less}
      more={words.more}
      value={figures[key]}
      max={HEADCOUNT_MAX}
      onChange={(value) => set(key, value)}
    />
  );
  return (
    <>
      <ReportHead view={view} round={round} now={now} />
      {round.frozenAt !== null && <p class="hint">{words.frozenHint}</p>}
      {step('present', words.present, words.presentHint(num(summoned)))}
      {step('excused', words.absent, words.excusedHint)}
      {step('unexcused', words.absent, words.unexcusedHint)}
      {step('guests', words.guests, words.guestsHint)}
      {view.previous && blank && (
        <button
          type="button"
          class="lnk"
          onClick={() => {
            const { present, excused, unexcused, guests } = view.previous ?? {};
            if (present !== undefined) {
              actions.change({
                figures: { present, excused: excused ?? null, unexcused: unexcused ?? null, guests: guests ?? null },
              });
            }
          }}
        >
          {words.usePrevious(num(view.previous.present))}
        </button>
      )}
      <SumLine check={check} summoned={summoned} explained={obstacle === null} />
      {differs && !draft.explaining && draft.reason === null && (
        <button type="button" class="lnk" onClick={() => actions.change({ explaining: true })}>
          {words.differs}
        </button>
      )}
      {differs && Reasons && (draft.explaining || draft.reason !== null) && (
        <Reasons draft={draft} summoned={summoned} declared={check.declared} change={actions.change} />
      )}
      <button type="button" class="big go" disabled={obstacle !== null} aria-describedby="sum" onClick={actions.send}>
        {words.send}
      </button>
      {editing && (
        <button type="button" class="lnk" onClick={actions.stopEditing}>
          {words.keep}
        </button>
      )}
    </>
  );
}

export function ReportHead({ view, round, now }: Pick<HeadcountFormProps, 'view' | 'round' | 'now'>) {
  const words = t().report;
  const zone = view.session.timeZone;
  const due =
    round.frozenAt !== null
      ? words.frozen(clockTime(round.frozenAt, zone))
      : round.deadlineAt === null
        ? ''
        : now > round.deadlineAt
          ? words.overdue(clockTime(round.deadlineAt, zone))
          : words.due(clockTime(round.deadlineAt, zone));
  return (
    <h2>
      {`${words.title}, ${t().roundName(round).toLowerCase()}`}
      <span>{due}</span>
    </h2>
  );
}

interface SumLineProps {
  readonly check: ReturnType<typeof sumCheck>;
  readonly summoned: number;
  readonly explained: boolean;
}

function SumLine({ check, summoned, explained }: SumLineProps) {
  const words = t().report;
  const good = check.kind === 'match' || (check.kind !== 'empty' && explained);
  return (
    <p class={check.kind === 'empty' || good ? 'sum' : 'sum t-error'} id="sum" role="status">
      {check.kind === 'empty' ? (
        <span class="hint">{words.empty}</span>
      ) : (
        <>
          <span class={good ? 't-up' : ''}>
            <Icon of={good ? CHECK : CIRCLE_ALERT} size={22} weight={2.4} />
          </span>
          <span>
            <b>{words.declared(num(check.declared), num(summoned))}</b>
            {check.kind === 'match' && words.match}
            {check.kind === 'short' && words.short(num(check.difference))}
            {check.kind === 'over' && words.over(num(check.difference))}
          </span>
        </>
      )}
    </p>
  );
}
