import type { StaffRole } from '@hub/shared/model/access.ts';
import type { Checks } from '@hub/shared/model/checklist.ts';
import type { RoundId } from '@hub/shared/model/ids.ts';
import { CAUSE_SEVERITY, type Incident } from '@hub/shared/model/incident.ts';
import type {
  Amendment,
  CountedHeadcount,
  IncidentRow,
  NoteView,
  PointRow,
  RowMedia,
  RowPatch,
  SessionView,
  Trend,
} from '@hub/shared/view/row.ts';
import type { Reminded } from '@hub/shared/model/headcount.ts';
import { remindedIn } from '../domain/reminders.ts';
import {
  type BoardSource,
  contactOf,
  currentRound,
  frozenRosterOf,
  labelOf,
  roundsOfRun,
  summonedOf,
  textOf,
} from './board-source.ts';
import { ownerOf } from '../domain/decide-assign.ts';
import type { PointState, SessionState, Side } from '../domain/state.ts';

/** V9: how much of a row a role may see. Everybody at a desk sees all; a screen on a wall names nobody. */
export type Sight = 'desk' | 'wall';

export function sightOf(role: StaffRole): Sight {
  return role === 'wall' ? 'wall' : 'desk';
}

/** One point as `sight` may see it. Every field is set, so that a row can be compared and replaced field by field. */
export function pointRow(source: BoardSource, state: PointState, roundId: RoundId | null, sight: Sight): PointRow {
  const { contactId, ...point } = state.point;
  const contact = sight === 'desk' ? contactOf(source, contactId) : null;
  const { connections, faults } = state.evidence;
  const session = source.session();
  const admitted = new Set<string>();
  const waiting = new Set<string>();
  for (const connection of connections) (connection.admitted ? admitted : waiting).add(connection.deviceId);
  const ownerId = sight === 'desk' ? ownerOf(source, state) : null;
  return {
    ...point,
    technician: sight === 'desk' ? point.technician : '',
    index: state.index,
    link: state.link,
    media: mediaOf(session, state),
    devices: admitted.size,
    waiting: waiting.size,
    faults: faults.map(({ fault }) => fault),
    onAir: source.session()?.floor.onAir?.pointId === state.point.id,
    checks: checksOf(state, source.session()),
    headcount: countedHeadcount(state, roundId),
    amended: amendmentOf(state, roundId),
    undecided: source.undecided(point.id, roundId),
    mutedUntil: state.mutedUntil,
    roundSummoned: roundId === null ? null : summonedOf(state, frozenRosterOf(session, roundId)),
    lastReportAt: lastReportAt(session, state),
    reminded: sight === 'desk' ? remindedOf(session, state, roundId) : null,
    ownerId,
    owner: labelOf(source, ownerId),
    attending:
      sight === 'desk'
        ? source.attending(point.id).map((one) => ({ ...one, label: labelOf(source, one.deviceId) }))
        : [],
    unread: sight === 'desk' ? unreadBy('room', state) : 0,
    unseen: sight === 'desk' ? unreadBy('point', state) : 0,
    phone: contact?.phone || contact?.backupPhone || null,
    backupPhone: contact?.backupPhone || null,
  };
}

/** Nothing of the frozen old picture while the feed is stale (L9). */
export function mediaOf(session: SessionState | null, { link, evidence }: PointState): RowMedia | null {
  const { media } = evidence;
  if (session?.mediaFeed !== 'live' || media.status !== 'flowing') return null;
  const { since, camera, microphone, path } = media;
  return { since, camera, microphone, path, poor: link.reasons.includes('poor-network') };
}

const UNSAID: Checks = {};

/** What was said in this preparation: an earlier one's word is not this one's (P1). */
export function checksOf({ checklist }: PointState, session: SessionState | null): Checks {
  return checklist && checklist.prep === session?.prep ? checklist.checks : UNSAID;
}

/** Messages of the other end after the last one that this end has read. */
function unreadBy(side: Side, { thread: { messages, readBy } }: PointState): number {
  if (messages.length === readBy[side]) return 0;
  return messages.filter(({ number, from }) => from !== side && number > readBy[side]).length;
}

/** The figure that counts for a point in a round; null until one does (H1). */
export function countedHeadcount(state: PointState, roundId: RoundId | null): CountedHeadcount | null {
  const round = state.rounds.find((candidate) => candidate.roundId === roundId);
  const counted = round?.revisions[round.counted];
  if (!round || !counted) return null;
  return {
    present: counted.present,
    excused: counted.excused,
    unexcused: counted.unexcused,
    guests: counted.guests,
    summoned: counted.summoned,
    at: counted.at,
    onBehalf: counted.onBehalf,
    revisions: round.revisions.length,
  };
}

/** H13: while no figure of the point counts; a report that came after the freeze ends it no more than it ends the silence. */
export function remindedOf(session: SessionState | null, state: PointState, roundId: RoundId | null): Reminded | null {
  if (!session || roundId === null || countedHeadcount(state, roundId)) return null;
  return remindedIn(session, roundId, state.point.id);
}

/** What the control room entered for a point is not the point's own word. */
function lastReportAt(session: SessionState | null, { rounds }: PointState): number | null {
  let newest: number | null = null;
  for (const { roundId, revisions } of rounds) {
    const own = revisions.findLast(({ onBehalf }) => !onBehalf);
    if (!own || (newest !== null && own.at <= newest)) continue;
    if (session?.rounds.find(({ id }) => id === roundId)?.run === session?.run) newest = own.at;
  }
  return newest;
}

/** What a point reported after a round's freeze, whether or not it had reported before (H7). */
export function amendmentOf(state: PointState, roundId: RoundId | null): Amendment | null {
  const round = state.rounds.find((candidate) => candidate.roundId === roundId);
  const late = round?.revisions[round.amended];
  if (!late) return null;
  const { present, excused, unexcused, guests, at } = late;
  return { present, excused, unexcused, guests, at };
}

/** An incident that is not closed, as `sight` may see it; null where it is not shown by itself. */
export function incidentRow(source: BoardSource, incident: Incident, sight: Sight): IncidentRow | null {
  // What a common cause lists is shown there, once (I4).
  if (incident.status === 'resolved' || incident.foldedInto !== null) return null;
  const ownerId = sight === 'desk' && incident.status === 'acknowledged' ? incident.ownerId : null;
  return {
    id: incident.id,
    number: incident.number,
    pointId: incident.pointId,
    cause: incident.cause,
    severity: CAUSE_SEVERITY[incident.cause],
    status: incident.status,
    openedAt: incident.openedAt,
    owner: labelOf(source, ownerId),
    ownerId,
    absentSince: incident.absentSince,
    recurrences: incident.recurrences,
    group: groupOf(source, incident),
    roundId: incident.roundId,
    escalatedAt: incident.escalatedAt,
    notes: sight === 'desk' ? notesOf(source, incident.notes) : [],
  };
}

export function notesOf(source: BoardSource, notes: Incident['notes']): NoteView[] {
  return notes.map(({ at, byId, textId }) => ({
    at,
    by: labelOf(source, byId),
    text: textOf(source.personal(textId)),
  }));
}

function groupOf(source: BoardSource, { group }: Incident): IncidentRow['group'] {
  if (!group) return null;
  const pointIds = group.memberIds.flatMap((id) => source.incident(id)?.pointId ?? []);
  return { by: group.by, name: group.name, pointIds };
}

export function sessionView(session: SessionState, trend: Trend | null, mediaConfigured: boolean): SessionView {
  return {
    ...session.head,
    phase: session.phase,
    phaseSince: session.phaseSince,
    run: session.run,
    round: currentRound(session),
    rounds: roundsOfRun(session),
    trend,
    earlier: session.earlier,
    personalErasedAt: session.personalErasedAt,
    rosterVersion: session.rosterVersion,
    mediaConfigured,
  };
}

/** The fields in which `next` differs, each with its new value (V3); null when there are none. */
export function changedFields(previous: PointRow, next: PointRow): RowPatch | null {
  const changes: Record<string, unknown> = {};
  let count = 0;
  for (const key of Object.keys(next) as (keyof PointRow)[]) {
    if (sameValue(previous[key], next[key])) continue;
    changes[key] = next[key];
    count++;
  }
  return count > 0 ? { ...changes, id: next.id } : null;
}

/** Equality of plain JSON values, which is all that travels. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length && keys.every((key) => key in right && sameValue(left[key], right[key]))
  );
}
