import { createHmac } from 'node:crypto';

/** Points in one room: what one node of a small machine holds with room to spare. A larger roster is spread over several. */
export const ROOM_POINTS = 150;

/** Opaque names of rooms and participants. Nobody learns a point, a person or a telephone from them. */
export class MediaNames {
  readonly #secret: string;
  readonly #roomPoints: number;

  constructor(secret: string, roomPoints = ROOM_POINTS) {
    this.#secret = secret;
    this.#roomPoints = roomPoints;
  }

  /**
   * Of the one device that sends a point's picture and sound. Another device is another participant, so that one that was
   * put out cannot come back in its place with the rights it still holds.
   */
  publisher(sessionId: string, pointId: string, deviceId: string): string {
    return `p-${this.#keyed(sessionId, pointId, deviceId)}`;
  }

  /** Of a point's device that only watches. */
  viewer(sessionId: string, deviceId: string): string {
    return `a-${this.#keyed(sessionId, '', deviceId)}`;
  }

  /** Of a screen of staff: another one each time, so that two screens of a person do not put each other out. */
  staff(random: string): string {
    return `s-${random}`;
  }

  /** Of the hub itself, that listens. Another one each time, for the one before may still be going. */
  monitor(random: string): string {
    return `m-${random}`;
  }

  /** Where a point sends its picture. `size`: places in the roster, retired points included. */
  room(sessionId: string, index: number, size: number): string {
    return size <= this.#roomPoints ? sessionId : `${sessionId}.${Math.floor(index / this.#roomPoints)}`;
  }

  /** Where everybody sees who speaks; null: in the one room. */
  programme(sessionId: string, size: number): string | null {
    return size <= this.#roomPoints ? null : `${sessionId}.programme`;
  }

  rooms(sessionId: string, size: number): string[] {
    if (size <= this.#roomPoints) return [sessionId];
    const shards = Array.from({ length: Math.ceil(size / this.#roomPoints) }, (_, shard) => `${sessionId}.${shard}`);
    return [`${sessionId}.programme`, ...shards];
  }

  #keyed(...parts: readonly string[]): string {
    return createHmac('sha256', this.#secret).update(parts.join('\0')).digest('base64url').slice(0, 22);
  }
}

/** A room of this session, also one that the roster has outgrown. */
export function isRoomOf(sessionId: string, room: string): boolean {
  return room === sessionId || room.startsWith(`${sessionId}.`);
}

/** A participant that may send. */
export function isPublisher(identity: string): boolean {
  return identity.startsWith('p-');
}

/** A participant that a point's device made: one of ours to judge. */
export function isOfPoint(identity: string): boolean {
  return identity.startsWith('p-') || identity.startsWith('a-');
}
