import { askedItems, isPreparing } from '@hub/shared/model/checklist.ts';
import type { Headcount } from '@hub/shared/model/headcount.ts';
import type { JumpBounds } from '@hub/shared/model/jump.ts';
import type { DeviceId, PointId } from '@hub/shared/model/ids.ts';
import type { PointView } from '@hub/shared/protocol/down.ts';
import type { RecordedFact } from '../domain/events.ts';
import { requirements } from '../domain/link-state.ts';
import type { PointState, SessionState } from '../domain/state.ts';
import type { Clock, Disposer } from '../platform/clock.ts';
import { type BoardSource, currentRound, labelOf, roundsOfRun } from './board-source.ts';
import { deviceViews } from './device-view.ts';
import { pointFloor } from './floor-view.ts';
import { conversationOf } from './instruction-view.ts';
import { amendmentOf, checksOf, countedHeadcount, remindedOf } from './row.ts';
import { touchedBy } from './touched.ts';
import { VideoViews } from './video-view.ts';
import type { VideoNames } from './video-view.ts';

/** Points looked at before other work gets its turn: a round that opens touches all of 31,000. */
const POINTS_PER_TURN = 100;

export interface PointViewPorts {
  readonly source: BoardSource;
  readonly clock: Clock;
  readonly mediaConfigured: boolean;
  /** Null: no video system. */
  readonly videoNames: VideoNames | null;
  readonly jump: JumpBounds;
  /** A short text in place of a long one; equal for equal ones alone. */
  readonly digest: (text: string) => string;
  /** To every socket of the device. */
  readonly send: (deviceId: DeviceId, view: PointView) => void;
}

/** Keeps operators' pages true: after each change whatever a connected device's page shows differently is sent whole. */
export class PointViews {
  readonly #ports: PointViewPorts;
  readonly #dirty = new Set<PointId>();
  /**
   * Digest of what each connected device was sent last, without its time. The texts themselves would be 20 MB for 10,000
   * devices that live just long enough to be copied by the collector: it then stops the loop for 40 ms.
   */
  readonly #sent = new Map<DeviceId, string>();
  readonly #video: VideoViews | null;
  /** What all pages showed alike of the programme. */
  #programme: string | null = null;
  #pending: Disposer | null = null;

  constructor(ports: PointViewPorts) {
    this.#ports = ports;
    this.#video = ports.videoNames && new VideoViews(ports.source, ports.videoNames);
  }

  /** For hub.onAdopted. */
  adopt(facts: readonly RecordedFact[]): void {
    const { source } = this.#ports;
    for (const { fact } of facts) {
      const touched = touchedBy(fact, source);
      if (touched.pointId) this.#dirty.add(touched.pointId);
      for (const pointId of touched.pointIds ?? []) {
        if (source.point(pointId)?.evidence.connections.length) this.#dirty.add(pointId);
      }
      for (const pointId of touched.pages ?? []) this.#dirty.add(pointId);
      if (fact.type === 'DeviceRevoked') this.#sent.delete(fact.deviceId);
      if (!touched.everyPage) continue;
      for (const state of source.points()) if (state.evidence.connections.length > 0) this.#dirty.add(state.point.id);
      // The hub forgot its sockets: nobody is known to have been sent anything.
      if (fact.type === 'HubRestarted') this.#sent.clear();
    }
    this.#followProgramme();
    this.#request();
  }

  /** For what is no fact; null: all points. */
  lookAgainAt(pointIds: readonly PointId[] | null): void {
    for (const pointId of pointIds ?? []) this.#dirty.add(pointId);
    if (pointIds === null) this.#markConnected();
    this.#request();
  }

  /** The source has become another one: whatever was sent may be wrong. */
  startAnew(): void {
    this.#sent.clear();
    this.#markConnected();
    this.#followProgramme();
    this.#request();
  }

  /** What a device's page shows now; undefined for a device that is not a point's, or was revoked. */
  viewOf(deviceId: DeviceId): PointView | undefined {
    const { source, clock, mediaConfigured, jump } = this.#ports;
    return pointView(source, deviceId, clock.now(), { mediaConfigured, jump, video: this.#video });
  }

  stop(): void {
    this.#pending?.();
    this.#pending = null;
  }

  /** Who is seen and heard by all shows on every page. Those whose turn it is are marked already, and so are first. */
  #followProgramme(): void {
    const session = this.#ports.source.session();
    if (!session || !this.#video) return;
    const now = this.#video.key(session);
    if (now === this.#programme) return;
    this.#programme = now;
    this.#markConnected();
  }

  #markConnected(): void {
    for (const { point, evidence } of this.#ports.source.points()) {
      if (evidence.connections.length > 0) this.#dirty.add(point.id);
    }
  }

  #request(): void {
    if (this.#dirty.size > 0) this.#pending ??= this.#ports.clock.immediate(() => this.#sendSome());
  }

  #sendSome(): void {
    this.#pending = null;
    let left = POINTS_PER_TURN;
    for (const pointId of this.#dirty) {
      if (left-- === 0) break;
      this.#dirty.delete(pointId);
      const state = this.#ports.source.point(pointId);
      if (state) this.#sendTo(state);
    }
    this.#request();
  }

  #sendTo(state: PointState): void {
    const connected = new Set(state.evidence.connections.map(({ deviceId }) => deviceId));
    for (const deviceId of state.deviceIds) if (!connected.has(deviceId)) this.#sent.delete(deviceId);
    for (const deviceId of connected) {
      const view = this.viewOf(deviceId);
      if (!view) {
        this.#sent.delete(deviceId);
        continue;
      }
      const content = this.#ports.digest(JSON.stringify({ ...view, at: 0 }));
      if (this.#sent.get(deviceId) === content) continue;
      this.#sent.set(deviceId, content);
      this.#ports.send(deviceId, view);
    }
  }
}

/** What a device that is not let in is told no part of (L8): whoever finds a card must not learn the point's figures from it. */
const NOT_FOR_WAITING = {
  round: null,
  headcount: null,
  amended: null,
  previous: null,
  reminded: null,
  faults: [],
  checklist: null,
  waiting: [],
  instructions: [],
  messages: [],
  readUpTo: 0,
  floor: null,
  video: null,
} as const;

export function pointView(
  source: BoardSource,
  deviceId: DeviceId,
  at: number,
  {
    mediaConfigured,
    jump,
    video,
  }: Pick<PointViewPorts, 'mediaConfigured' | 'jump'> & { readonly video: VideoViews | null },
): PointView | undefined {
  const session = source.session();
  const device = source.device(deviceId);
  const state = device?.pointId ? source.point(device.pointId) : undefined;
  if (!session || !device || !state || device.revokedAt !== null) return undefined;
  const { id, name, shortName, unit, area, summoned, kind, linkKind } = state.point;
  const { word } = state.evidence;
  const round = currentRound(session);
  return {
    at,
    session: { ...session.head, phase: session.phase, run: session.run },
    point: { id, name, shortName, unit, area, summoned, kind, linkKind },
    link: state.link,
    mediaConfigured,
    word: {
      asked: requirements(linkKind, { mediaConfigured, mediaIngress: session.mediaIngress }).word,
      said: word && word.run === session.run ? word.seesAndHears : null,
    },
    deviceId,
    standing: device.standing,
    fence: state.fence,
    lastSeq: device.lastSeq,
    round,
    headcount: countedHeadcount(state, round?.id ?? null),
    amended: amendmentOf(state, round?.id ?? null),
    previous: previousFigures(session, state),
    jump,
    reminded: round?.frozenAt === null ? remindedOf(session, state, round.id) : null,
    faults: state.evidence.faults.map(({ fault, at: reportedAt }) => {
      const incident = source.openIncident(id, fault);
      const ownerId = incident?.status === 'acknowledged' ? incident.ownerId : null;
      // Somebody without a name is somebody all the same (I12).
      return { fault, at: reportedAt, owner: ownerId === null ? null : (labelOf(source, ownerId) ?? '') };
    }),
    checklist: checklistOf(session, state),
    waiting:
      state.penDeviceId === deviceId ? deviceViews(source, state).filter(({ standing }) => standing === 'waiting') : [],
    ...conversationOf(source, state),
    floor: pointFloor(session, state),
    video: video?.of(session, state, device) ?? null,
    ...(device.standing === 'waiting' ? NOT_FOR_WAITING : {}),
  };
}

function checklistOf(session: SessionState, state: PointState): PointView['checklist'] {
  if (!isPreparing(session.phase)) return null;
  const checks = checksOf(state, session);
  return { prep: session.prep, items: askedItems(state.point).map((item) => ({ item, state: checks[item] ?? null })) };
}

/** The figures of the round before the current one, in this run. */
function previousFigures(session: SessionState, state: PointState): Headcount | null {
  const rounds = roundsOfRun(session);
  const current = rounds.findIndex((round) => round.id === currentRound(session)?.id);
  const before = rounds[current - 1]?.id ?? null;
  // A correction that came too late for the round is still what the point knows best.
  const counted = amendmentOf(state, before) ?? countedHeadcount(state, before);
  if (!counted) return null;
  const { present, excused, unexcused, guests } = counted;
  return { present, excused, unexcused, guests };
}
