import type { DeviceId, PointId, SessionId } from '@hub/shared/model/ids.ts';
import type { PointVideo } from '@hub/shared/protocol/down.ts';
import type { DeviceState, PointState, SessionState, StateReader } from '../domain/state.ts';

/** How points and rooms are called in the video system. */
export interface VideoNames {
  publisher(sessionId: SessionId, pointId: PointId, deviceId: DeviceId): string;
  room(sessionId: SessionId, index: number, size: number): string;
  programme(sessionId: SessionId, size: number): string | null;
}

/** Who is seen and heard by all: the one on air first, then the host. A point without a device that publishes is not there yet. */
export interface Programme {
  readonly onAir: PointState | null;
  readonly host: PointState | null;
}

/** In place of a device, for a point whose meeting device sends: no page ever bears this id. */
const MEETING_DEVICE = 'ingress' as DeviceId;

/** The device that sends a point's picture and sound: the one with the pen, or a meeting device. */
export function publisherOf({ point, penDeviceId, retired }: PointState): DeviceId | null {
  if (retired) return null;
  if (point.linkKind === 'ingress') return MEETING_DEVICE;
  return point.linkKind === 'livekit' ? penDeviceId : null;
}

/** F2: unmuted and sent to everybody, while it is so. */
export function isOnAir(session: SessionState, { point }: PointState): boolean {
  return point.kind === 'host' || session.floor.onAir?.pointId === point.id;
}

/** Answers for all pages of a moment; the host is looked for once per change of the roster. */
export class VideoViews {
  readonly #source: Pick<StateReader, 'point' | 'points'>;
  readonly #names: VideoNames;
  #host: { readonly of: string; readonly pointId: PointId | null } | null = null;

  constructor(source: Pick<StateReader, 'point' | 'points'>, names: VideoNames) {
    this.#source = source;
    this.#names = names;
  }

  programme(session: SessionState): Programme {
    const onAirId = session.floor.onAir?.pointId;
    const hostId = this.#hostId(session);
    return {
      onAir: (onAirId && this.#source.point(onAirId)) || null,
      host: (hostId !== null && this.#source.point(hostId)) || null,
    };
  }

  /** Everything that all pages show alike: when it changes, all of them are looked at. */
  key(session: SessionState): string {
    const { onAir, host } = this.programme(session);
    const named = [onAir, host].map((one) => one && [one.point.id, publisherOf(one)]);
    return JSON.stringify([
      session.head.id,
      session.mediaFeed,
      this.#names.programme(session.head.id, session.nextIndex),
      named,
    ]);
  }

  of(session: SessionState, state: PointState, device: DeviceState): PointVideo {
    const sessionId = session.head.id;
    const { onAir, host } = this.programme(session);
    const watch: string[] = [];
    for (const one of [onAir, host]) {
      const publisher = one && publisherOf(one);
      if (!one || !publisher || one.point.id === state.point.id) continue;
      watch.push(this.#names.publisher(sessionId, one.point.id, publisher));
    }
    return {
      feed: session.mediaFeed,
      publishes: publisherOf(state) === device.id,
      room: this.#names.room(sessionId, state.index, session.nextIndex),
      programme: this.#names.programme(sessionId, session.nextIndex),
      watch,
      air: isOnAir(session, state),
      restarts: state.restarts ?? 0,
    };
  }

  #hostId({ head, rosterVersion }: SessionState): PointId | null {
    const of = `${head.id} ${rosterVersion}`;
    if (this.#host?.of !== of) {
      let pointId: PointId | null = null;
      for (const { point, retired } of this.#source.points()) if (point.kind === 'host' && !retired) pointId = point.id;
      this.#host = { of, pointId };
    }
    return this.#host.pointId;
  }
}
