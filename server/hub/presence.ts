import type { ConnectionId, PointId } from '@hub/shared/model/ids.ts';
import type { Clock, Disposer } from '../platform/clock.ts';

export interface PresencePorts {
  readonly clock: Clock;
  /** How long a connection counts as alive without a word, ms. */
  readonly leaseMs: number;
  readonly scanMs: number;
  /** The lease of a connection ran out. Asked again at each scan until the connection is closed here. */
  readonly onSilent: (pointId: PointId, connectionId: ConnectionId) => void;
  /** The hub's own loop stood still for so long: every lease was renewed (L9). */
  readonly onStall: (stalledForMs: number) => void;
}

/** A scan that comes this late means that the hub itself did not listen, so silence proves nothing. */
const STALL_MS = 1_000;

export const DEFAULT_LEASE_MS = 8_000;
export const DEFAULT_SCAN_MS = 500;

/**
 * Leases: volatile, never logged. One scan over a typed array, no timer per connection, so that 31,000 cost tens of
 * microseconds.
 */
export class Presence {
  readonly #ports: PresencePorts;
  #heardAt = new Float64Array(256);
  readonly #slotOf = new Map<ConnectionId, number>();
  #connections: ({ readonly connectionId: ConnectionId; readonly pointId: PointId } | null)[] = [];
  readonly #free: number[] = [];
  #expectedAt: number;
  #timer: Disposer | null = null;

  constructor(ports: PresencePorts) {
    this.#ports = ports;
    this.#expectedAt = ports.clock.now() + ports.scanMs;
    this.#arm();
  }

  get size(): number {
    return this.#slotOf.size;
  }

  open(connectionId: ConnectionId, pointId: PointId): void {
    const slot = this.#slotOf.get(connectionId) ?? this.#free.pop() ?? this.#connections.length;
    if (slot >= this.#heardAt.length) {
      const larger = new Float64Array(this.#heardAt.length * 2);
      larger.set(this.#heardAt);
      this.#heardAt = larger;
    }
    this.#slotOf.set(connectionId, slot);
    this.#connections[slot] = { connectionId, pointId };
    this.#heardAt[slot] = this.#ports.clock.now();
  }

  /** Any packet renews the lease. */
  heard(connectionId: ConnectionId): void {
    const slot = this.#slotOf.get(connectionId);
    if (slot !== undefined) this.#heardAt[slot] = this.#ports.clock.now();
  }

  /** When the connection was last heard, epoch ms; null when it is not held. */
  heardAt(connectionId: ConnectionId): number | null {
    const slot = this.#slotOf.get(connectionId);
    return slot === undefined ? null : (this.#heardAt[slot] ?? null);
  }

  close(connectionId: ConnectionId): void {
    const slot = this.#slotOf.get(connectionId);
    if (slot === undefined) return;
    this.#slotOf.delete(connectionId);
    this.#connections[slot] = null;
    this.#free.push(slot);
  }

  stop(): void {
    this.#timer?.();
    this.#timer = null;
  }

  #arm(): void {
    this.#timer = this.#ports.clock.setTimer(this.#expectedAt, () => this.#scan());
  }

  #scan(): void {
    const now = this.#ports.clock.now();
    const late = now - this.#expectedAt;
    this.#expectedAt = now + this.#ports.scanMs;
    this.#arm();
    if (late > STALL_MS) {
      this.#heardAt.fill(now);
      this.#ports.onStall(late);
      return;
    }
    const silentBefore = now - this.#ports.leaseMs;
    for (let slot = 0; slot < this.#connections.length; slot++) {
      const held = this.#connections[slot];
      if (held && (this.#heardAt[slot] ?? now) < silentBefore) this.#ports.onSilent(held.pointId, held.connectionId);
    }
  }
}
