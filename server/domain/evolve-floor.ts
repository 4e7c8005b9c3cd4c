import { type EndedTurn, type Floor, type QueuedTurn, TURNS_KEPT } from '@hub/shared/model/floor.ts';
import type { TurnId } from '@hub/shared/model/ids.ts';
import { unreachable } from '@hub/shared/lib/assert.ts';
import type { Fact } from './events.ts';

export type FloorFact = Extract<Fact, { turnId: TurnId }>;

export function foldFloor(floor: Floor, fact: FloorFact, at: number): Floor {
  const { turnId } = fact;
  const { onAir, queue } = floor;
  switch (fact.type) {
    case 'FloorRequested': {
      const { pointId, byRoom } = fact;
      return { ...floor, queue: [...queue, { id: turnId, pointId, askedAt: at, byRoom, status: 'waiting' }] };
    }
    case 'TurnMoved': {
      const turn = queue.find(({ id }) => id === turnId);
      return turn ? { ...floor, queue: placed(without(queue, turnId), turn, fact.before) } : floor;
    }
    case 'CalledToStandby':
      return changed(floor, turnId, ({ id, pointId, askedAt, byRoom }) => {
        return { id, pointId, askedAt, byRoom, status: 'standby', standbyAt: at, check: fact.check };
      });
    case 'CheckRepeated':
      return changed(floor, turnId, (turn) => (turn.status === 'standby' ? { ...turn, check: fact.check } : turn));
    case 'FloorGiven': {
      const turn = queue.find(({ id }) => id === turnId);
      if (!turn) return floor;
      const { id, pointId, askedAt, byRoom } = turn;
      const { check, limitMs } = fact;
      return {
        ...floor,
        onAir: { id, pointId, askedAt, byRoom, status: 'on-air', check, onAirAt: at, limitMs },
        queue: without(queue, turnId),
      };
    }
    case 'TurnLimited':
      return onAir ? { ...floor, onAir: { ...onAir, limitMs: fact.limitMs } } : floor;
    case 'TurnEnded': {
      if (!onAir) return floor;
      const { id, pointId, askedAt, byRoom, check, onAirAt } = onAir;
      const done: EndedTurn = { id, pointId, askedAt, byRoom, status: 'done', check, onAirAt, endedAt: at };
      return { onAir: null, queue, ended: kept(floor, done) };
    }
    case 'FloorWithdrawn':
    case 'TurnSkipped': {
      const turn = queue.find(({ id }) => id === turnId);
      if (!turn) return floor;
      const { id, pointId, askedAt, byRoom } = turn;
      const status = fact.type === 'TurnSkipped' ? 'skipped' : 'withdrawn';
      const ended: EndedTurn = { id, pointId, askedAt, byRoom, status, endedAt: at };
      return { ...floor, queue: without(queue, turnId), ended: kept(floor, ended) };
    }
    case 'TurnReturned':
      return returned(floor, fact, at);
    default:
      return unreachable(fact);
  }
}

/** Back in the queue it stands before all that wait: it had its turn already. */
function returned(floor: Floor, { turnId, to }: Extract<FloorFact, { type: 'TurnReturned' }>, at: number): Floor {
  const { onAir, queue, ended } = floor;
  const turn = onAir?.id === turnId ? onAir : [...queue, ...ended].find(({ id }) => id === turnId);
  if (!turn) return floor;
  const { id, pointId, askedAt, byRoom } = turn;
  const asked = { id, pointId, askedAt, byRoom };
  const back: QueuedTurn =
    to === 'standby' && 'check' in turn
      ? { ...asked, status: 'standby', standbyAt: at, check: turn.check }
      : { ...asked, status: 'waiting' };
  const rest = without(queue, turnId);
  const first = rest.find(({ status }) => status === 'waiting');
  return {
    onAir: onAir?.id === turnId ? null : onAir,
    queue: placed(rest, back, first?.id ?? null),
    ended: ended.filter((one) => one.id !== turnId),
  };
}

function changed(floor: Floor, turnId: TurnId, change: (turn: QueuedTurn) => QueuedTurn): Floor {
  return { ...floor, queue: floor.queue.map((turn) => (turn.id === turnId ? change(turn) : turn)) };
}

function without(queue: readonly QueuedTurn[], turnId: TurnId): QueuedTurn[] {
  return queue.filter(({ id }) => id !== turnId);
}

function placed(queue: readonly QueuedTurn[], turn: QueuedTurn, before: TurnId | null): QueuedTurn[] {
  const place = before === null ? -1 : queue.findIndex(({ id }) => id === before);
  return place < 0 ? [...queue, turn] : queue.toSpliced(place, 0, turn);
}

function kept({ ended }: Floor, turn: EndedTurn): EndedTurn[] {
  // A point that asks and withdraws again and again must not push out the turns of others.
  const others = ended.filter(({ pointId, status }) => pointId !== turn.pointId || status !== 'withdrawn');
  return [...others, turn].slice(-TURNS_KEPT);
}
