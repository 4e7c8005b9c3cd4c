import { NEXT_PHASES, type Phase } from '@hub/shared/model/session.ts';
import type { BoardView } from '@hub/shared/view/row.ts';
import { useState } from 'preact/hooks';
import { phaseBody } from '../staff/phase-words.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { StaffActions } from './control-props.ts';
import { t } from './text.ts';

interface PhaseChipProps {
  readonly view: BoardView;
  /** What is shown is of then: "live" beside "replay" would contradict it. */
  readonly isPast: boolean;
  readonly actions: StaffActions;
}

/** Where the session stands. For whoever may move it on, the way there: choose, then confirm. */
export function PhaseChip({ view, isPast, actions }: PhaseChipProps) {
  const words = t();
  const { session } = view;
  const [choosing, setChoosing] = useState(false);
  const [asking, setAsking] = useState<Phase | null>(null);
  const { enterPhase } = actions;
  if (isPast) return <span class="phase then">{words.replay.phaseThen(words.phase[session.phase])}</span>;
  const chip = (
    <>
      <i />
      {words.phase[session.phase].toUpperCase()}
    </>
  );
  if (!enterPhase) return <span class={`phase p-${session.phase}`}>{chip}</span>;
  const action = (phase: Phase): string => (phase === session.phase ? words.phases.again : words.phases.enter[phase]);
  return (
    <>
      <button
        type="button"
        class={`phase p-${session.phase}`}
        title={words.phases.change}
        onClick={() => setChoosing(true)}
      >
        {chip}
        <span class="unseen">. {words.phases.change}</span>
      </button>
      {choosing && (
        <Dialog title={words.phases.change} onClose={() => setChoosing(false)}>
          {session.phase === 'ended' ? (
            <p>{words.phases.reopenAt}</p>
          ) : (
            <div class="phase-choices">
              {NEXT_PHASES[session.phase].map((phase) => (
                <button
                  key={phase}
                  type="button"
                  class="btn"
                  onClick={() => {
                    setChoosing(false);
                    setAsking(phase);
                  }}
                >
                  {action(phase)}
                </button>
              ))}
            </div>
          )}
        </Dialog>
      )}
      {asking !== null && (
        <ConfirmDialog
          title={words.phases.enterTitle(action(asking))}
          body={phaseBody(asking, view, words.phases)}
          confirm={action(asking)}
          cancel={words.cancel}
          danger={asking === 'ended'}
          onConfirm={() => enterPhase(asking)}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}
