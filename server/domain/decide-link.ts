import type { ConnectionId, PointId } from '@hub/shared/model/ids.ts';
import type { Media } from '@hub/shared/model/media.ts';
import { happened, NOTHING, refuse, rosterPoint } from './decision.ts';
import type { CommandOf, Decision, Given } from './decision.ts';
import { causeCleared, causeSeen } from './decide-incident.ts';
import type { Connection, PointState } from './state.ts';

type FlowingMedia = Extract<Media, { status: 'flowing' }>;

export function decideOpen({ state }: Given, { deviceId, connectionId, node }: CommandOf<'OpenConnection'>): Decision {
  const device = state.device(deviceId);
  if (!device || device.revokedAt !== null) return refuse('revoked');
  if (!device.pointId) return NOTHING;
  const point = rosterPoint(state, device.pointId);
  if (!point) return refuse('not-found');
  if (connectionOf(point, connectionId)) return NOTHING;
  return happened({
    type: 'ConnectionOpened',
    pointId: device.pointId,
    deviceId,
    connectionId,
    admitted: device.standing !== 'waiting',
    ...(node !== undefined && { node }),
  });
}

/** L6: a connection that is no longer the point's changes nothing. */
export function decideClose({ state }: Given, command: CommandOf<'CloseConnection'>): Decision {
  const { pointId, connectionId, how } = command;
  const point = state.point(pointId);
  if (!point || !connectionOf(point, connectionId)) return NOTHING;
  return happened({ type: 'ConnectionClosed', pointId, connectionId, how });
}

export function decideHide({ state }: Given, { pointId, connectionId, hidden }: CommandOf<'HidePage'>): Decision {
  const point = state.point(pointId);
  const connection = point && connectionOf(point, connectionId);
  if (!connection || connection.hidden === hidden) return NOTHING;
  return happened({ type: 'PageHidden', pointId, connectionId, hidden });
}

export function decideLeave({ state }: Given, { pointId, connectionId }: CommandOf<'LeavePoint'>): Decision {
  const point = state.point(pointId);
  if (!point || !connectionOf(point, connectionId)) return NOTHING;
  return happened({ type: 'ConnectionClosed', pointId, connectionId, how: 'goodbye' });
}

/** The control room lets a point go that is not there. A point that is connected says goodbye itself. */
export function decideRelease({ state }: Given, { pointId }: CommandOf<'ReleasePoint'>): Decision {
  const point = rosterPoint(state, pointId);
  if (!point) return refuse('not-found', 'pointId');
  if (point.link.state === 'left') return NOTHING;
  const { evidence } = point;
  if (evidence.connections.some(({ admitted }) => admitted) || evidence.media.status === 'flowing') {
    return refuse('conflict', 'pointId');
  }
  return happened(
    { type: 'PointReleased', pointId },
    ...evidence.faults.map(({ fault }) => ({ type: 'FaultCleared', pointId, fault }) as const),
    ...evidence.faults.flatMap(({ fault }) => causeCleared(state, pointId, fault)),
  );
}

export function decideWord({ state }: Given, { pointId, seesAndHears }: CommandOf<'GiveWord'>): Decision {
  const point = rosterPoint(state, pointId);
  const session = state.session();
  if (!point || !session) return refuse('not-found', 'pointId');
  const held = point.evidence.word;
  if (held && held.run === session.run && held.seesAndHears === seesAndHears) return NOTHING;
  return happened({ type: 'WordGiven', pointId, seesAndHears, run: session.run });
}

export function decideFault({ state }: Given, { pointId, fault, present }: CommandOf<'ReportFault'>): Decision {
  const point = rosterPoint(state, pointId);
  if (!point) return refuse('not-found', 'pointId');
  const reported = point.evidence.faults.some((held) => held.fault === fault);
  if (present === reported) return NOTHING;
  return present
    ? happened({ type: 'FaultReported', pointId, fault }, ...causeSeen(state, pointId, fault))
    : happened({ type: 'FaultCleared', pointId, fault }, ...causeCleared(state, pointId, fault));
}

export function decideMedia({ state }: Given, { pointId, media }: CommandOf<'ObserveMedia'>): Decision {
  const point = rosterPoint(state, pointId);
  if (!point) return NOTHING;
  // Samples are not facts (G6): what says the same as before is dropped here.
  if (JSON.stringify(point.evidence.media) === JSON.stringify(media)) return NOTHING;
  return happened({ type: 'MediaObserved', pointId, media });
}

export function decideFeed({ state }: Given, { feed, ingress }: CommandOf<'ChangeMediaFeed'>): Decision {
  const session = state.session();
  if (!session || (session.mediaFeed === feed && session.mediaIngress === ingress)) return NOTHING;
  return happened({ type: 'MediaFeedChanged', feed, ingress });
}

/** Only of a point whose picture or sound is there: what is sent by nobody cannot be muted. */
export function decideMuteMedia(given: Given, { pointId, source }: CommandOf<'MuteMedia'>): Decision {
  const media = publishing(given, pointId);
  if (typeof media === 'string') return refuse(media, 'pointId');
  const held = source === 'camera' ? media.camera : media.microphone;
  return held === 'missing' ? refuse('conflict', 'source') : happened({ type: 'MediaMuted', pointId, source });
}

/** Of a page that is there: it hears of it by its view, also where nothing of it flows. */
export function decideRestartPublishing(given: Given, { pointId }: CommandOf<'RestartPublishing'>): Decision {
  const point = rosterPoint(given.state, pointId);
  if (!point) return refuse('not-found', 'pointId');
  const isThere = point.evidence.connections.some(({ admitted }) => admitted);
  if (!given.mediaConfigured || point.point.linkKind !== 'livekit' || !isThere) return refuse('conflict', 'pointId');
  return happened({ type: 'PublishingRestarted', pointId });
}

/** What flows from a point, as far as the hub sees it now. */
function publishing({ state, mediaConfigured }: Given, pointId: PointId): FlowingMedia | 'not-found' | 'conflict' {
  const point = rosterPoint(state, pointId);
  if (!point) return 'not-found';
  const { media } = point.evidence;
  const isSeen = mediaConfigured && state.session()?.mediaFeed === 'live' && media.status === 'flowing';
  return isSeen ? media : 'conflict';
}

export function decideRestart(): Decision {
  return happened({ type: 'HubRestarted' });
}

/** L10: only where it held something; a node that held no socket is missed by nobody. */
export function decideLoseNode({ state }: Given, { node }: CommandOf<'LoseNode'>): Decision {
  for (const { evidence } of state.points()) {
    if (evidence.connections.some((connection) => connection.node === node))
      return happened({ type: 'NodeLost', node });
  }
  return NOTHING;
}

/** Who belongs to the cluster is no state of the session: whether it may go is looked at where the nodes are known. */
export function decideForgetNode({ node }: CommandOf<'ForgetNode'>): Decision {
  return happened({ type: 'NodeForgotten', node });
}

/** Time alone may have changed the state: `settle` looks, because the command names the point. */
export function decideReviewLink(_: Given, __: CommandOf<'ReviewLink'>): Decision {
  return NOTHING;
}

function connectionOf(point: PointState, id: ConnectionId): Connection | undefined {
  return point.evidence.connections.find((connection) => connection.connectionId === id);
}
