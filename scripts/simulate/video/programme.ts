import { setTimeout as delay } from 'node:timers/promises';
import type * as Rtc from '@livekit/rtc-node';
import type { MediaJoin } from '@hub/shared/protocol/down.ts';

export interface ProgrammePorts {
  readonly rtc: typeof Rtc;
  /** Rights of this moment; null while the hub gives none. */
  readonly join: () => Promise<MediaJoin | null>;
  /** Into a room that was just entered. Returns what takes back what was made for it. */
  readonly publish: (room: Rtc.Room) => Promise<() => Promise<void>>;
  readonly failed: (why: string) => void;
}

const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [300, 3_000];
const LEAVES_WITHIN_MS = 2_000;

/** Where the points have several rooms, the programme has one of its own: whoever is on air sends into that one too. */
export class ProgrammeLine {
  readonly #ports: ProgrammePorts;
  #wanted: AbortController | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(ports: ProgrammePorts) {
    this.#ports = ports;
  }

  want(onAir: boolean): void {
    if (onAir === (this.#wanted !== null)) return;
    this.#wanted?.abort();
    this.#wanted = onAir ? new AbortController() : null;
    const signal = this.#wanted?.signal;
    // One time in the room ends before the next begins.
    if (signal !== undefined) this.#ended = this.#ended.then(() => this.#stay(signal));
  }

  async close(): Promise<void> {
    this.want(false);
    await this.#ended;
  }

  async #stay(unwanted: AbortSignal): Promise<void> {
    let waitMs = FIRST_WAIT_MS;
    while (!unwanted.aborted) {
      const wasIn = await this.#once(unwanted);
      waitMs = wasIn ? FIRST_WAIT_MS : Math.min(waitMs * 2, LONGEST_WAIT_MS);
      await delay(waitMs, undefined, { signal: unwanted }).catch(() => undefined);
    }
  }

  /** True: it was in the room, however that ended. */
  async #once(unwanted: AbortSignal): Promise<boolean> {
    const { rtc, join, publish, failed } = this.#ports;
    const joined = await join();
    if (joined === null || joined.programme === null || unwanted.aborted) return false;
    const room = new rtc.Room();
    const ended = new Promise<void>((resolve) => {
      room.once(rtc.RoomEvent.Disconnected, () => {
        resolve();
      });
      unwanted.addEventListener('abort', () => {
        resolve();
      });
    });
    let takeBack = (): Promise<void> => Promise.resolve();
    try {
      await room.connect(joined.url, joined.programme.token, { autoSubscribe: false, dynacast: true });
      takeBack = await publish(room);
      await ended;
      return true;
    } catch (error) {
      if (!unwanted.aborted) failed(error instanceof Error ? error.message : String(error));
      return false;
    } finally {
      const left = room
        .disconnect()
        .then(takeBack)
        .catch(() => {
          // It has closed by itself.
        });
      // In the middle of mending it was seen never to answer.
      await Promise.race([left, delay(LEAVES_WITHIN_MS, undefined, { ref: false })]);
    }
  }
}
