import {
  ConnectionQuality,
  RoomEvent,
  Track,
  VideoQuality,
  type Participant,
  type RemoteParticipant,
  type RemoteTrack,
  type RemoteTrackPublication,
  type Room,
} from 'livekit-client';
import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { LineQuality } from './economy.ts';

/** What is wanted of one participant. */
export interface Wish {
  readonly picture: 'none' | 'low' | 'high';
  readonly sound: boolean;
}

/** What is there of one participant. */
export interface Seen {
  /** In the room. */
  readonly present: boolean;
  readonly picture: RemoteTrack | null;
  /** `missing`: nothing is published. */
  readonly camera: 'missing' | 'muted' | 'live';
  readonly sound: RemoteTrack | null;
  readonly microphone: 'missing' | 'muted' | 'live';
  readonly speaking: boolean;
  /** The server holds the picture back because this page's own line is too weak. */
  readonly heldBack: boolean;
  readonly quality: LineQuality;
}

export const NOTHING: Seen = {
  present: false,
  picture: null,
  camera: 'missing',
  sound: null,
  microphone: 'missing',
  speaking: false,
  heldBack: false,
  quality: 'unknown',
};

/** Who is wanted of a room, and what came of it. Outlives a room: the next one is asked for the same. */
export class Subscriptions {
  readonly #seen = signal<ReadonlyMap<string, Seen>>(new Map());
  #wishes: ReadonlyMap<string, Wish> = new Map();
  /** What the server was asked for last; it need not be told twice. */
  readonly #asked = new WeakMap<RemoteTrackPublication, boolean>();
  #room: Room | null = null;

  /** Those who are wanted and in the room, by identity. */
  get seen(): ReadonlySignal<ReadonlyMap<string, Seen>> {
    return this.#seen;
  }

  /** `NOTHING` of whoever is not there. */
  of(identity: string): Seen {
    return this.#seen.value.get(identity) ?? NOTHING;
  }

  /** In the room now. */
  has(identity: string): boolean {
    return this.#seen.peek().has(identity);
  }

  want(wishes: ReadonlyMap<string, Wish>): void {
    const before = this.#wishes;
    this.#wishes = wishes;
    for (const participant of this.#room?.remoteParticipants.values() ?? []) {
      if (before.has(participant.identity) || wishes.has(participant.identity)) this.#apply(participant);
    }
    this.#look();
  }

  /** Of a room that is about to be entered. */
  attend(room: Room): void {
    this.#room = room;
    const apply = (_: unknown, participant: RemoteParticipant): void => {
      this.#apply(participant);
      this.#look();
    };
    const look = (): void => this.#look();
    room
      .on(RoomEvent.TrackPublished, apply)
      .on(RoomEvent.ParticipantConnected, (participant) => apply(null, participant))
      .on(RoomEvent.Connected, () => this.want(this.#wishes))
      .on(RoomEvent.Reconnected, () => this.want(this.#wishes))
      .on(RoomEvent.ParticipantDisconnected, look)
      .on(RoomEvent.TrackSubscribed, look)
      .on(RoomEvent.TrackUnsubscribed, look)
      .on(RoomEvent.TrackUnpublished, look)
      .on(RoomEvent.TrackMuted, look)
      .on(RoomEvent.TrackUnmuted, look)
      .on(RoomEvent.TrackStreamStateChanged, look)
      .on(RoomEvent.ActiveSpeakersChanged, look)
      .on(RoomEvent.ConnectionQualityChanged, look)
      .on(RoomEvent.Disconnected, () => {
        if (this.#room === room) this.#leave();
      });
  }

  #leave(): void {
    this.#room = null;
    this.#look();
  }

  #apply({ identity, trackPublications }: RemoteParticipant): void {
    const wish = this.#wishes.get(identity);
    for (const publication of trackPublications.values()) {
      const { source } = publication;
      if (source === Track.Source.Microphone) this.#subscribe(publication, wish?.sound === true);
      else if (source === Track.Source.Camera) this.#applyPicture(publication, wish);
    }
  }

  #applyPicture(publication: RemoteTrackPublication, wish: Wish | undefined): void {
    const isWanted = wish !== undefined && wish.picture !== 'none';
    const isNew = this.#subscribe(publication, isWanted);
    if (!isWanted) return;
    // The server forgets the layer with the subscription. The library does not, and says only what is another one.
    if (isNew) publication.setVideoQuality(VideoQuality.MEDIUM);
    publication.setVideoQuality(wish.picture === 'high' ? VideoQuality.HIGH : VideoQuality.LOW);
  }

  /** True: the server was told. */
  #subscribe(publication: RemoteTrackPublication, wanted: boolean): boolean {
    if ((this.#asked.get(publication) ?? false) === wanted) return false;
    this.#asked.set(publication, wanted);
    publication.setSubscribed(wanted);
    return true;
  }

  #look(): void {
    const seen = new Map<string, Seen>();
    for (const participant of this.#room?.remoteParticipants.values() ?? []) {
      if (this.#wishes.has(participant.identity)) seen.set(participant.identity, seenOf(participant));
    }
    this.#seen.value = seen;
  }
}

function seenOf(participant: RemoteParticipant): Seen {
  const camera = participant.getTrackPublication(Track.Source.Camera);
  const microphone = participant.getTrackPublication(Track.Source.Microphone);
  const stateOf = (publication: RemoteTrackPublication | undefined): Seen['camera'] =>
    publication === undefined ? 'missing' : publication.isMuted ? 'muted' : 'live';
  return {
    present: true,
    picture: camera?.track ?? null,
    camera: stateOf(camera),
    sound: microphone?.track ?? null,
    microphone: stateOf(microphone),
    speaking: participant.isSpeaking && !(microphone?.isMuted ?? true),
    heldBack: camera?.track?.streamState === Track.StreamState.Paused,
    quality: qualityOf(participant),
  };
}

export function qualityOf({ connectionQuality }: Participant): LineQuality {
  switch (connectionQuality) {
    case ConnectionQuality.Excellent:
    case ConnectionQuality.Good:
      return 'good';
    case ConnectionQuality.Poor:
      return 'poor';
    case ConnectionQuality.Lost:
      return 'lost';
    default:
      return 'unknown';
  }
}
