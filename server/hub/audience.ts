import type { StaffRole } from '@hub/shared/model/access.ts';
import type { ControlDown } from '@hub/shared/protocol/down.ts';
import type { Cursor } from '@hub/shared/view/row.ts';
import type { Clock, Disposer } from '../platform/clock.ts';
import { frameOf, type VitalsStore } from './vitals.ts';
import type { Header, ViewClass } from './view-class.ts';
import type { Channels, ViewEvent, Viewer, Wish } from './viewer.ts';

/** Silence after which a beat follows (V5), ms. */
export const BEAT_MS = 1_000;
/** A screen that has not read for this long is let go, ms. */
export const TOO_SLOW_MS = 30_000;

interface Member {
  readonly viewer: Viewer;
  readonly role: StaffRole;
  readonly vitals: boolean;
  /** What was known when it began to ask has been sent; after that samples come by themselves. */
  hasVitals: boolean;
  /** Set while it is out of the channel: where its view stands (null: it has none), and since when. All a slow screen costs (V7). */
  behind: { readonly cursor: Cursor | null; readonly since: number; isDrainAwaited: boolean } | null;
}

export interface AudiencePorts {
  readonly clock: Clock;
  readonly channels: Channels;
  readonly vitals: VitalsStore;
  readonly header: () => Header;
  /** The screen read nothing for TOO_SLOW_MS and was let go: tell it and close it. */
  readonly onTooSlow: (viewer: Viewer) => void;
}

/** Who watches one view class: broadcasts to those that keep up, one merged patch for each that comes back. */
export class Audience {
  readonly view: ViewClass;
  readonly #ports: AudiencePorts;
  readonly #members = new Map<string, Member>();
  #spokeAt = 0;
  #beatTimer: Disposer | null = null;

  constructor(view: ViewClass, ports: AudiencePorts) {
    this.view = view;
    this.#ports = ports;
  }

  get size(): number {
    return this.#members.size;
  }

  /** How many are waiting to become writable. */
  get behindCount(): number {
    let count = 0;
    for (const member of this.#members.values()) if (member.behind) count++;
    return count;
  }

  asksForVitals(): boolean {
    for (const member of this.#members.values()) if (member.vitals) return true;
    return false;
  }

  join(viewer: Viewer, wish: Wish): void {
    const since = this.#ports.clock.now();
    const behind = { cursor: wish.cursor ?? null, since, isDrainAwaited: false };
    const member: Member = { viewer, role: wish.role, vitals: wish.vitals, hasVitals: false, behind };
    this.#members.set(viewer.id, member);
    this.#catchUp(member);
    if (!this.#beatTimer) {
      this.#spokeAt = since;
      this.#awaitSilence();
    }
  }

  leave(viewerId: string): void {
    const member = this.#members.get(viewerId);
    if (!member) return;
    this.#members.delete(viewerId);
    if (!member.behind) this.#exit(member);
    if (this.#members.size === 0) this.stop();
  }

  /** To everybody who keeps up; those that do not are set aside first, so that nothing piles up behind them. */
  broadcast<E extends ViewEvent>(event: E, payload: ControlDown[E], cursorBefore: Cursor): void {
    this.#setAside(cursorBefore);
    if (this.#members.size === 0) return;
    this.#ports.channels.broadcast(this.view.channel, event, payload);
    this.#spokeAt = this.#ports.clock.now();
    for (const member of this.#members.values()) if (member.behind) this.#catchUp(member);
  }

  broadcastVitals(frame: ControlDown['view:vitals']): void {
    if (!this.asksForVitals()) return;
    const own = frameOf(frame, (index) => this.view.holds(index));
    if (!own) return;
    this.#setAside(this.view.cursor);
    this.#ports.channels.broadcast(this.view.vitalsChannel, 'view:vitals', own);
  }

  stop(): void {
    this.#beatTimer?.();
    this.#beatTimer = null;
  }

  #setAside(cursor: Cursor): void {
    const now = this.#ports.clock.now();
    for (const member of [...this.#members.values()]) {
      if (member.behind) {
        if (now - member.behind.since < TOO_SLOW_MS) continue;
        this.leave(member.viewer.id);
        this.#ports.onTooSlow(member.viewer);
      } else if (!member.viewer.writable()) {
        this.#exit(member);
        member.behind = { cursor, since: now, isDrainAwaited: false };
        this.#awaitDrain(member);
      }
    }
  }

  /** Sends what was missed, and lets the member in again. Sent only when it can go out: a screen that asks again and again costs no more. */
  #catchUp(member: Member): void {
    const { viewer, behind } = member;
    if (!behind) return;
    if (!viewer.writable()) return this.#awaitDrain(member);
    const at = this.#ports.clock.now();
    const missed = behind.cursor === null ? 'too-much' : this.view.missedSince(behind.cursor);
    if (missed === 'nothing') viewer.send('view:beat', { cursor: this.view.cursor, at });
    else if (missed === 'too-much') {
      viewer.send('view:snapshot', this.view.snapshot(member.role, this.#ports.header(), at));
    } else viewer.send('view:patch', missed);
    member.behind = null;
    viewer.enter(this.view.channel);
    if (!member.vitals) return;
    const frame = member.hasVitals ? null : frameOf(this.#ports.vitals.whole(at), (index) => this.view.holds(index));
    if (frame) viewer.send('view:vitals', frame);
    member.hasVitals = true;
    viewer.enter(this.view.vitalsChannel);
  }

  #awaitDrain(member: Member): void {
    const { behind } = member;
    if (!behind || behind.isDrainAwaited) return;
    behind.isDrainAwaited = true;
    member.viewer.onDrain(() => {
      behind.isDrainAwaited = false;
      // It may have left, or been healed by a flush, and fallen behind anew since.
      if (this.#members.get(member.viewer.id) === member && member.behind === behind) this.#catchUp(member);
    });
  }

  #exit(member: Member): void {
    member.viewer.exit(this.view.channel);
    if (member.vitals) member.viewer.exit(this.view.vitalsChannel);
  }

  #awaitSilence(): void {
    this.#beatTimer = this.#ports.clock.setTimer(this.#spokeAt + BEAT_MS, () => {
      const now = this.#ports.clock.now();
      if (now - this.#spokeAt >= BEAT_MS) {
        const { cursor } = this.view;
        this.broadcast('view:beat', { cursor, at: now }, cursor);
      }
      if (this.#members.size > 0) this.#awaitSilence();
      else this.#beatTimer = null;
    });
  }
}
