import type { PointId } from '@hub/shared/model/ids.ts';
import { INCIDENT_CAUSES } from '@hub/shared/model/incident.ts';
import type { HeadcountRevision, PointDetail } from '@hub/shared/protocol/down.ts';
import type { PointRound, PointState } from '../domain/state.ts';
import { type BoardSource, contactOf, labelOf, roundsOfRun, textOf } from './board-source.ts';
import { deviceViews, type HeardAt } from './device-view.ts';
import { deskConversationOf } from './instruction-view.ts';
import { incidentRow } from './row.ts';

/** Answer to `point:detail`; undefined for a point that is not in the roster. Only for roles that sit at a desk (V9). */
export function pointDetail(source: BoardSource, pointId: PointId, heardAt?: HeardAt): PointDetail | undefined {
  const state = source.point(pointId);
  if (!state || state.retired) return undefined;
  return {
    pointId,
    contact: contactOf(source, state.point.contactId),
    devices: deviceViews(source, state, heardAt),
    history: state.history,
    revisions: revisionsOfRun(source, state),
    ...deskConversationOf(source, state),
    incidents: INCIDENT_CAUSES.flatMap((cause) => {
      const own = source.openIncident(pointId, cause);
      const incident = own?.foldedInto ? source.incident(own.foldedInto) : own;
      return (incident && incidentRow(source, incident, 'desk')) ?? [];
    }),
  };
}

function revisionsOfRun(source: BoardSource, state: PointState): HeadcountRevision[] {
  const ids = new Set(roundsOfRun(source.session()).map((round) => round.id));
  return state.rounds
    .filter((round) => ids.has(round.roundId))
    .flatMap((round) => revisionsOf(source, round))
    .sort((a, b) => a.at - b.at);
}

function revisionsOf(source: BoardSource, { roundId, revisions, counted, amended }: PointRound): HeadcountRevision[] {
  return revisions.map((revision, place) => ({
    roundId,
    at: revision.at,
    present: revision.present,
    excused: revision.excused,
    unexcused: revision.unexcused,
    guests: revision.guests,
    summoned: revision.summoned,
    role: revision.role,
    by: labelOf(source, revision.deviceId) ?? '',
    // What counts now, not what counted when it came: a person looks here to see which figure stands.
    counts: place === (revision.amendment ? amended : counted),
    amendment: revision.amendment,
    onBehalf: revision.onBehalf,
    reason: revision.reason,
    note: textOf(source.personal(revision.noteId)),
  }));
}
