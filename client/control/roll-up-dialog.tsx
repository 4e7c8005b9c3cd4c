import type { Round } from '@hub/shared/model/session.ts';
import { rollUpBoard } from '@hub/shared/view/board-roll-up.ts';
import type { Rolled } from '@hub/shared/view/roll-up.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
import { useMemo, useState } from 'preact/hooks';
import { copyText } from '../ui/copy.ts';
import { Dialog } from '../ui/dialog.tsx';
import { clockTime } from '../ui/format.ts';
import { notify } from '../ui/notice.tsx';
import { num, pct } from '../ui/text.ts';
import type { Moment, StaffActions } from './control-props.ts';
import { rollUpText } from './roll-up-text.ts';
import { t } from './text.ts';

interface RollUpProps {
  readonly view: BoardView;
  readonly moment: Moment;
  readonly actions: StaffActions;
  readonly onClose: () => void;
}

/** H16: the round that is on, or was frozen last, by area or by block, as it stands now. */
export function RollUpDialog({ view, moment, actions, onClose }: RollUpProps) {
  const words = t().rollUp;
  const [by, setBy] = useState<'area' | 'block'>('area');
  const { session } = view;
  const { round } = session;
  const rolled = useMemo(() => rollUpBoard(view, by), [view, by]);
  const copy = (): void => {
    const text = rollUpText(rolled, view, by, moment.now, t());
    void copyText(text).then((done) => {
      if (done) notify('done', words.copied);
      else notify('error', t().copyFailed + text);
    });
  };
  const tab = (one: 'area' | 'block', word: string) => (
    <button type="button" class="tab" aria-pressed={by === one} onClick={() => setBy(one)}>
      {word}
    </button>
  );
  return (
    <Dialog
      title={words.title}
      wide
      onClose={onClose}
      actions={
        <>
          <ExportButtons rounds={session.rounds} moment={moment} actions={actions} />
          {round && (
            <button type="button" class="btn primary" onClick={copy}>
              {words.copy}
            </button>
          )}
        </>
      }
    >
      {!round ? (
        <p class="dim">{t().noRound}</p>
      ) : (
        <>
          <p class="dim small">
            {t().presentRound(round.number, t().roundName(round))},{' '}
            {round.frozenAt === null
              ? words.asOf(clockTime(moment.now, session.timeZone, true))
              : t().frozenAt(clockTime(round.frozenAt, session.timeZone)).toLowerCase()}
          </p>
          <div class="tabs roll-tabs" role="group" aria-label={words.by}>
            {tab('area', words.byArea)}
            {tab('block', words.byBlock)}
          </div>
          <table class="roll-up">
            <thead>
              <tr>
                <th scope="col">{by === 'area' ? words.area : words.block}</th>
                <th scope="col">{words.reported}</th>
                <th scope="col">{words.present}</th>
                <th scope="col">{words.share}</th>
                <th scope="col">{words.excused}</th>
                <th scope="col">{words.unexcused}</th>
                <th scope="col">{words.guests}</th>
              </tr>
            </thead>
            <tbody>
              {rolled.lines.map((line) => (
                <Line key={line.name} line={line} name={line.name || words.unnamed} />
              ))}
            </tbody>
            <tfoot>
              <Line line={rolled.total} name={words.total} />
            </tfoot>
          </table>
        </>
      )}
    </Dialog>
  );
}

/** H1: where nobody has reported the figures are unknown, not 0. */
function Line({ line, name }: { readonly line: Rolled; readonly name: string }) {
  const known = line.reported > 0;
  const figure = (value: number): string => (known ? num(value) : t().none);
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        {num(line.reported)}/{num(line.points)}
      </td>
      <td>
        <b>{figure(line.present)}</b>/{num(line.summoned)}
      </td>
      <td>{known ? pct(line.present, line.summoned) : t().none}</td>
      <td>{figure(line.excused)}</td>
      <td>{figure(line.unexcused)}</td>
      <td>{figure(line.guests)}</td>
    </tr>
  );
}

interface ExportProps {
  readonly rounds: readonly Round[];
  readonly moment: Moment;
  readonly actions: StaffActions;
}

/** Every frozen round of the run, the newest too. */
function ExportButtons({ rounds, moment, actions }: ExportProps) {
  const words = t();
  const { exportRound } = actions;
  if (!exportRound) return null;
  return (
    <>
      {rounds
        .filter(({ frozenAt }) => frozenAt !== null)
        .map((round) => (
          <button
            key={round.id}
            type="button"
            class="btn"
            disabled={moment.stale}
            title={moment.stale ? words.stale.needsHub : undefined}
            onClick={() => exportRound(round)}
          >
            {words.rollUp.exportOf(`${round.number} ${words.roundName(round)}`)}
          </button>
        ))}
    </>
  );
}
