import type { DeviceId, PointId } from '@hub/shared/model/ids.ts';
import type { Clock, Disposer } from '../platform/clock.ts';
import type { Attending } from './board-source.ts';

/** How long a desk counts as attending without saying so again, ms. Screens say it again every 5 s. */
export const ATTEND_LEASE_MS = 20_000;

export interface AttendancePorts {
  readonly clock: Clock;
  /** Who has the point open is not what it was. */
  readonly changed: (pointId: PointId, attending: readonly Attending[]) => void;
}

interface Seat extends Attending {
  readonly pointId: PointId;
  readonly until: number;
}

/**
 * T4: which desk has which point open. Volatile: a lease per socket, never logged, forgotten by a restart. It ends with
 * the socket, with its word, or with its lease when a socket died without a sign.
 */
export class Attendance {
  readonly #ports: AttendancePorts;
  /** By socket, in the order in which they came. */
  readonly #seats = new Map<string, Seat>();
  #timer: Disposer | null = null;

  constructor(ports: AttendancePorts) {
    this.#ports = ports;
  }

  attend(seatId: string, deviceId: DeviceId, pointId: PointId, doing: Attending['doing']): void {
    const before = this.#seats.get(seatId);
    // Going to another point puts it at the end there; renewing keeps its place.
    if (before && before.pointId !== pointId) this.#seats.delete(seatId);
    this.#seats.set(seatId, { deviceId, pointId, doing, until: this.#ports.clock.now() + ATTEND_LEASE_MS });
    if (before && before.pointId !== pointId) this.#tell(before.pointId);
    if (before?.pointId !== pointId || before.doing !== doing) this.#tell(pointId);
    this.#arm();
  }

  leave(seatId: string): void {
    const seat = this.#seats.get(seatId);
    if (!seat) return;
    this.#seats.delete(seatId);
    this.#tell(seat.pointId);
  }

  stop(): void {
    this.#timer?.();
    this.#timer = null;
  }

  /** One entry per device, however many windows it has open: the one that reports says more. */
  #tell(pointId: PointId): void {
    const byDevice = new Map<DeviceId, Attending>();
    for (const { deviceId, doing, pointId: at } of this.#seats.values()) {
      if (at === pointId && byDevice.get(deviceId)?.doing !== 'report') byDevice.set(deviceId, { deviceId, doing });
    }
    this.#ports.changed(pointId, [...byDevice.values()]);
  }

  #arm(): void {
    if (this.#timer || this.#seats.size === 0) return;
    const first = Math.min(...[...this.#seats.values()].map(({ until }) => until));
    this.#timer = this.#ports.clock.setTimer(first, () => {
      this.#timer = null;
      const now = this.#ports.clock.now();
      for (const [seatId, { until }] of [...this.#seats]) if (until <= now) this.leave(seatId);
      this.#arm();
    });
  }
}
