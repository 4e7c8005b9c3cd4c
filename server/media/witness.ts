import type { Media } from '@hub/shared/model/media.ts';
import type { PublisherWord, SeenParticipant, SeenTrack, WitnessPolicy } from './seen.ts';
import { WITNESS_POLICY } from './seen.ts';
import { Trail } from './trail.ts';

/** What a webhook says of a participant, in plain values. */
export type Notice =
  | { readonly kind: 'joined'; readonly participant: SeenParticipant }
  | {
      readonly kind: 'left';
      readonly room: string;
      readonly identity: string;
      readonly sid: string;
      readonly how: 'left' | 'replaced' | 'timeout';
    }
  | {
      readonly kind: 'track';
      readonly room: string;
      readonly identity: string;
      readonly sid: string;
      readonly track: SeenTrack;
    }
  | {
      readonly kind: 'track-ended';
      readonly room: string;
      readonly identity: string;
      readonly sid: string;
      readonly trackSid: string;
    };

/** A list of whole rooms. */
export interface Listing {
  readonly askedAt: number;
  readonly rooms: ReadonlySet<string>;
  readonly participants: readonly SeenParticipant[];
  /** There is no older news that may still be true: the hub has just come, the feed is back, or the room is a new one. */
  readonly sure: boolean;
}

export interface Listed {
  /** False: somebody was missed once, and the list should be asked for again soon. */
  readonly isSettled: boolean;
  /** Somebody is there of whom no webhook told. */
  readonly isNew: boolean;
}

interface Bound {
  readonly pointId: string;
  readonly room: string;
  readonly trail: Trail;
  /** What the hub was told last. */
  told: Media;
}

export interface Told {
  readonly pointId: string;
  readonly media: Media;
}

/**
 * What LiveKit's webhooks, its lists and the publishers themselves say, reconciled by sid into one picture per point (L6).
 * Webhooks may be lost, doubled and shuffled: they only make it faster, and a list wins over them. Pure: time comes in.
 */
export class Witness {
  readonly #policy: WitnessPolicy;
  /** By identity. */
  readonly #bound = new Map<string, Bound>();
  readonly #byPoint = new Map<string, Bound>();

  constructor(policy: WitnessPolicy = WITNESS_POLICY) {
    this.#policy = policy;
  }

  /**
   * Which participant stands for a point, and where; null: none does. With another one the picture of the one before ends.
   * `known`: what the hub holds of it; `at` null: when the hub begins, and that may still be true.
   */
  bind(
    pointId: string,
    as: { readonly identity: string; readonly room: string } | null,
    known: Media,
    at: number | null,
  ): Told[] {
    const held = this.#byPoint.get(pointId);
    if (held && as && held.trail.identity === as.identity) {
      // The roster has outgrown its room: the participant moves when its page does.
      this.#keep({ ...held, room: as.room });
      return [];
    }
    if (held) this.#bound.delete(held.trail.identity);
    this.#byPoint.delete(pointId);
    const ends = at !== null && known.status === 'flowing';
    const now: Media = ends ? { status: 'gone', at } : known;
    if (as) this.#keep({ pointId, room: as.room, trail: new Trail(as.identity, this.#policy, now), told: now });
    return ends ? [{ pointId, media: now }] : [];
  }

  pointOf(identity: string): string | undefined {
    return this.#bound.get(identity)?.pointId;
  }

  /** The participant that stands for a point now. */
  currentOf(pointId: string): SeenParticipant | null {
    return this.#byPoint.get(pointId)?.trail.current ?? null;
  }

  *currents(): Iterable<{ readonly pointId: string; readonly participant: SeenParticipant }> {
    for (const { pointId, trail } of this.#bound.values()) {
      if (trail.current) yield { pointId, participant: trail.current };
    }
  }

  /** False: it does not fit what is known, and a list should be asked for soon. */
  notice(notice: Notice, at: number): boolean {
    const identity = notice.kind === 'joined' ? notice.participant.identity : notice.identity;
    const room = notice.kind === 'joined' ? notice.participant.room : notice.room;
    const trail = this.#trailIn(identity, room);
    // In the programme room it is the same point once more; a stranger is somebody else's business.
    if (!trail) return true;
    switch (notice.kind) {
      case 'joined':
        trail.seen(notice.participant, at, null);
        return true;
      case 'left':
        trail.left(notice.sid, notice.how, at);
        // Who replaced it is known in a moment.
        return notice.how !== 'replaced';
      case 'track':
        return trail.track(notice.sid, notice.track, at);
      case 'track-ended':
        return trail.trackEnded(notice.sid, notice.trackSid);
    }
  }

  listed({ askedAt, rooms, participants, sure }: Listing, at: number): Listed {
    let isNew = false;
    const here = new Set<Trail>();
    for (const participant of participants) {
      const trail = this.#trailIn(participant.identity, participant.room);
      if (!trail) continue;
      here.add(trail);
      const before = trail.current?.sid;
      if (trail.seen(participant, at, askedAt) && before !== participant.sid) isNew = true;
    }
    let isSettled = true;
    for (const { room, trail } of this.#bound.values()) {
      if (here.has(trail) || !rooms.has(trail.current?.room ?? room)) continue;
      if (trail.missing(at, askedAt, sure)) isSettled = false;
    }
    return { isSettled, isNew };
  }

  /** A listener in the room saw a track muted or opened. False: it is of a track that is not known. */
  muted(identity: string, room: string, trackSid: string, muted: boolean, at: number): boolean {
    return this.#trailIn(identity, room)?.muted(trackSid, muted, at) ?? true;
  }

  /** ... and how much LiveKit gets from a participant. */
  judged(identity: string, room: string, level: 'good' | 'poor' | 'lost', at: number): void {
    this.#trailIn(identity, room)?.judged(level, at);
  }

  /** A word of the device that publishes for the point. */
  says(pointId: string, word: PublisherWord, at: number): void {
    this.#byPoint.get(pointId)?.trail.says(word, at);
  }

  /** Transitions since the last call, of these points or of all: samples are no facts (G6). */
  changes(at: number, pointIds: Iterable<string> | null = null): Told[] {
    const changed: Told[] = [];
    for (const bound of pointIds === null ? this.#byPoint.values() : this.#boundOf(pointIds)) {
      const media = bound.trail.media(at);
      if (isSameMedia(bound.told, media)) continue;
      bound.told = media;
      changed.push({ pointId: bound.pointId, media });
    }
    return changed;
  }

  /** The hub could not take it in: it is said again. */
  untold(pointId: string, known: Media): void {
    const bound = this.#byPoint.get(pointId);
    if (bound) bound.told = known;
  }

  *#boundOf(pointIds: Iterable<string>): Iterable<Bound> {
    for (const pointId of pointIds) {
      const bound = this.#byPoint.get(pointId);
      if (bound) yield bound;
    }
  }

  #keep(bound: Bound): void {
    this.#bound.set(bound.trail.identity, bound);
    this.#byPoint.set(bound.pointId, bound);
  }

  /** Only where it sends its own picture. While a page moves to another room, the one it came from counts as well. */
  #trailIn(identity: string, room: string): Trail | null {
    const bound = this.#bound.get(identity);
    return bound && !room.endsWith('.programme') ? bound.trail : null;
  }
}

/** `since` of a quality that is the same goes on. */
export function isSameMedia(a: Media, b: Media): boolean {
  if (a.status === 'none' || b.status === 'none') return a.status === b.status;
  if (a.status === 'gone' || b.status === 'gone')
    return a.status === b.status && a.status === 'gone' && b.status === 'gone' && a.at === b.at;
  return (
    a.since === b.since &&
    a.camera === b.camera &&
    a.microphone === b.microphone &&
    a.quality.level === b.quality.level &&
    a.path === b.path &&
    a.contested === b.contested
  );
}
