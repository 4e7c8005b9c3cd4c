import type { InstructionId } from '@hub/shared/model/ids.ts';
import type {
  CannedTexts,
  InstructionDetail,
  MessageView,
  PointDetail,
  PointInstruction,
  PointView,
} from '@hub/shared/protocol/down.ts';
import type { InstructionRow } from '@hub/shared/view/row.ts';
import { isAddressed, silentPoints } from '../domain/decide-instruction.ts';
import type { InstructionState, PointState, StateReader } from '../domain/state.ts';
import { type BoardSource, labelOf, textOf } from './board-source.ts';

/**
 * Instructions on an operator's page: all that wait for its "Đã rõ", within reason, and the newest that have it. Newest is
 * what was sent last, or sent again.
 */
const PAGE_INSTRUCTIONS = 10;
const PAGE_UNCONFIRMED = 40;
const PAGE_MESSAGES = 30;
const DESK_MESSAGES = 200;
/** More than a person can call; the rest is counted. */
const SILENT_LISTED = 500;

export function instructionRow(source: BoardSource, instruction: InstructionState): InstructionRow {
  const { id, number, run, at, byId, textId, urgent, scope, pointIds, resends, progress } = instruction;
  return {
    id,
    number,
    run,
    at,
    by: labelOf(source, byId),
    text: textOf(source.personal(textId)),
    urgent,
    scope,
    addressed: pointIds.length,
    ...progress,
    resends: resends.length,
    resentAt: resends.at(-1)?.at ?? null,
  };
}

/** What an operator's page shows of instructions and messages. */
export function conversationOf(
  source: BoardSource,
  state: PointState,
): Pick<PointView, 'instructions' | 'messages' | 'readUpTo'> {
  return {
    instructions: forPage(instructionsOf(source, state)),
    messages: messagesOf(source, state, PAGE_MESSAGES, () => ''),
    readUpTo: state.thread.readBy.point,
  };
}

export function deskConversationOf(
  source: BoardSource,
  state: PointState,
): Pick<PointDetail, 'instructions' | 'messages' | 'readBy'> {
  return {
    instructions: instructionsOf(source, state),
    messages: messagesOf(source, state, DESK_MESSAGES, (byId) => labelOf(source, byId) ?? ''),
    readBy: state.thread.readBy,
  };
}

/** Undefined for an instruction that there is not. */
export function instructionDetail(source: BoardSource, id: InstructionId): InstructionDetail | undefined {
  const instruction = source.instruction(id);
  if (!instruction) return undefined;
  const silent = silentPoints(source, instruction).map((state) => {
    const reading = state.readings.findLast(({ instructionId }) => instructionId === id);
    const { deliveredAt = null, seenAt = null } = reading ?? {};
    return { pointId: state.point.id, deliveredAt, seenAt };
  });
  const reach = (one: (typeof silent)[number]): number => (one.seenAt !== null ? 2 : one.deliveredAt !== null ? 1 : 0);
  silent.sort((a, b) => reach(a) - reach(b));
  const listed = silent.slice(0, SILENT_LISTED);
  return { instructionId: id, silent: listed, more: silent.length - listed.length };
}

/** Null where the office has set none, or they were erased. */
export function cannedTexts(source: BoardSource): CannedTexts {
  const version = source.session()?.cannedTextsId ?? null;
  const value = source.personal(version);
  return { version, texts: Array.isArray(value) ? value.filter((text) => typeof text === 'string') : null };
}

function forPage(all: readonly PointInstruction[]): PointInstruction[] {
  const newestFirst = [...all].sort((a, b) => (b.resentAt ?? b.at) - (a.resentAt ?? a.at) || b.number - a.number);
  const waiting = newestFirst.filter(({ confirmedAt }) => confirmedAt === null).slice(0, PAGE_UNCONFIRMED);
  const kept = new Set(waiting);
  for (const one of newestFirst) if (one.confirmedAt !== null && kept.size < PAGE_INSTRUCTIONS) kept.add(one);
  return all.filter((one) => kept.has(one));
}

function instructionsOf(source: BoardSource, state: PointState): PointInstruction[] {
  const found: PointInstruction[] = [];
  for (const instruction of runsInstructions(source)) {
    if (!isAddressed(instruction, state.point.id)) continue;
    const { id, number, at, textId, urgent, resends } = instruction;
    const reading = state.readings.findLast(({ instructionId }) => instructionId === id);
    const resent = resends.findLast(({ pointIds }) => isAddressed({ pointIds }, state.point.id));
    const { deliveredAt = null, seenAt = null, confirmedAt = null } = reading ?? {};
    const text = textOf(source.personal(textId));
    found.push({ id, number, at, text, urgent, resentAt: resent?.at ?? null, deliveredAt, seenAt, confirmedAt });
  }
  return found.reverse();
}

/** Newest first. */
function runsInstructions(source: StateReader): InstructionState[] {
  const run = source.session()?.run;
  return [...source.instructions()].filter((instruction) => instruction.run === run).reverse();
}

function messagesOf(
  source: BoardSource,
  { thread }: PointState,
  most: number,
  name: (byId: PointState['thread']['messages'][number]['byId']) => string,
): MessageView[] {
  return thread.messages.slice(-most).map(({ number, at, from, byId, textId, instructionId }) => ({
    number,
    at,
    from,
    by: name(byId),
    text: textOf(source.personal(textId)),
    answers: (instructionId && source.instruction(instructionId)?.number) ?? null,
  }));
}
