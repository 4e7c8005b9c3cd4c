import { useState } from 'preact/hooks';
import { clockTime, timer } from '../ui/format.ts';
import { Mark } from '../ui/mark.tsx';
import { MIX_ORDER } from '../ui/states.ts';
import { useSettled } from '../ui/settled.ts';
import { num, pct } from '../ui/text.ts';
import type { BoardProps, Panel, StaffActions } from './control-props.ts';
import { liftableFor } from './lift-freeze.ts';
import { FreezeDialog, RoundDialog } from './round-dialogs.tsx';
import { t } from './text.ts';
import { Trend } from './trend.tsx';

type FiguresProps = Pick<BoardProps, 'view' | 'moment'> & {
  readonly actions: StaffActions;
  readonly onPanel: (panel: Panel) => void;
};

/** The two figures the eye meets first, each with its whole and its gap, then the round and the incidents. */
export function Figures({ view, moment, actions, onPanel }: FiguresProps) {
  const words = t();
  const { totals, session } = view;
  const asOf = moment.stale ? ` ${words.stale.asOf(clockTime(moment.now, session.timeZone, true))}` : '';
  const { round } = session;
  const waiting = view.hub.nodes?.waiting ?? 0;
  const known = round !== null && totals.reported > 0;
  const trend =
    session.trend && !moment.stale ? { trend: session.trend, now: moment.now, timeZone: session.timeZone } : null;
  const open = view.incidents.length;
  const unowned = view.incidents.filter((incident) => incident.status === 'open').length;
  const critical = view.incidents.filter((incident) => incident.severity === 'critical').length;
  return (
    <section class="figs" aria-label={words.figures}>
      <div class="fig">
        <div class="lab">
          {words.linksUp + asOf}
          {trend && <Trend of="up" current={totals.byState.up} {...trend} />}
        </div>
        <div class="big">
          <span class="v">{num(totals.byState.up)}</span>
          <span class="of">{words.ofPoints(num(totals.points))}</span>
        </div>
        <div class="mix" aria-hidden="true">
          {MIX_ORDER.filter((state) => totals.byState[state] > 0).map((state) => (
            <i key={state} class={`fill-${state}`} style={{ flexGrow: totals.byState[state] }} />
          ))}
        </div>
      </div>
      <div class="fig">
        <div class="lab">
          <span class="clip">
            {(round ? words.presentRound(round.number, words.roundName(round)) : words.present) + asOf}
          </span>
          {trend && known && <Trend of="present" current={totals.present} {...trend} />}
        </div>
        <div class="big">
          <span class="v">{known ? num(totals.present) : words.none}</span>
          <span class="of">{words.ofSummoned(num(totals.summoned))}</span>
          {known && <span class="of share">{pct(totals.present, totals.summoned)}</span>}
        </div>
        <div class="lab cov">
          {round ? (
            <span>
              <button
                type="button"
                class="linkbtn"
                title={`${words.rollUp.title} (G)`}
                onClick={() => onPanel('roll-up')}
              >
                {words.reportedPoints(num(totals.reported), num(totals.covered))}
              </button>
              {waiting > 0
                ? `, ${words.waitingReports(waiting)}`
                : totals.reported < totals.covered
                  ? words.notYet(num(totals.covered - totals.reported), num(totals.summoned - totals.summonedReported))
                  : words.allReported}
            </span>
          ) : (
            <span>{words.noRoundHint}</span>
          )}
        </div>
      </div>
      <RoundFigure view={view} moment={moment} actions={actions} onPanel={onPanel} />
      <div class="fig">
        <div class="lab">{words.openIncidents + asOf}</div>
        <div class="big">
          <span class="v">{num(open)}</span>
          {open > 0 && (
            <span class="of">
              {unowned === 0 ? words.allOwned : unowned === open ? words.noneOwned : words.unownedCount(num(unowned))}
            </span>
          )}
        </div>
        <div class="lab cov weight">
          {critical > 0 && (
            <span class="in">
              <Mark state="lost" size={12} decorative /> {words.critical(num(critical))}
            </span>
          )}
          {open > critical && (
            <span class="in">
              <Mark state="impaired" size={12} decorative /> {words.notices(num(open - critical))}
            </span>
          )}
        </div>
      </div>
    </section>
  );
}

function RoundFigure({ view, moment, actions, onPanel }: FiguresProps) {
  const words = t();
  const { totals, session } = view;
  const { round } = session;
  const { exportRound } = actions;
  const [asking, setAsking] = useState<'open' | 'freeze' | null>(null);
  const isSettled = useSettled(round === null ? '' : `${round.id} ${round.frozenAt === null}`);
  const silent = round === null ? 0 : totals.covered - totals.reported;
  const collecting = round !== null && round.frozenAt === null;
  const left = collecting && round.deadlineAt !== null ? round.deadlineAt - moment.hubNow : null;
  const hint = moment.stale ? words.stale.needsHub : undefined;
  const running = session.phase === 'live' || session.phase === 'rehearsal';
  const liftMs = running ? liftableFor(session, moment.hubNow) : 0;
  return (
    <div class="fig">
      <div class="lab">
        {!round
          ? words.noRound
          : round.frozenAt !== null
            ? words.frozenAt(clockTime(round.frozenAt, session.timeZone))
            : round.deadlineAt !== null
              ? words.deadline(clockTime(round.deadlineAt, session.timeZone))
              : words.collecting}
        {round && round.frozenAt !== null && exportRound && (
          <button
            type="button"
            class="linkbtn"
            disabled={moment.stale}
            title={hint ?? words.rollUp.exportHint}
            onClick={() => exportRound(round)}
          >
            {words.rollUp.export}
          </button>
        )}
      </div>
      <div class="big">
        {!round ? (
          <span class="v">{words.none}</span>
        ) : left !== null ? (
          <>
            <span class="v">{left >= 0 ? timer(left, 'up') : timer(-left)}</span>
            <span class="of">{left >= 0 ? words.remaining : words.overdue}</span>
          </>
        ) : silent > 0 && totals.amended > 0 ? (
          // Below stands who had not reported; that it is frozen is said above.
          <span class="of word more">{words.amendedPoints(num(totals.amended))}</span>
        ) : (
          <span class="of word">{round.frozenAt !== null ? words.frozen : words.noDeadline}</span>
        )}
        {liftMs > 0 && round && actions.unfreezeRound && (
          <button
            type="button"
            class="linkbtn"
            disabled={moment.stale || !isSettled}
            title={hint ?? words.unfreezeHint}
            onClick={() => actions.unfreezeRound?.(round.id)}
          >
            {words.unfreeze(timer(liftMs, 'up'))}
          </button>
        )}
      </div>
      <div class="lab cov">
        {silent > 0 ? (
          <button type="button" class="linkbtn" title={`${words.late.title} (N)`} onClick={() => onPanel('late')}>
            {words.silentPoints(num(silent))}
          </button>
        ) : (
          <span>{totals.amended > 0 ? words.amendedPoints(num(totals.amended)) : ''}</span>
        )}
        {collecting && actions.freezeRound && (
          <button
            key="freeze"
            type="button"
            class="linkbtn"
            disabled={moment.stale || !isSettled}
            title={hint}
            onClick={() => setAsking('freeze')}
          >
            {words.freeze}
          </button>
        )}
        {!collecting && running && actions.openRound && (
          <button
            key="open"
            type="button"
            class="linkbtn"
            disabled={moment.stale || !isSettled}
            title={hint}
            onClick={() => setAsking('open')}
          >
            {round ? words.openNextRound : words.openRound}
          </button>
        )}
      </div>
      {asking === 'open' && actions.openRound && (
        <RoundDialog rounds={session.rounds} onOpen={actions.openRound} onClose={() => setAsking(null)} />
      )}
      {asking === 'freeze' && round && actions.freezeRound && (
        <FreezeDialog round={round} totals={totals} onFreeze={actions.freezeRound} onClose={() => setAsking(null)} />
      )}
    </div>
  );
}
