import type { DeviceId, PointId } from '@hub/shared/model/ids.ts';
import type { MediaJoin, MediaWatch } from '@hub/shared/protocol/down.ts';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import type { StateReader } from '../domain/state.ts';
import { isOnAir, publisherOf } from '../hub/video-view.ts';
import type { MediaNames } from '../media/names.ts';
import { mintToken, TOKEN_MS } from '../media/tokens.ts';
import type { Right, TokenKey } from '../media/tokens.ts';

export interface MediaDeskPorts {
  readonly state: StateReader;
  readonly names: MediaNames;
  readonly key: TokenKey;
  /** What browsers dial. */
  readonly url: string;
  readonly now: () => number;
  readonly makeId: () => string;
}

export type Joining =
  { readonly ok: true; readonly join: MediaJoin } | { readonly ok: false; readonly kind: ErrorKind };

/** Gives out the rights to the rooms. Who may what is read from the state at the moment of asking, never from a message (A1). */
export class MediaDesk {
  readonly #ports: MediaDeskPorts;

  constructor(ports: MediaDeskPorts) {
    this.#ports = ports;
  }

  /** One device of a point publishes, the one with the pen; the others watch. */
  async join(deviceId: DeviceId): Promise<Joining> {
    const { state, names, url } = this.#ports;
    const session = state.session();
    const device = state.device(deviceId);
    if (!session || !device || device.revokedAt !== null) return { ok: false, kind: 'revoked' };
    const point = device.pointId === null ? undefined : state.point(device.pointId);
    if (!point || point.retired) return { ok: false, kind: 'not-found' };
    const sessionId = session.head.id;
    const size = session.nextIndex;
    const publishes = publisherOf(point) === deviceId;
    const identity = publishes
      ? names.publisher(sessionId, point.point.id, deviceId)
      : names.viewer(sessionId, deviceId);
    const programme = names.programme(sessionId, size);
    const watches: Right = { kind: 'viewer' };
    const sends: Right = { kind: 'publisher', hears: programme === null };
    const right = async (room: string, what: Right): Promise<{ room: string; token: string }> => ({
      room,
      token: await this.#mint(identity, room, what),
    });
    return {
      ok: true,
      join: {
        url,
        identity,
        publishes,
        expiresAt: this.#expiresAt(),
        contribution: await right(names.room(sessionId, point.index, size), publishes ? sends : watches),
        programme:
          programme === null
            ? null
            : await right(
                programme,
                publishes && isOnAir(session, point) ? { kind: 'publisher', hears: true } : watches,
              ),
      },
    };
  }

  /** Points that nobody publishes for are left out: a screen asks again when that changes. */
  async watch(pointIds: readonly PointId[]): Promise<MediaWatch | null> {
    const { state, names, url, makeId } = this.#ports;
    const session = state.session();
    if (!session) return null;
    const byRoom = new Map<string, { pointId: PointId; identity: string }[]>();
    for (const pointId of new Set(pointIds)) {
      const point = state.point(pointId);
      const publisher = point && publisherOf(point);
      if (!point || !publisher) continue;
      const room = names.room(session.head.id, point.index, session.nextIndex);
      const points = byRoom.get(room) ?? [];
      byRoom.set(room, points);
      points.push({ pointId, identity: names.publisher(session.head.id, pointId, publisher) });
    }
    const rooms = await Promise.all(
      [...byRoom].map(async ([room, points]) => ({
        room,
        token: await this.#mint(names.staff(makeId()), room, { kind: 'hidden' }),
        points,
      })),
    );
    return { url, expiresAt: this.#expiresAt(), rooms };
  }

  #mint(identity: string, room: string, right: Right): Promise<string> {
    return mintToken(this.#ports.key, identity, room, right);
  }

  #expiresAt(): number {
    return this.#ports.now() + TOKEN_MS;
  }
}
