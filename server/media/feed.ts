import type { MediaHealth, MediaTrouble } from '@hub/shared/model/media.ts';

/** Failures in a row, or so long without an answer, after which the hub does not see the video system any more (L9). */
const FAILURES_MAX = 3;
const BLIND_AFTER_MS = 6_000;
/** Clocks that differ by more than this make signatures of webhooks doubtful. */
const CLOCK_OFF_MS = 10_000;
/** What LiveKit was made to send of itself must have come by then. */
const WEBHOOK_WITHIN_MS = 5_000;

export type FeedFailure = Extract<MediaTrouble, 'unreachable' | 'wrong-key' | 'clock-off'>;

/** How the hub stands with the video system. Pure: time comes in. Stale until the first answer (L9). */
export class Feed {
  #live = false;
  #since: number;
  #trouble: MediaTrouble = 'starting';
  #failures = 0;
  #answeredAt: number;
  #skewMs = 0;
  #ingress = false;
  #webhookDueAt: number | null = null;
  #webhookMissing = false;
  #monitorMissing = false;

  constructor(at: number) {
    this.#since = at;
    this.#answeredAt = at;
  }

  get isLive(): boolean {
    return this.#live;
  }

  /** It was seen. True: after a time in which it was not. */
  answered(at: number): boolean {
    const isBack = !this.#live;
    if (isBack) this.#since = at;
    this.#live = true;
    this.#failures = 0;
    this.#answeredAt = at;
    return isBack;
  }

  failed(why: FeedFailure, at: number): void {
    this.#failures++;
    if (!this.#live) this.#trouble = why;
    // What refuses us will not change its mind: it says that the settings are wrong.
    else if (this.#failures >= FAILURES_MAX || why !== 'unreachable') this.#goStale(why, at);
  }

  tick(at: number): void {
    if (this.#live && at - this.#answeredAt > BLIND_AFTER_MS) this.#goStale('unreachable', at);
    if (this.#webhookDueAt !== null && at >= this.#webhookDueAt) {
      this.#webhookDueAt = null;
      this.#webhookMissing = true;
    }
  }

  /** It was made to send a webhook. */
  expectsWebhook(at: number): void {
    this.#webhookDueAt ??= at + WEBHOOK_WITHIN_MS;
  }

  heardWebhook(): void {
    this.#webhookDueAt = null;
    this.#webhookMissing = false;
  }

  /** The hub's own listener should be in the rooms, and is not. */
  missesMonitor(isMissing: boolean): void {
    this.#monitorMissing = isMissing;
  }

  measuredSkew(ms: number): void {
    this.#skewMs = ms;
  }

  get isClockOff(): boolean {
    return Math.abs(this.#skewMs) > CLOCK_OFF_MS;
  }

  setIngress(isThere: boolean): void {
    this.#ingress = isThere;
  }

  get ingress(): boolean {
    return this.#ingress;
  }

  health(talkers: readonly string[] = []): MediaHealth {
    if (!this.#live) return { status: 'stale', since: this.#since, trouble: this.#trouble };
    return { status: 'live', since: this.#since, trouble: this.#against(), ingress: this.#ingress, talkers };
  }

  #against(): MediaTrouble | null {
    if (this.isClockOff) return 'clock-off';
    if (this.#webhookMissing) return 'no-webhook';
    return this.#monitorMissing ? 'no-monitor' : null;
  }

  #goStale(why: FeedFailure, at: number): void {
    this.#live = false;
    this.#since = at;
    this.#trouble = why;
  }
}
