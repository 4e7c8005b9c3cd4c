import type { CheckProblem, QueuedTurn, StandbyTurn } from '@hub/shared/model/floor.ts';
import type { PointId, TurnId } from '@hub/shared/model/ids.ts';
import type { FloorView } from '@hub/shared/view/row.ts';
import { useState } from 'preact/hooks';
import { clockTime } from '../../ui/format.ts';
import { useSettled } from '../../ui/settled.ts';
import { num } from '../../ui/text.ts';
import type { VideoDesk } from '../../staff/video/video-desk.ts';
import type { AttentionProps } from '../attention-list.tsx';
import { t } from '../text.ts';
import { AddDialog, DespiteDialog } from './floor-dialogs.tsx';
import { nameOf } from './floor-names.ts';
import { OnAirBlock } from './on-air-block.tsx';
import { QueueRow } from './queue-row.tsx';

/** As the hub has it unless the person says otherwise. */
const USUAL_MINUTES = 5;
const MINUTES_OFFERED = [2, 3, 5, 7, 10, 15, 20, 30];

interface FloorPanelProps extends Pick<AttentionProps, 'view' | 'moment' | 'actions' | 'onSelect'> {
  /** Who speaks, who is on standby and who is next, and no more. */
  readonly brief?: boolean;
  /** Shows who stands by. */
  readonly video?: VideoDesk | null;
}

/** Who speaks, who is next, and the one step that comes now. */
export function FloorPanel({ view, moment, actions: allowed, onSelect, brief = false, video = null }: FloorPanelProps) {
  const words = t().floor;
  const [asking, setAsking] = useState<'add' | TurnId | null>(null);
  const [minutes, setMinutes] = useState(USUAL_MINUTES);
  /** The point that was to go on air while another one is. */
  const [refused, setRefused] = useState<PointId | null>(null);
  const { onAir, queue, more, ended } = view.floor;
  const { phase, timeZone } = view.session;
  const isSettled = useSettled(onAir?.id ?? '');
  const isRunning = phase === 'rehearsal' || phase === 'live';
  const asked = queue.find(({ id }) => id === asking);
  // Nothing moves on a floor whose phase is over.
  const actions = isRunning ? allowed : {};
  const { giveFloor, addToFloor } = actions;

  const give = (turn: QueuedTurn, despite: readonly CheckProblem[]): void => {
    setRefused(null);
    void giveFloor?.({ turnId: turn.id, minutes, despite }).then((given) => {
      if (given === 'taken') setRefused(turn.pointId);
      if (given !== 'check') return;
      actions.repeatCheck?.(turn.id);
      setAsking(turn.id);
    });
  };
  const wantGive = (turn: StandbyTurn): void => {
    if (turn.check.problems.length > 0) setAsking(turn.id);
    else give(turn, []);
  };
  const shown = brief ? queue.filter((turn, i) => turn.status === 'standby' || i === 0 || isNext(queue, i)) : queue;
  if (brief && !onAir && queue.length === 0) return null;
  const shared = { view, moment, actions, onSelect };
  return (
    <section class={brief ? 'sec floor brief' : 'sec floor'} aria-label={words.title}>
      <h2>
        {words.title}
        {queue.length > 0 && <span class="n">{words.waiting(num(queue.length + more))}</span>}
        {addToFloor && !brief && (
          <button
            type="button"
            class="btn sm r"
            disabled={moment.stale}
            title={moment.stale ? t().stale.needsHub : undefined}
            onClick={() => setAsking('add')}
          >
            {words.add}
          </button>
        )}
      </h2>
      {onAir ? (
        <OnAirBlock key={onAir.id} turn={onAir} isNew={!isSettled} {...shared} />
      ) : (
        <p class="calm">{isRunning ? words.nobodyOnAir : words.notRunning}</p>
      )}
      {refused !== null && onAir && (
        <p class="floor-refused" role="alert">
          {words.taken(nameOf(view, refused), nameOf(view, onAir.pointId))}
        </p>
      )}
      {isRunning && queue.length === 0 && !brief && <p class="calm">{words.nobody}</p>}
      <ol class="floor-queue">
        {shown.map((turn) => (
          <QueueRow
            key={turn.id}
            turn={turn}
            isNext={isNext(queue, queue.indexOf(turn))}
            neighbours={neighboursOf(queue, turn)}
            onGive={wantGive}
            video={video}
            {...shared}
          />
        ))}
      </ol>
      {more > 0 && !brief && <p class="calm">{words.more(num(more))}</p>}
      {giveFloor && (
        <label class="floor-limit">
          {words.limit}
          <select value={minutes} onChange={(event) => setMinutes(Number(event.currentTarget.value))}>
            {MINUTES_OFFERED.map((count) => (
              <option key={count} value={count}>
                {num(count)} {words.minutes}
              </option>
            ))}
          </select>
        </label>
      )}
      {!brief && <Ended ended={ended} timeZone={timeZone} {...shared} />}
      {asking === 'add' && addToFloor && (
        <AddDialog view={view} onAdd={(pointId) => addToFloor(pointId)} onClose={() => setAsking(null)} />
      )}
      {asked?.status === 'standby' && (
        <DespiteDialog
          view={view}
          turn={asked}
          onGive={(despite) => give(asked, despite)}
          onClose={() => setAsking((held) => (held === asked.id ? null : held))}
        />
      )}
    </section>
  );
}

/** The first of those that wait. */
function isNext(queue: readonly QueuedTurn[], place: number): boolean {
  return queue[place]?.status === 'waiting' && queue[place - 1]?.status !== 'waiting';
}

/** Where a step up or down leads: before the one above, or before the one after the next. Undefined: nowhere. */
function neighboursOf(
  queue: readonly QueuedTurn[],
  turn: QueuedTurn,
): { readonly up: TurnId | undefined; readonly down: TurnId | null | undefined } {
  const same = queue.filter(({ status }) => status === turn.status);
  const place = same.indexOf(turn);
  return {
    up: same[place - 1]?.id,
    down: place === same.length - 1 ? undefined : (same[place + 2]?.id ?? null),
  };
}

interface EndedProps extends Pick<AttentionProps, 'view' | 'moment' | 'actions'> {
  readonly ended: FloorView['ended'];
  readonly timeZone: string;
}

function Ended({ ended, timeZone, view, moment, actions }: EndedProps) {
  const words = t().floor;
  if (ended.length === 0) return null;
  const { returnTurn } = actions;
  const { onAir, queue } = view.floor;
  const has = new Set([...queue, ...(onAir ? [onAir] : [])].map(({ pointId }) => pointId));
  return (
    <>
      <h3>{words.ended}</h3>
      <ul class="floor-ended">
        {ended.map((turn) => (
          <li key={turn.id}>
            <span class="clip">{nameOf(view, turn.pointId)}</span>
            <span class="dim">
              {words.endedAs[turn.status]} {clockTime(turn.endedAt, timeZone)}
            </span>
            {returnTurn && !has.has(turn.pointId) && (
              <button
                type="button"
                class="linkbtn"
                disabled={moment.stale}
                onClick={() => returnTurn(turn.id, turn.status === 'done' ? 'standby' : 'queue')}
              >
                {words.putBack}
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** What waits for somebody here. */
export function floorCount({ floor: { onAir, queue, more } }: AttentionProps['view']): number {
  return queue.length + more + (onAir ? 1 : 0);
}
