import { changePoint, changeSession } from './change-state.ts';
import type { Fact } from './events.ts';
import { DEFAULT_POLICY } from './policy.ts';
import type { StateWriter } from './state.ts';

type FactOf<T extends Fact['type']> = Extract<Fact, { type: T }>;

export function assignPoints(state: StateWriter, { pointIds, ownerId }: FactOf<'PointsAssigned'>): void {
  for (const id of pointIds) changePoint(state, id, () => ({ ownerId }));
}

export function keepHandover(state: StateWriter, fact: FactOf<'HandoverLeft'>, at: number): void {
  const { handoverId, by, to, textId } = fact;
  changeSession(state, ({ handovers }) => ({
    handovers: [...handovers, { id: handoverId, at, by, to, textId, readBy: [] }].slice(-DEFAULT_POLICY.handoversKept),
  }));
}

export function markRead(state: StateWriter, { handoverId, by }: FactOf<'HandoverRead'>, at: number): void {
  changeSession(state, ({ handovers }) => ({
    handovers: handovers.map((handover) =>
      handover.id === handoverId ? { ...handover, readBy: [...handover.readBy, { deviceId: by, at }] } : handover,
    ),
  }));
}
