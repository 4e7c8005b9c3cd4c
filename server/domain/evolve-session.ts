import { EMPTY_FLOOR } from '@hub/shared/model/floor.ts';
import type { SessionHead } from '@hub/shared/model/session.ts';
import type { SessionId } from '@hub/shared/model/ids.ts';
import { changeSession } from './change-state.ts';
import { NO_THREAD } from './evolve-instruction.ts';
import type { PointState, StateWriter } from './state.ts';

/**
 * S8: the roster, its contacts, cards and devices are carried over from the session before, and connections that are open
 * stay so. All else begins empty.
 */
export function createSession(state: StateWriter, head: SessionHead, at: number): void {
  const before = state.session();
  state.setSession({
    head,
    phase: 'planned',
    phaseSince: at,
    ordinal: (before?.ordinal ?? 0) + 1,
    earlier: before
      ? [
          ...before.earlier,
          {
            id: before.head.id,
            title: before.head.title,
            plannedAt: before.head.plannedAt,
            endedAt: before.phaseSince,
            personalErasedAt: before.personalErasedAt,
          },
        ]
      : [],
    run: 0,
    runStartedAt: null,
    prep: 0,
    rounds: [],
    frozenRosters: [],
    floor: EMPTY_FLOOR,
    reminders: [],
    rosterVersion: before?.rosterVersion ?? 0,
    nextIndex: before?.nextIndex ?? 0,
    incidentCount: 0,
    incidentsClosed: 0,
    handovers: [],
    // The office's, not the session's.
    cannedTextsId: before?.cannedTextsId ?? null,
    mediaFeed: before?.mediaFeed ?? 'live',
    mediaIngress: before?.mediaIngress ?? false,
    personalErasedAt: null,
  });
  if (!before) return;
  state.forgetSession();
  for (const point of [...state.points()]) state.setPoint(afresh(point, at));
}

/** What was erased of a session is erased of those before it as well: a contact may stand in all of them (S10). */
export function markErased(state: StateWriter, upTo: SessionId, at: number): void {
  changeSession(state, ({ earlier }) => {
    const last = earlier.findIndex(({ id }) => id === upTo);
    return {
      earlier: earlier.map((one, i) =>
        i <= last && one.personalErasedAt === null ? { ...one, personalErasedAt: at } : one,
      ),
    };
  });
}

/** L1: what was seen in the session before is no evidence in this one; who is connected now is. */
function afresh(point: PointState, at: number): PointState {
  const { connections, arrivedAt, media } = point.evidence;
  const link = { state: 'absent', reasons: [], since: at } as const;
  return {
    point: point.point,
    index: point.index,
    retired: point.retired,
    evidence: {
      connections,
      arrivedAt,
      gone: null,
      word: null,
      faults: [],
      media: media.status === 'flowing' ? media : { status: 'none' },
    },
    link,
    history: [link],
    fence: point.fence,
    penDeviceId: point.penDeviceId,
    deviceIds: point.deviceIds,
    rounds: [],
    readings: [],
    thread: NO_THREAD,
    impairedNoted: 0,
    penTaken: [],
    mutedUntil: null,
    cardId: point.cardId,
    cardCodeId: point.cardCodeId,
  };
}
