import type { DeviceId, PointId } from '@hub/shared/model/ids.ts';
import type { MediaHealth } from '@hub/shared/model/media.ts';
import type { PointUp } from '@hub/shared/protocol/up.ts';
import type { LivekitConfig } from './config.ts';
import type { RecordedFact } from './domain/events.ts';
import type { PointState, SessionState } from './domain/state.ts';
import type { Hub } from './hub/hub.ts';
import { isOnAir, publisherOf } from './hub/video-view.ts';
import { vitalsOf, type VitalsStore } from './hub/vitals.ts';
import { accepted, refusal } from './ingest/acks.ts';
import { MediaDesk } from './ingest/media-desk.ts';
import type { Joining } from './ingest/media-desk.ts';
import { LivekitApi } from './media/livekit-api.ts';
import { MediaSystem } from './media/media-system.ts';
import { Monitor } from './media/monitor.ts';
import { MediaNames } from './media/names.ts';
import { mintToken } from './media/tokens.ts';
import type { Clock } from './platform/clock.ts';
import type { Logger } from './platform/logger.ts';
import type { Metrics } from './platform/metrics.ts';

export interface MediaParts {
  readonly hub: Hub;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly makeId: () => string;
  readonly vitals: VitalsStore;
  readonly healthChanged: () => void;
  /** Of several hubs only the one that decides bears witness, so that they do not contradict each other. */
  readonly isWitness: () => boolean;
}

const NOT_MEASURED = { rttMs: null, lossPct: null, jitterMs: null, soundLevel: null } as const;

/** The video system joined to the hub: rights go out, what the witnesses say comes in as commands, what is decided is done there. */
export class HubMedia {
  readonly names: MediaNames;
  readonly #hub: Hub;
  readonly #clock: Clock;
  readonly #system: MediaSystem;
  readonly #desk: MediaDesk;

  constructor(livekit: LivekitConfig, parts: MediaParts) {
    const { hub, clock, logger, metrics, makeId, vitals, healthChanged, isWitness } = parts;
    const { projection } = hub;
    this.#hub = hub;
    this.#clock = clock;
    this.names = new MediaNames(livekit.apiSecret, livekit.roomPoints);
    this.#desk = new MediaDesk({
      state: projection,
      names: this.names,
      key: livekit,
      url: livekit.url,
      now: () => clock.now(),
      makeId,
    });
    const monitor = new Monitor({
      clock,
      logger,
      url: livekit.apiUrl.replace(/^http/, 'ws'),
      mint: (room) => mintToken(livekit, this.names.monitor(makeId()), room, { kind: 'hidden' }),
      heard: (word) => this.#system.heard(word),
      changed: () => this.#system.monitorChanged(),
    });
    this.#system = new MediaSystem({
      monitor,
      api: new LivekitApi(livekit),
      key: livekit,
      names: this.names,
      clock,
      logger,
      makeId,
      counted: (result) => metrics.webhooks.inc({ result }),
      hub: {
        session: () => {
          const session = projection.session();
          return session && { id: session.head.id, size: session.nextIndex };
        },
        observe: async (pointId, media) =>
          isWitness() && (await hub.handleOwn({ type: 'ObserveMedia', pointId: pointId as PointId, media })).ok,
        known: (pointId) => projection.point(pointId as PointId)?.evidence.media ?? { status: 'none' },
        changeFeed: (feed, ingress) => {
          metrics.mediaFeed.set(feed === 'live' ? 1 : 0);
          if (!isWitness()) return;
          const session = projection.session();
          if (!session || (session.mediaFeed === feed && session.mediaIngress === ingress)) return;
          void hub.handleOwn({ type: 'ChangeMediaFeed', feed, ingress });
        },
        isOnAir: (pointId) => {
          const session = projection.session();
          const point = projection.point(pointId as PointId);
          return session !== null && point !== undefined && isOnAir(session, point);
        },
        isIngress: (pointId) => projection.point(pointId as PointId)?.point.linkKind === 'ingress',
        measured: (pointId, kbps, fps) => {
          const point = projection.point(pointId as PointId);
          if (point) vitals.record(point.index, { ...NOT_MEASURED, bitrateKbps: kbps, fps }, clock.now());
        },
        healthChanged,
      },
    });
  }

  /** L9: until it was looked at, nothing that is remembered is shown as if it were seen. */
  async begin(): Promise<void> {
    await this.takeOver();
    this.#bindAll(true);
    this.#system.start();
  }

  /** For one of several hubs, whose own look at LiveKit begins with its start: it bears witness only when it decides. */
  beginBesideOthers(): void {
    this.#bindAll(true);
    this.#system.start();
  }

  async takeOver(): Promise<void> {
    const ingress = this.#hub.projection.session()?.mediaIngress ?? false;
    await this.#hub.handleOwn({ type: 'ChangeMediaFeed', feed: 'stale', ingress });
  }

  /** The projection has become another one. */
  startAnew(): void {
    this.#bindAll(true);
  }

  stop(): void {
    this.#system.stop();
  }

  health(): MediaHealth {
    return this.#system.health();
  }

  webhook(body: Buffer, authorization: string | undefined): Promise<boolean> {
    return this.#system.webhook(body, authorization);
  }

  /** The rooms are there before somebody is sent to them. */
  async join(deviceId: DeviceId): Promise<Joining> {
    const joining = await this.#desk.join(deviceId);
    if (!joining.ok) return joining;
    const { contribution, programme } = joining.join;
    await Promise.all([contribution, programme].map((one) => one && this.#system.prepare(one.room)));
    return joining;
  }

  watch(pointIds: readonly PointId[]): ReturnType<MediaDesk['watch']> {
    return this.#desk.watch(pointIds);
  }

  /** The acknowledgement of `media:ingress`, as it travels. */
  async ingress(pointId: PointId): Promise<unknown> {
    const { projection } = this.#hub;
    const session = projection.session();
    const point = projection.point(pointId);
    if (!session || !point || point.retired) return refusal('not-found', { field: 'pointId' });
    if (point.point.linkKind !== 'ingress') return refusal('conflict', { field: 'pointId' });
    const as = this.#participantOf(session, point);
    const answer = as && (await this.#system.ingress(as.room, as.identity));
    return answer?.ok
      ? accepted(this.#clock.now(), projection.head, answer.value)
      : refusal('conflict', { field: 'ingress' });
  }

  /** A page's own word, believed from the device that publishes. */
  says(pointId: PointId, deviceId: DeviceId, sample: PointUp['point:vitals']): void {
    const point = this.#hub.projection.point(pointId);
    if (!sample.media || !point || publisherOf(point) !== deviceId) return;
    const { rttMs, lossPct, jitterMs, fps } = vitalsOf(sample);
    this.#system.says(pointId, { ...sample.media, rttMs, lossPct, jitterMs, fps });
  }

  /** For hub.onAdopted. */
  adopt(facts: readonly RecordedFact[]): void {
    for (const { fact } of facts) {
      switch (fact.type) {
        case 'SessionCreated':
          this.#bindAll(false);
          break;
        case 'PointAdded':
        case 'PointEdited':
          this.#bind(fact.point.id);
          break;
        case 'PointRetired':
        case 'PenMoved':
          this.#bind(fact.pointId);
          break;
        case 'DeviceClaimed':
          if (fact.pointId !== null) this.#bind(fact.pointId);
          break;
        case 'DeviceAdmitted':
        case 'DeviceRevoked':
          this.#judge(fact.deviceId, fact.type === 'DeviceRevoked');
          break;
        case 'FloorGiven':
        case 'TurnEnded':
        case 'TurnReturned':
          this.#system.aired(fact.pointId);
          break;
        case 'MediaMuted':
          this.#system.mute(fact.pointId, fact.source);
          break;
        default:
          break;
      }
    }
  }

  #judge(deviceId: DeviceId, isRevoked: boolean): void {
    const { projection } = this.#hub;
    const pointId = projection.device(deviceId)?.pointId;
    const session = projection.session();
    const point = pointId && projection.point(pointId);
    if (!session || !point) return;
    this.#bind(point.point.id);
    if (isRevoked) this.#system.bar(session.head.id, deviceId, this.#roomOf(session, point));
  }

  #bindAll(begins: boolean): void {
    for (const { point } of this.#hub.projection.points()) this.#bind(point.id, begins);
  }

  #bind(pointId: PointId, begins = false): void {
    const { projection } = this.#hub;
    const session = projection.session();
    const point = projection.point(pointId);
    if (!session || !point) return;
    this.#system.bind(pointId, this.#participantOf(session, point), point.evidence.media, begins);
  }

  #participantOf(
    session: SessionState,
    point: PointState,
  ): { readonly identity: string; readonly room: string } | null {
    const publisher = publisherOf(point);
    if (publisher === null) return null;
    return {
      identity: this.names.publisher(session.head.id, point.point.id, publisher),
      room: this.#roomOf(session, point),
    };
  }

  #roomOf({ head, nextIndex }: SessionState, { index }: PointState): string {
    return this.names.room(head.id, index, nextIndex);
  }
}
