import { unreachable } from '@hub/shared/lib/assert.ts';
import { FLOOR_LISTED, inOrder } from '@hub/shared/model/floor.ts';
import type { DeviceId, IncidentId, InstructionId, PointId } from '@hub/shared/model/ids.ts';
import type { Fact } from '../domain/events.ts';
import type { BoardSource } from './board-source.ts';

/** What a fact may have changed on somebody's screen. Too much costs a comparison, too little a wrong screen. */
export interface Touched {
  readonly pointId?: PointId | undefined;
  /** These points' rows and operators' pages. */
  readonly pointIds?: readonly PointId[];
  /** Operators' pages of these points, and nothing in the control room. */
  readonly pages?: readonly PointId[];
  readonly incidentId?: IncidentId;
  /** More of them, where a fact is about several. */
  readonly incidentIds?: readonly IncidentId[];
  readonly instructionId?: InstructionId;
  /** Every row of the control room. A change of round is not named here: it shows in the session, which is always looked at. */
  readonly everyRow?: true;
  /** Every operator's page: they show the session and its round. */
  readonly everyPage?: true;
  /** Who sits at desks, and what they leave each other. */
  readonly desk?: true;
}

const NOTHING: Touched = {};

/** `source` must have adopted the fact already. */
export function touchedBy(fact: Fact, source: BoardSource): Touched {
  switch (fact.type) {
    case 'SessionCreated':
    case 'HubRestarted':
    case 'NodeLost':
    // Telephones and labels stand in rows and on pages.
    case 'PersonalErased':
    // Amendments of the round become its figures.
    case 'RoundUnfrozen':
      return { everyRow: true, everyPage: true, desk: true };
    // It begins with an empty checklist, which shows where something was said.
    case 'PhaseEntered': {
      const pointIds = checkedPoints(source);
      // Every row is looked at in slices, named ones at once.
      return pointIds.length > NAMED_MAX ? { everyRow: true, everyPage: true } : { pointIds, everyPage: true };
    }
    case 'SessionEdited':
    case 'RoundOpened':
    case 'RoundFrozen':
      return { everyPage: true };
    case 'PointAdded':
    case 'PointEdited':
      return { pointId: fact.point.id };
    case 'DeviceClaimed':
      return fact.pointId === null ? { desk: true } : { pointId: fact.pointId };
    case 'DeviceAdmitted':
      return { pointId: pointOf(fact.deviceId, source) };
    case 'DeviceRevoked': {
      const pointId = pointOf(fact.deviceId, source);
      // Its points are nobody's now.
      return pointId === undefined ? { everyRow: true, desk: true } : { pointId };
    }
    case 'GrantRevoked':
      return source.grant(fact.grantId)?.role === 'operator' ? NOTHING : { everyRow: true, desk: true };
    case 'PointsAssigned':
      return { pointIds: fact.pointIds };
    case 'HandoverLeft':
    case 'HandoverRead':
      return { desk: true };
    case 'PointRetired':
    case 'PenMoved':
    case 'ConnectionOpened':
    case 'ConnectionClosed':
    case 'PageHidden':
    case 'PointReleased':
    case 'WordGiven':
    case 'ItemChecked':
    case 'FaultReported':
    case 'FaultCleared':
    case 'MediaObserved':
    case 'PublishingRestarted':
    case 'LinkChanged':
    case 'HeadcountReported':
      return { pointId: fact.pointId };
    case 'PointsReminded':
      return { pointIds: fact.pointIds };
    case 'InstructionSent':
    case 'InstructionResent':
    case 'InstructionDelivered':
    case 'InstructionSeen':
      return { pages: fact.pointIds, instructionId: fact.instructionId };
    case 'InstructionConfirmed':
      return { pages: [fact.pointId], instructionId: fact.instructionId };
    case 'MessageSent':
    case 'ThreadRead':
      return { pointId: fact.pointId };
    // Who speaks next, and how many before whom, shows on the pages of all that wait.
    case 'FloorRequested':
    case 'FloorWithdrawn':
    case 'TurnMoved':
    case 'CalledToStandby':
    case 'CheckRepeated':
    case 'FloorGiven':
    case 'TurnLimited':
    case 'TurnEnded':
    case 'TurnSkipped':
    case 'TurnReturned':
      return { pointId: fact.pointId, pages: pointsThatWait(source) };
    case 'IncidentOpened':
      return { pointId: fact.pointId, incidentId: fact.incidentId };
    case 'IncidentCauseCleared':
    case 'IncidentCauseReturned':
    case 'IncidentAcknowledged':
    case 'IncidentEscalated':
    case 'IncidentNoted':
    case 'IncidentResolved':
      return { pointId: source.incident(fact.incidentId)?.pointId ?? undefined, incidentId: fact.incidentId };
    case 'HubIncidentOpened':
      return { incidentId: fact.incidentId };
    case 'CommonCauseOpened':
    case 'CommonCauseJoined':
    case 'CommonCauseLeft':
      return { incidentId: fact.incidentId, incidentIds: fact.memberIds };
    case 'PointMuted':
      return { pointId: fact.pointId };
    // It shows in the session, which is always looked at.
    case 'EarlierErased':
    // What it did to links comes as LinkChanged.
    case 'MediaFeedChanged':
    // Asked for by whoever is about to send one.
    case 'CannedTextsSet':
    // Asked for by whoever opens the map.
    case 'MapFileSet':
    // What came of it is seen by the witnesses.
    case 'MediaMuted':
    // Who belongs to the cluster is asked for by whoever looks.
    case 'NodeForgotten':
    // Stands in the trail; the incident leaves the screens with it.
    case 'IncidentExplained':
    case 'GrantMinted':
    case 'CardPrinted':
      return NOTHING;
    default:
      return unreachable(fact);
  }
}

/** As many as are told how many are before them. */
function pointsThatWait(source: BoardSource): readonly PointId[] {
  const floor = source.session()?.floor;
  return floor
    ? inOrder(floor.queue)
        .slice(0, FLOOR_LISTED)
        .map(({ pointId }) => pointId)
    : [];
}

/** More rows than this are looked at in slices. */
const NAMED_MAX = 1_000;

function checkedPoints(source: BoardSource): PointId[] {
  return [...source.points()].filter(({ checklist }) => checklist !== undefined).map(({ point }) => point.id);
}

function pointOf(deviceId: DeviceId, source: BoardSource): PointId | undefined {
  return source.device(deviceId)?.pointId ?? undefined;
}
