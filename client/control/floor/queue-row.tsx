import type { QueuedTurn, StandbyTurn } from '@hub/shared/model/floor.ts';
import type { TurnId } from '@hub/shared/model/ids.ts';
import { useEffect, useRef } from 'preact/hooks';
import { clockTime } from '../../ui/format.ts';
import { Mark } from '../../ui/mark.tsx';
import { useSettled } from '../../ui/settled.ts';
import type { AttentionProps } from '../attention-list.tsx';
import { t } from '../text.ts';
import { isWatchable } from '../../staff/video/picture.tsx';
import type { VideoDesk } from '../../staff/video/video-desk.ts';
import { StandbyPicture } from './standby-picture.tsx';
import { checkWords, nameOf, problemWords } from './floor-names.ts';

interface QueueRowProps extends Pick<AttentionProps, 'view' | 'moment' | 'actions' | 'onSelect'> {
  readonly turn: QueuedTurn;
  readonly isNext: boolean;
  readonly neighbours: { readonly up: TurnId | undefined; readonly down: TurnId | null | undefined };
  readonly onGive: (turn: StandbyTurn) => void;
  /** Null: this screen shows no pictures. */
  readonly video: VideoDesk | null;
}

/** One turn of the queue: what it is, what the check found, and its next step. */
export function QueueRow({ turn, isNext, neighbours, view, moment, actions, onSelect, onGive, video }: QueueRowProps) {
  const words = t().floor;
  const { timeZone } = view.session;
  const name = nameOf(view, turn.pointId);
  const row = view.rows.find(({ id }) => id === turn.pointId);
  const { moveTurn } = actions;
  const { up, down } = neighbours;
  const disabled = moment.stale;
  const time = clockTime(turn.askedAt, timeZone);
  const nameButton = useRef<HTMLButtonElement>(null);
  const lastStatus = useRef(turn.status);
  useEffect(() => {
    // The step that was pressed is gone: the keyboard stays on its line, but on nothing that acts at once.
    if (lastStatus.current !== turn.status && document.activeElement === document.body) nameButton.current?.focus();
    lastStatus.current = turn.status;
  }, [turn.status]);
  const move = (before: TurnId | null | undefined): void => {
    if (before !== undefined && !disabled) moveTurn?.(turn.id, before);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    move(event.key === 'ArrowUp' ? up : down);
  };
  return (
    <li class={turn.status === 'standby' ? 'q standby' : 'q'} onKeyDown={onKeyDown}>
      <div class="q1">
        <span class="st">
          {turn.status === 'standby' ? words.status.standby : words.status[isNext ? 'next' : 'waiting']}
        </span>
        {row && <Mark state={row.link.state} size={12} />}
        <button
          ref={nameButton}
          type="button"
          class="nm clip"
          title={moveTurn && words.moveKeys}
          onClick={() => onSelect(turn.pointId)}
        >
          {name}
        </button>
        <span class="dim">{turn.byRoom ? words.byRoom(time) : words.askedAt(time)}</span>
      </div>
      {turn.status === 'standby' &&
        (video && row && isWatchable(row) && view.session.mediaConfigured ? (
          <div class="prepared">
            <StandbyPicture video={video} row={row} />
            <Check turn={turn} timeZone={timeZone} />
          </div>
        ) : (
          <Check turn={turn} timeZone={timeZone} />
        ))}
      <div class="q2">
        <Steps turn={turn} isNext={isNext} view={view} disabled={disabled} actions={actions} onGive={onGive} />
        {moveTurn && (up !== undefined || down !== undefined) && (
          <span class="mv">
            <button
              type="button"
              class="iconbtn"
              aria-label={words.up(name)}
              disabled={disabled || up === undefined}
              onClick={() => move(up)}
            >
              ↑
            </button>
            <button
              type="button"
              class="iconbtn"
              aria-label={words.down(name)}
              disabled={disabled || down === undefined}
              onClick={() => move(down)}
            >
              ↓
            </button>
          </span>
        )}
      </div>
    </li>
  );
}

function Check({ turn: { check }, timeZone }: { readonly turn: StandbyTurn; readonly timeZone: string }) {
  const words = t().floor;
  const isWell = check.problems.length === 0;
  return (
    <p class={isWell ? 'chk' : 'chk bad'}>
      <b>{isWell ? words.passed : words.failed}</b>
      {isWell ? '' : `: ${problemWords(check.problems)}`} ({checkWords(check)};{' '}
      {words.checkedAt(clockTime(check.at, timeZone, true))})
    </p>
  );
}

interface StepsProps extends Pick<QueueRowProps, 'turn' | 'isNext' | 'view' | 'actions' | 'onGive'> {
  readonly disabled: boolean;
}

function Steps({ turn, isNext, view, disabled, actions, onGive }: StepsProps) {
  const words = t().floor;
  const { callToStandby, repeatCheck, giveFloor, skipTurn, returnTurn } = actions;
  const { onAir } = view.floor;
  const isSettled = useSettled(turn.status);
  if (turn.status === 'waiting') {
    return (
      <>
        {callToStandby && (
          <button
            key="call"
            type="button"
            class={isNext ? 'btn sm primary' : 'btn sm'}
            data-next={isNext}
            disabled={disabled || !isSettled}
            onClick={() => callToStandby(turn.id)}
          >
            {words.call}
          </button>
        )}
        {skipTurn && (
          <button
            key="skip"
            type="button"
            class="linkbtn"
            disabled={disabled || !isSettled}
            onClick={() => skipTurn(turn.id)}
          >
            {words.skip}
          </button>
        )}
      </>
    );
  }
  return (
    <>
      {giveFloor && (
        <button
          key="give"
          type="button"
          class={onAir ? 'btn sm' : 'btn sm primary'}
          data-next={onAir === null}
          disabled={disabled || !isSettled}
          title={onAir ? words.giveWaits(nameOf(view, onAir.pointId)) : undefined}
          onClick={() => onGive(turn)}
        >
          {words.give}
        </button>
      )}
      {repeatCheck && (
        <button key="check" type="button" class="linkbtn" disabled={disabled} onClick={() => repeatCheck(turn.id)}>
          {words.check}
        </button>
      )}
      {returnTurn && (
        <button
          key="back"
          type="button"
          class="linkbtn"
          disabled={disabled || !isSettled}
          onClick={() => returnTurn(turn.id, 'queue')}
        >
          {words.backToQueue}
        </button>
      )}
    </>
  );
}
