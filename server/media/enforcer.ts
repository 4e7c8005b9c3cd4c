import type { MediaSource } from '@hub/shared/model/media.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { ApiResult, LivekitApi } from './livekit-api.ts';
import type { SeenParticipant } from './seen.ts';
import type { Right } from './tokens.ts';

/** The same thing is not asked again so soon: LiveKit and the page need a moment. */
const AGAIN_MS = 1_500;

export interface EnforcePorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly api: Pick<LivekitApi, 'remove' | 'mute' | 'permit'>;
  /** Whether it is seen and heard by all now (F2). */
  readonly isOnAir: (pointId: string) => boolean;
  /** What was done shows in the next list, not in a webhook. */
  readonly done: () => void;
}

/** Does what the hub decides to participants in LiveKit. Each thing is safe to repeat, and is repeated while it is not so. */
export class Enforcer {
  readonly #ports: EnforcePorts;
  readonly #askedAt = new Map<string, number>();

  constructor(ports: EnforcePorts) {
    this.#ports = ports;
  }

  /** C5: who is not on air is muted, also one that came back unmuted after a full reconnect. */
  silence(pointId: string, participant: SeenParticipant): void {
    if (this.#ports.isOnAir(pointId)) return;
    for (const { sid, source, muted } of participant.tracks) {
      if (source === 'microphone' && !muted) this.#muteTrack(participant, sid);
    }
  }

  /** Asked by somebody at a desk. */
  mute(participant: SeenParticipant, source: MediaSource): void {
    for (const track of participant.tracks) {
      if (track.source === source && !track.muted) this.#muteTrack(participant, track.sid);
    }
  }

  /** C2: it has no place here any more. */
  putOut({ room, identity, sid }: Pick<SeenParticipant, 'room' | 'identity' | 'sid'>): void {
    this.#once(`out ${room} ${sid || identity}`, () => this.#ports.api.remove(room, identity));
  }

  /** C4: only the host and the point on air send in the programme room. */
  permit(room: string, identity: string, right: Right): void {
    this.#do(`permit ${room}`, () => this.#ports.api.permit(room, identity, right));
  }

  #muteTrack({ room, identity }: SeenParticipant, trackSid: string): void {
    this.#once(`mute ${trackSid}`, () => this.#ports.api.mute(room, identity, trackSid));
  }

  #once(what: string, call: () => Promise<ApiResult<void>>): void {
    const now = this.#ports.clock.now();
    if (now - (this.#askedAt.get(what) ?? -Infinity) < AGAIN_MS) return;
    for (const [held, at] of this.#askedAt) if (now - at > AGAIN_MS) this.#askedAt.delete(held);
    this.#askedAt.set(what, now);
    this.#do(what, call);
  }

  #do(what: string, call: () => Promise<ApiResult<void>>): void {
    void call().then((done) => {
      if (done.ok) return this.#ports.done();
      // Whoever went meanwhile needs nothing any more.
      if (done.why === 'not-found') return;
      this.#ports.logger.warn(
        { what: what.split(' ')[0], why: done.why, message: done.message },
        'LiveKit did not do it',
      );
    });
  }
}
