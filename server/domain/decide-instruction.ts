import type { PointId } from '@hub/shared/model/ids.ts';
import type { Addressees, InstructionScope } from '@hub/shared/model/instruction.ts';
import { happened, NOTHING, refuse, rosterPoint } from './decision.ts';
import type { CommandOf, Decision, Given } from './decision.ts';
import type { Fact } from './events.ts';
import type { InstructionState, PointState, StateReader } from './state.ts';

/** F1: who is addressed is resolved here, once, from the roster as it stands. */
export function decideSendInstruction({ state, actor }: Given, command: CommandOf<'SendInstruction'>): Decision {
  if (actor.kind !== 'staff') return refuse('forbidden');
  const session = state.session();
  if (!session || session.phase === 'ended') return refuse('wrong-phase');
  const { instructionId, textId, urgent, to } = command;
  const pointIds = resolve(state, to);
  if (pointIds === null) return refuse('not-found', 'to');
  let number = 1;
  for (const { run } of state.instructions()) if (run === session.run) number++;
  return happened({
    type: 'InstructionSent',
    instructionId,
    number,
    run: session.run,
    byId: actor.deviceId,
    textId,
    urgent,
    scope: scopeOf(to),
    pointIds,
    rosterVersion: session.rosterVersion,
  });
}

function scopeOf(to: Addressees): InstructionScope {
  return to.kind === 'selection' ? { kind: 'selection' } : to;
}

/** Null where nobody is addressed, or somebody who is not in the roster. */
function resolve(state: StateReader, to: Addressees): PointId[] | null {
  if (to.kind === 'selection') {
    const pointIds = [...new Set(to.pointIds)];
    return pointIds.length > 0 && pointIds.every((id) => rosterPoint(state, id)) ? pointIds : null;
  }
  const pointIds: PointId[] = [];
  for (const { point, retired } of state.points()) {
    if (!retired && (to.kind === 'all' || point.area === to.area)) pointIds.push(point.id);
  }
  return pointIds.length > 0 ? pointIds : null;
}

export function decideResendInstruction(
  { state, at, policy }: Given,
  { instructionId }: CommandOf<'ResendInstruction'>,
): Decision {
  const instruction = ofThisRun(state, instructionId);
  if (!instruction) return refuse('not-found', 'instructionId');
  const pointIds = silentPoints(state, instruction).map(({ point }) => point.id);
  // Two people press at the same moment: the points are asked once.
  const last = instruction.resends[instruction.resends.length - 1];
  if (last && at - last.at < policy.remindGapMs) return refuse('conflict', 'instructionId');
  // Everybody has confirmed meanwhile: nothing is left to ask for.
  if (pointIds.length === 0) return refuse('conflict', 'instructionId');
  return happened({ type: 'InstructionResent', instructionId, pointIds });
}

/** Points of the roster that were addressed and have not confirmed, in the order of the instruction. */
export function silentPoints(state: StateReader, instruction: InstructionState): PointState[] {
  const silent: PointState[] = [];
  for (const id of instruction.pointIds) {
    const point = rosterPoint(state, id);
    const reading = point?.readings.findLast(({ instructionId }) => instructionId === instruction.id);
    if (point && (reading?.confirmedAt ?? null) === null) silent.push(point);
  }
  return silent;
}

export function decideConfirmInstruction({ state, actor }: Given, command: CommandOf<'ConfirmInstruction'>): Decision {
  const { pointId, instructionId } = command;
  if (actor.kind !== 'operator' || actor.pointId !== pointId) return refuse('forbidden', 'pointId');
  if (state.device(actor.deviceId)?.revokedAt) return refuse('revoked');
  const instruction = ofThisRun(state, instructionId);
  if (!instruction || !isAddressed(instruction, pointId)) return refuse('not-found', 'instructionId');
  const reading = readingOf(state.point(pointId), instruction);
  // A second device of the point says what the first has said.
  if (reading?.confirmedAt) return NOTHING;
  return happened({ type: 'InstructionConfirmed', instructionId, pointId, byId: actor.deviceId });
}

/** One fact for each instruction and mark, however many points said it. What is known already is left out. */
export function decideNoteReading({ state }: Given, { marks }: CommandOf<'NoteReading'>): Decision {
  const facts: Fact[] = [];
  const sets = { delivered: new Map<string, Set<PointId>>(), seen: new Map<string, Set<PointId>>() };
  for (const mark of marks) {
    const point = rosterPoint(state, mark.pointId);
    if (!point) continue;
    for (const kind of ['delivered', 'seen'] as const) {
      for (const id of mark[kind]) {
        const instruction = ofThisRun(state, id);
        if (!instruction || !isAddressed(instruction, mark.pointId)) continue;
        const reading = readingOf(point, instruction);
        if (kind === 'delivered' ? reading?.deliveredAt : reading?.seenAt) continue;
        const held = sets[kind].get(id);
        if (held) held.add(mark.pointId);
        else sets[kind].set(id, new Set([mark.pointId]));
      }
    }
    const { messages, readBy } = point.thread;
    const upTo = Math.min(mark.readUpTo, messages.length);
    if (upTo > readBy.point) facts.push({ type: 'ThreadRead', pointId: mark.pointId, by: 'point', upTo });
  }
  for (const instruction of state.instructions()) {
    const delivered = sets.delivered.get(instruction.id);
    const seen = sets.seen.get(instruction.id);
    const instructionId = instruction.id;
    if (delivered) facts.push({ type: 'InstructionDelivered', instructionId, pointIds: [...delivered] });
    if (seen) facts.push({ type: 'InstructionSeen', instructionId, pointIds: [...seen] });
  }
  return happened(...facts);
}

export function decideSendMessage({ state, actor }: Given, command: CommandOf<'SendMessage'>): Decision {
  const { pointId, textId, instructionId } = command;
  if (actor.kind === 'system') return refuse('forbidden');
  if (actor.kind === 'operator' && actor.pointId !== pointId) return refuse('forbidden', 'pointId');
  if (state.device(actor.deviceId)?.revokedAt) return refuse('revoked');
  if (state.session()?.phase === 'ended') return refuse('wrong-phase');
  const point = rosterPoint(state, pointId);
  if (!point) return refuse('not-found', 'pointId');
  const answered = instructionId === null ? undefined : state.instruction(instructionId);
  if (instructionId !== null && !(answered && isAddressed(answered, pointId))) {
    return refuse('not-found', 'instructionId');
  }
  const from = actor.kind === 'operator' ? 'point' : 'room';
  const number = point.thread.messages.length + 1;
  return happened({ type: 'MessageSent', pointId, number, from, byId: actor.deviceId, textId, instructionId });
}

export function decideReadThread({ state }: Given, { pointId, upTo }: CommandOf<'ReadThread'>): Decision {
  const point = rosterPoint(state, pointId);
  if (!point) return refuse('not-found', 'pointId');
  const { messages, readBy } = point.thread;
  const read = Math.min(upTo, messages.length);
  return read > readBy.room ? happened({ type: 'ThreadRead', pointId, by: 'room', upTo: read }) : NOTHING;
}

export function decideCannedTexts({ state }: Given, { textsId }: CommandOf<'SetCannedTexts'>): Decision {
  return state.session() ? happened({ type: 'CannedTextsSet', textsId }) : refuse('not-found');
}

function ofThisRun(state: StateReader, id: InstructionState['id']): InstructionState | undefined {
  const instruction = state.instruction(id);
  return instruction?.run === state.session()?.run ? instruction : undefined;
}

function readingOf(
  point: PointState | undefined,
  { id }: InstructionState,
): PointState['readings'][number] | undefined {
  return point?.readings.findLast(({ instructionId }) => instructionId === id);
}

/** The ids of an instruction never change: a country's 31,000 are looked up thousands of times. */
const ADDRESSED = new WeakMap<readonly PointId[], ReadonlySet<PointId>>();

export function isAddressed({ pointIds }: Pick<InstructionState, 'pointIds'>, pointId: PointId): boolean {
  let set = ADDRESSED.get(pointIds);
  if (!set) ADDRESSED.set(pointIds, (set = new Set(pointIds)));
  return set.has(pointId);
}
