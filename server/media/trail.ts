import type { Media } from '@hub/shared/model/media.ts';
import { cameraOf, isPoorWord, microphoneOf } from './seen.ts';
import type { PublisherWord, SeenParticipant, SeenTrack, WitnessPolicy } from './seen.ts';

/** Sids that ended, newest last: enough for every late or repeated message about them. */
const ENDED_KEPT = 16;

type Remembered = Pick<Extract<Media, { status: 'flowing' }>, 'camera' | 'microphone'>;
type Quality = Extract<Media, { status: 'flowing' }>['quality'];

/** All that the witnesses know of one point's publisher. Pure: time comes in. */
export class Trail {
  readonly #policy: WitnessPolicy;
  readonly identity: string;
  #current: SeenParticipant | null = null;
  /** When the hub first heard of the current one: a list that was asked for before says nothing of it. */
  #currentFrom = 0;
  #flowingSince: number | null = null;
  #goneAt: number | null = null;
  /** Until when a successor is waited for: the one before was replaced, not lost. */
  #awaitedUntil: number | null = null;
  /** Lists in a row without it. */
  #missed = 0;
  readonly #ended = new Map<string, number>();
  readonly #endedTracks = new Set<string>();
  /** When a participant took the place of one that was there. */
  #takes: number[] = [];
  #word: { readonly at: number; readonly word: PublisherWord } | null = null;
  /** Since when the page says that it is thrown out; LiveKit may list it for another 20 s. */
  #outAt: number | null = null;
  /** What stands between two participants, and before the first list of this hub's life. */
  #remembered: Remembered = { camera: 'missing', microphone: 'missing' };
  #lifeAt: number | null = null;
  #quality: Quality | null = null;
  #unlike = 0;
  /** When a listener saw a track muted or opened: a list that was asked for before says how it was. */
  readonly #mutedAt = new Map<string, number>();
  /** LiveKit's own judgement of what it gets from the current one. */
  #gets: 'good' | 'poor' | 'lost' = 'good';

  /** `before`: what was known when the hub was last there; nobody knows of which participant. */
  constructor(identity: string, policy: WitnessPolicy, before: Media = { status: 'none' }) {
    this.identity = identity;
    this.#policy = policy;
    if (before.status === 'gone') this.#goneAt = before.at;
    if (before.status !== 'flowing') return;
    this.#flowingSince = before.since;
    this.#quality = before.quality;
    this.#remembered = before;
  }

  get current(): SeenParticipant | null {
    return this.#current;
  }

  /** The newest participant is the one that counts. `askedAt`: of a list, null: of a webhook. False: it is old news. */
  seen(participant: SeenParticipant, at: number, askedAt: number | null): boolean {
    const held = this.#current;
    // A webhook that comes late tells how it was: tracks that came since stand in the list, or in webhooks of their own.
    if (askedAt === null && held?.sid === participant.sid && held.isActive) return false;
    const endedAt = this.#ended.get(participant.sid);
    // A list that was asked for afterwards knows better than what ended it.
    if (endedAt !== undefined && (askedAt === null || endedAt >= askedAt)) return false;
    if (held && held.sid !== participant.sid && participant.joinedAt < held.joinedAt) return false;
    if (held?.sid !== participant.sid) {
      if (held) this.#end(held.sid, at);
      this.#ended.delete(participant.sid);
      this.#currentFrom = at;
      this.#word = null;
      this.#outAt = null;
      this.#gets = 'good';
      // Who comes where nobody is left takes nobody's place: after a restart of LiveKit everybody does.
      const takesPlace = held !== null || this.#awaitedUntil !== null;
      if (takesPlace) this.#takes = [...this.#takes.filter((taken) => taken > at - this.#policy.contestedMs), at];
    }
    this.#current = this.#asHeard(participant, askedAt);
    this.#missed = 0;
    this.#awaitedUntil = null;
    if (participant.isActive) this.#flows(at);
    return true;
  }

  /** The end of a participant was announced. An older one's, or one repeated, changes nothing (L6). */
  left(sid: string, how: 'left' | 'replaced' | 'timeout', at: number): void {
    this.#end(sid, at);
    if (this.#current?.sid !== sid) return;
    if (how === 'replaced') {
      // Somebody stands in its place: the point was never away.
      this.#current = null;
      this.#awaitedUntil = at + this.#policy.successorMs;
      return;
    }
    this.#goes(at, how);
  }

  /** A list without it. `sure`: there is no older news to wait for, the first one counts. True: it is to be asked again soon. */
  missing(at: number, askedAt: number, sure: boolean): boolean {
    if (this.#flowingSince === null && this.#current === null) return false;
    if (this.#current && this.#currentFrom >= askedAt) return false;
    if (this.#awaitedUntil !== null && at < this.#awaitedUntil) return true;
    this.#missed++;
    if (this.#missed < 2 && !sure) return true;
    if (this.#current) this.#end(this.#current.sid, at);
    this.#goes(at, 'missing');
    return false;
  }

  track(sid: string, track: SeenTrack, at: number): boolean {
    const held = this.#current;
    if (held?.sid !== sid) return false;
    // Late again: it was listed, and may have been muted since; or it has ended.
    if (this.#endedTracks.has(track.sid) || held.tracks.some((one) => one.sid === track.sid)) return true;
    const tracks = [...held.tracks.filter((one) => one.source !== track.source), track];
    this.#current = { ...held, isActive: true, tracks };
    this.#flows(at);
    return true;
  }

  trackEnded(sid: string, trackSid: string): boolean {
    keep(this.#endedTracks, trackSid);
    const held = this.#current;
    if (held?.sid !== sid) return false;
    this.#current = { ...held, tracks: held.tracks.filter((one) => one.sid !== trackSid) };
    return true;
  }

  /** A listener saw it as it happened. False: of a track that is not known. */
  muted(trackSid: string, muted: boolean, at: number): boolean {
    const held = this.#current;
    if (!held?.tracks.some(({ sid }) => sid === trackSid)) return false;
    this.#mutedAt.delete(trackSid);
    this.#mutedAt.set(trackSid, at);
    forgetOldest(this.#mutedAt);
    this.#current = { ...held, tracks: held.tracks.map((one) => (one.sid === trackSid ? { ...one, muted } : one)) };
    return true;
  }

  /**
   * LiveKit says how much it gets. That nothing comes counts, whatever the page believes to send; that it comes badly counts
   * where the page, which measures it, says nothing.
   */
  judged(level: 'good' | 'poor' | 'lost', at: number): void {
    if (this.#current === null) return;
    this.#gets = level;
    const isBad = level === 'lost' || (level === 'poor' && this.#freshWord(at) === null);
    if (isBad) this.#turns('poor', at);
    // The page's own next words take it back where there are any.
    else if (this.#freshWord(at) === null) this.#turns('good', at);
  }

  says(word: PublisherWord, at: number): void {
    this.#word = { at, word };
    if (word.connection === 'disconnected') this.#outAt ??= at;
    else if (word.connection !== 'idle') {
      this.#outAt = null;
      this.#lifeAt = at;
    }
    this.#judge(this.#gets === 'lost' || isPoorWord(word, this.#policy) ? 'poor' : 'good', at);
  }

  /** What it all comes to at this moment. */
  media(at: number): Media {
    if (this.#flowingSince === null) {
      return this.#goneAt === null ? { status: 'none' } : { status: 'gone', at: this.#goneAt };
    }
    if (this.#outAt !== null) return { status: 'gone', at: Math.max(this.#outAt, this.#flowingSince) };
    const word = this.#freshWord(at);
    const tracks = this.#current?.tracks;
    if (tracks) this.#remembered = { camera: cameraOf(tracks, word), microphone: microphoneOf(tracks, word) };
    return {
      status: 'flowing',
      since: this.#flowingSince,
      camera: this.#remembered.camera,
      microphone: this.#remembered.microphone,
      quality: this.#quality ?? { level: 'good', since: this.#flowingSince },
      // It says nothing for a moment and then the same again: the way of its packets is no passing thing.
      path: this.#word?.word.path ?? null,
      contested:
        this.#takes.filter((taken) => taken > at - this.#policy.contestedMs).length >= this.#policy.contestedTakes,
    };
  }

  #freshWord(at: number): PublisherWord | null {
    return this.#word && at - this.#word.at < this.#policy.wordLastsMs ? this.#word.word : null;
  }

  #flows(at: number): void {
    this.#goneAt = null;
    this.#flowingSince ??= at;
    this.#quality ??= { level: 'good', since: at };
  }

  /** L11: it ended with its last sign of life, which may lie well before somebody noticed. */
  #goes(at: number, how: 'left' | 'timeout' | 'missing'): void {
    const since = this.#flowingSince;
    this.#current = null;
    this.#awaitedUntil = null;
    this.#missed = 0;
    this.#flowingSince = null;
    this.#quality = null;
    this.#unlike = 0;
    if (since === null) return;
    const { livekitTimeoutMs, noticedWithinMs } = this.#policy;
    // A page that spoke with the hub until a moment ago died then; one that did not for long was alive by the list alone.
    const heardAt = this.#lifeAt !== null && at - this.#lifeAt < noticedWithinMs ? this.#lifeAt : null;
    const endedAt = how === 'left' ? at : (heardAt ?? (how === 'timeout' ? at - livekitTimeoutMs : at));
    this.#goneAt = Math.max(since, endedAt);
  }

  #judge(level: Quality['level'], at: number): void {
    if (this.#quality === null || this.#quality.level === level) {
      this.#unlike = 0;
      return;
    }
    this.#unlike++;
    if (this.#unlike >= this.#policy.alikeSamples) this.#turns(level, at);
  }

  #turns(level: Quality['level'], at: number): void {
    this.#unlike = 0;
    if (this.#quality !== null && this.#quality.level !== level) this.#quality = { level, since: at };
  }

  #asHeard(participant: SeenParticipant, askedAt: number | null): SeenParticipant {
    const held = this.#current?.sid === participant.sid ? this.#current : null;
    if (held === null || askedAt === null) return participant;
    const tracks = participant.tracks.map((track) => {
      const isNewer = (this.#mutedAt.get(track.sid) ?? -Infinity) >= askedAt;
      const known = isNewer && held.tracks.find(({ sid }) => sid === track.sid);
      return known ? { ...track, muted: known.muted } : track;
    });
    return { ...participant, tracks };
  }

  #end(sid: string, at: number): void {
    this.#ended.delete(sid);
    this.#ended.set(sid, at);
    forgetOldest(this.#ended);
  }
}

function keep(set: Set<string>, value: string): void {
  set.add(value);
  forgetOldest(set);
}

function forgetOldest(kept: Set<string> | Map<string, unknown>): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= ENDED_KEPT) break;
    kept.delete(oldest);
  }
}
