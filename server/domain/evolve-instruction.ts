import type { DeviceId, InstructionId, PointId } from '@hub/shared/model/ids.ts';
import type { InstructionProgress } from '@hub/shared/model/instruction.ts';
import { changePoint } from './change-state.ts';
import type { Fact } from './events.ts';
import type { InstructionState, Reading, StateWriter, Thread } from './state.ts';

export const NO_THREAD: Thread = { messages: [], readBy: { point: 0, room: 0 } };

type FactOf<T extends Fact['type']> = Extract<Fact, { type: T }>;

export function keepInstruction(state: StateWriter, fact: FactOf<'InstructionSent'>, at: number): void {
  const { type: _, instructionId, ...sent } = fact;
  const progress = { delivered: 0, seen: 0, confirmed: 0 };
  state.setInstruction({ ...sent, id: instructionId, at, resends: [], progress });
}

export function keepResend(state: StateWriter, fact: FactOf<'InstructionResent'>, at: number): void {
  changeInstruction(state, fact.instructionId, ({ resends }) => ({
    resends: [...resends, { at, pointIds: fact.pointIds }],
  }));
}

/** A mark implies those before it: what was confirmed was seen, what was seen was delivered. */
export function markReading(
  state: StateWriter,
  { instructionId, pointIds }: { readonly instructionId: InstructionId; readonly pointIds: readonly PointId[] },
  mark: keyof InstructionProgress,
  at: number,
  by: DeviceId | null = null,
): void {
  const gained = { delivered: 0, seen: 0, confirmed: 0 };
  for (const pointId of pointIds) {
    changePoint(state, pointId, ({ readings }) => {
      const place = readings.findLastIndex((reading) => reading.instructionId === instructionId);
      const before = readings[place] ?? { ...UNREAD, instructionId };
      const after: Reading = {
        instructionId,
        deliveredAt: before.deliveredAt ?? at,
        seenAt: mark === 'delivered' ? before.seenAt : (before.seenAt ?? at),
        confirmedAt: mark === 'confirmed' ? (before.confirmedAt ?? at) : before.confirmedAt,
        confirmedBy: mark === 'confirmed' ? (before.confirmedBy ?? by) : before.confirmedBy,
      };
      if (before.deliveredAt === null) gained.delivered++;
      if (before.seenAt === null && after.seenAt !== null) gained.seen++;
      if (before.confirmedAt === null && after.confirmedAt !== null) gained.confirmed++;
      return { readings: place < 0 ? [...readings, after] : readings.with(place, after) };
    });
  }
  changeInstruction(state, instructionId, ({ progress }) => ({
    progress: {
      delivered: progress.delivered + gained.delivered,
      seen: progress.seen + gained.seen,
      confirmed: progress.confirmed + gained.confirmed,
    },
  }));
}

const UNREAD = { deliveredAt: null, seenAt: null, confirmedAt: null, confirmedBy: null };

/** Whoever writes has read what stood there. */
export function keepMessage(state: StateWriter, fact: FactOf<'MessageSent'>, at: number): void {
  const { pointId, number, from, byId, textId, instructionId } = fact;
  changePoint(state, pointId, ({ thread }) => ({
    thread: {
      messages: [...thread.messages, { number, at, from, byId, textId, instructionId }],
      readBy: { ...thread.readBy, [from]: number },
    },
  }));
}

export function keepThreadRead(state: StateWriter, { pointId, by, upTo }: FactOf<'ThreadRead'>): void {
  changePoint(state, pointId, ({ thread }) => ({ thread: { ...thread, readBy: { ...thread.readBy, [by]: upTo } } }));
}

function changeInstruction(
  state: StateWriter,
  id: InstructionId,
  change: (instruction: InstructionState) => Partial<InstructionState>,
): void {
  const instruction = state.instruction(id);
  if (!instruction) throw new Error(`a fact names an instruction that was never sent: ${id}`);
  state.setInstruction({ ...instruction, ...change(instruction) });
}
