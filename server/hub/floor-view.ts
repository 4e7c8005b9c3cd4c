import { aheadOf, type EndedTurn, type Floor, FLOOR_LISTED, inOrder } from '@hub/shared/model/floor.ts';
import type { PointId, TurnId } from '@hub/shared/model/ids.ts';
import type { PointFloor } from '@hub/shared/protocol/down.ts';
import type { FloorView } from '@hub/shared/view/row.ts';
import { turnOfPoint } from '../domain/decide-floor.ts';
import type { PointState, SessionState, StateReader } from '../domain/state.ts';

/** Enough to take back a slip. */
const ENDED_SHOWN = 5;

export function floorView(floor: Floor): FloorView {
  const { onAir, queue } = floor;
  const listed = inOrder(queue).slice(0, FLOOR_LISTED);
  return {
    onAir,
    queue: listed,
    more: queue.length - listed.length,
    ended: endedShown(floor),
  };
}

/** The newest of each point; that it withdrew is not worth a line while it waits again. */
function endedShown(floor: Floor): EndedTurn[] {
  const seen = new Set<PointId>();
  const shown: EndedTurn[] = [];
  for (const turn of [...floor.ended].reverse()) {
    if (shown.length === ENDED_SHOWN) break;
    if (seen.has(turn.pointId)) continue;
    seen.add(turn.pointId);
    if (turn.status !== 'withdrawn' || !turnOfPoint(floor, turn.pointId)) shown.push(turn);
  }
  return shown;
}

/** Null where the point may not ask for the floor. */
export function pointFloor({ phase, floor }: SessionState, { point }: PointState): PointFloor | null {
  if (point.kind !== 'interactive' || (phase !== 'rehearsal' && phase !== 'live')) return null;
  const turn = turnOfPoint(floor, point.id);
  if (!turn) {
    const last = floor.ended.findLast(({ pointId }) => pointId === point.id);
    return { status: 'none', last: last ? { status: last.status, at: last.endedAt } : null };
  }
  switch (turn.status) {
    case 'on-air':
      return { status: 'on-air', onAirAt: turn.onAirAt, limitMs: turn.limitMs };
    case 'standby': {
      const ahead = aheadOf(floor, point.id);
      return { status: 'standby', since: turn.standbyAt, ahead, problems: turn.check.problems };
    }
    default:
      return { status: 'waiting', askedAt: turn.askedAt, ahead: aheadOf(floor, point.id) };
  }
}

/** The point that a turn belongs to, while it is one of this run's. */
export function pointOfTurn(state: StateReader, turnId: TurnId): PointState | undefined {
  const floor = state.session()?.floor;
  const turn = [floor?.onAir, ...(floor?.queue ?? []), ...(floor?.ended ?? [])].find((one) => one?.id === turnId);
  return turn ? state.point(turn.pointId) : undefined;
}
