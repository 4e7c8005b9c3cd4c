import { hiddenBy, mutedBy } from './microphone-policy.ts';
import type { Capture } from './capture.ts';
import type { OwnMedia, OwnRules } from './own-media.ts';
import type { RoomState } from './room-session.ts';
import { look, type Measured, type Totals } from './sample.ts';

/** What a point tells the hub of its own media, every two seconds. Samples, never facts (G6). */
export interface OwnSample extends Omit<Measured, 'captured' | 'sent' | 'strained'> {
  readonly connection: 'connected' | 'reconnecting' | 'disconnected' | 'idle';
  readonly camera: 'flowing' | 'muted' | 'frozen' | 'missing';
  readonly microphone: 'present' | 'muted' | 'silent' | 'missing';
  /** Of what the others get; null while that is no sound. */
  readonly soundLevel: number | null;
  /** Of what the microphone hears, muted or not. */
  readonly heard: number | null;
}

export const SAMPLE_MS = 2_000;
/** Looks in a row without a new frame before the picture counts as frozen: 6 s. One may be lost to a busy phone. */
const FROZEN_LOOKS = 3;
/** Zeros for so long are no pause in speech. */
const DEAD_MS = 8_000;

const NOTHING_MEASURED: Measured = look([], [], null, 0).measured;

/** Watches what this device sends, from one look to the next. */
export class OwnStats {
  readonly #capture: Capture;
  readonly #rules: OwnRules;
  readonly #media: Pick<OwnMedia, 'reports'>;
  #before: Totals | null = null;
  #stillLooks = 0;
  #aliveAt: number | null = null;
  #loudest: number | null = null;
  #entered = false;
  #strained = false;

  constructor(capture: Capture, rules: OwnRules, media: Pick<OwnMedia, 'reports'>) {
    this.#capture = capture;
    this.#rules = rules;
    this.#media = media;
  }

  /** At the last look. */
  get isStrained(): boolean {
    return this.#strained;
  }

  /** To be called several times between two looks: sound is shorter than they are apart. */
  listen(now: number): void {
    const alive = this.#capture.isAlive();
    if (alive !== false) this.#aliveAt = now;
    const level = this.#capture.level();
    // A microphone that works is never quite at nothing: 0 says that it is dead.
    if (level !== null) this.#loudest = Math.max(this.#loudest ?? 0, level, alive === true ? 1 : 0);
  }

  async look(now: number, { kind }: RoomState): Promise<OwnSample> {
    if (kind === 'connected') this.#entered = true;
    else if (kind === 'off') this.#entered = false;
    const reports = kind === 'connected' ? await this.#media.reports() : null;
    const seen = reports === null ? null : look(reports.camera, reports.microphone, this.#before, now);
    this.#before = seen?.totals ?? null;
    const { captured, sent, strained, ...measured } = seen?.measured ?? NOTHING_MEASURED;
    this.#strained = strained;
    const heard = this.#loudest;
    this.#loudest = null;
    const microphone = this.#microphone(now);
    const isSent = kind === 'connected' && (microphone === 'present' || microphone === 'silent');
    return {
      ...measured,
      connection:
        kind === 'connected'
          ? 'connected'
          : kind === 'off'
            ? 'idle'
            : kind === 'stopped'
              ? 'disconnected'
              : this.#entered
                ? 'reconnecting'
                : 'idle',
      camera: this.#camera(captured, sent),
      microphone,
      soundLevel: isSent ? heard : null,
      heard,
    };
  }

  #camera(captured: number | null, sent: number | null): OwnSample['camera'] {
    const track = this.#capture.tracks.camera.peek();
    if (track === null) return 'missing';
    if (hiddenBy(this.#rules.camera.peek(), this.#rules.spared.peek()) !== null) {
      this.#stillLooks = 0;
      return 'muted';
    }
    // The system took the camera away for a while: a call on the phone, a lid that was closed.
    const still = track.muted || captured === 0 || sent === 0;
    this.#stillLooks = still ? this.#stillLooks + 1 : 0;
    return this.#stillLooks >= FROZEN_LOOKS ? 'frozen' : 'flowing';
  }

  #microphone(now: number): OwnSample['microphone'] {
    const track = this.#capture.tracks.microphone.peek();
    if (track === null) {
      this.#aliveAt = null;
      return 'missing';
    }
    if (mutedBy(this.#rules.microphone.peek()) !== null) return 'muted';
    return track.muted || (this.#aliveAt !== null && now - this.#aliveAt >= DEAD_MS) ? 'silent' : 'present';
  }
}
