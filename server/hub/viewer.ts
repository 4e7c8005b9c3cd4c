import type { StaffRole } from '@hub/shared/model/access.ts';
import type { ControlDown } from '@hub/shared/protocol/down.ts';
import type { Cursor, ViewFilter } from '@hub/shared/view/row.ts';

/** What the hub's own streams may send to a screen. */
export type ViewEvent = Extract<keyof ControlDown, `view:${string}`>;

/**
 * Names all viewers that get the same bytes: one per view class, and one more for those of them that asked for vitals.
 * Over Socket.IO it is a room, because the adapter encodes a room's packet once.
 */
export type Channel = string;

export interface Channels {
  broadcast<E extends ViewEvent>(channel: Channel, event: E, payload: ControlDown[E]): void;
}

/** One screen, as the publisher sees it. All calls are made on the hub's own loop and must not throw. */
export interface Viewer {
  readonly id: string;
  /** False while anything sent before has not been accepted by the kernel. Over polling: while no request waits for an answer. */
  writable(): boolean;
  /**
   * To this screen alone. Snapshots of one cursor are the same object for everybody, so their encoding can be kept by
   * identity (WeakMap) while a storm of screens comes back.
   */
  send<E extends ViewEvent>(event: E, payload: ControlDown[E]): void;
  enter(channel: Channel): void;
  exit(channel: Channel): void;
  /** Calls `run` once, when what waits has gone out. A missed call is made good within a second. */
  onDrain(run: () => void): void;
}

/** What a screen asks to see. The role comes from its credential (A1). */
export interface Wish {
  readonly role: StaffRole;
  readonly filter: ViewFilter;
  /** Where its last view stood; absent for a first one, or to be sent a snapshot in any case. */
  readonly cursor?: Cursor | undefined;
  readonly vitals: boolean;
}
