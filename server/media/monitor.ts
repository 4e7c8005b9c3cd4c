import { fork, type ChildProcess } from 'node:child_process';
import type { Clock, Disposer } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { NO_LIBRARY_CODE, type FromMonitor, type MonitorWord, type ToMonitor } from './monitor-messages.ts';

/** A room is tried again after this, then after twice as long, up to the longest. */
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [1_000, 30_000];
/** What is not heard for so long is said to be missing: to get in takes a moment. */
const MISSED_AFTER_MS = 20_000;
const SCRIPT = new URL('monitor-process.ts', import.meta.url);

export interface MonitorPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** What the hub's own machine dials. */
  readonly url: string;
  readonly mint: (room: string) => Promise<string>;
  readonly heard: (word: MonitorWord) => void;
  /** A room was entered, or lost. */
  readonly changed: () => void;
  /** For tests. */
  readonly script?: URL;
}

interface Watched {
  isIn: boolean;
  outSince: number;
  waitMs: number;
  retry: Disposer | null;
}

/**
 * Listens in the rooms where points send. A process apart: its library is native, and whatever becomes of it the hub goes
 * on with its other witnesses, and says that this one is missing. Begun when there is something to hear.
 */
export class Monitor {
  readonly #ports: MonitorPorts;
  readonly #watched = new Map<string, Watched>();
  #child: ChildProcess | null = null;
  #hasLibrary = true;
  #stopped = false;

  constructor(ports: MonitorPorts) {
    this.#ports = ports;
  }

  /** Where somebody sends now. Said again and again. */
  want(rooms: ReadonlySet<string>): void {
    if (this.#stopped || !this.#hasLibrary) return;
    for (const [room, { retry }] of this.#watched) {
      if (rooms.has(room)) continue;
      retry?.();
      this.#watched.delete(room);
      this.#send({ kind: 'leave', room });
    }
    for (const room of rooms) {
      if (this.#watched.has(room)) continue;
      const watched: Watched = {
        isIn: false,
        outSince: this.#ports.clock.now(),
        waitMs: FIRST_WAIT_MS,
        retry: null,
      };
      this.#watched.set(room, watched);
      void this.#enter(room, watched);
    }
  }

  /** It should be heard and is not. */
  isMissing(at: number): boolean {
    if (!this.#hasLibrary) return true;
    return [...this.#watched.values()].some(({ isIn, outSince }) => !isIn && at - outSince >= MISSED_AFTER_MS);
  }

  stop(): void {
    this.#stopped = true;
    for (const { retry } of this.#watched.values()) retry?.();
    this.#watched.clear();
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }

  async #enter(room: string, watched: Watched): Promise<void> {
    watched.retry = null;
    const token = await this.#ports.mint(room);
    if (this.#watched.get(room) !== watched) return;
    this.#child ??= this.#fork();
    this.#send({ kind: 'watch', room, url: this.#ports.url, token });
  }

  #fork(): ChildProcess {
    const { logger, script = SCRIPT } = this.#ports;
    // It gets a token for each room, and none of the hub's secrets.
    const env = { PATH: process.env['PATH'], NODE_ENV: 'production' };
    const child = fork(script, { env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.on('message', (message: FromMonitor) => {
      if (this.#child === child) this.#hear(message);
    });
    const ended = (why: string | number | null): void => {
      if (this.#child !== child) return;
      this.#child = null;
      if (why === NO_LIBRARY_CODE) {
        this.#hasLibrary = false;
        logger.warn('this machine has no @livekit/rtc-node: the hub does not listen in LiveKit’s rooms');
      } else logger.warn({ why }, 'the listener in LiveKit’s rooms ended, and is started again');
      for (const [room, watched] of this.#watched) this.#lost(room, watched);
      this.#ports.changed();
    };
    child.once('exit', (code, signal) => ended(signal ?? code));
    child.on('error', ({ message }) => ended(message));
    return child;
  }

  #hear(message: FromMonitor): void {
    const watched = this.#watched.get(message.room);
    if (!watched) return;
    switch (message.kind) {
      case 'joined':
        watched.isIn = true;
        watched.waitMs = FIRST_WAIT_MS;
        return this.#ports.changed();
      case 'left':
        this.#ports.logger.info({ why: message.why }, 'the listener is out of one of LiveKit’s rooms');
        this.#lost(message.room, watched);
        return this.#ports.changed();
      default:
        this.#ports.heard(message);
    }
  }

  #lost(room: string, watched: Watched): void {
    const { clock, heard } = this.#ports;
    if (watched.isIn) {
      heard({ kind: 'speaking', room, identities: [] });
      watched.outSince = clock.now();
    }
    watched.isIn = false;
    watched.retry?.();
    watched.retry = null;
    if (!this.#hasLibrary) return;
    watched.retry = clock.setTimer(clock.now() + watched.waitMs, () => void this.#enter(room, watched));
    watched.waitMs = Math.min(watched.waitMs * 2, LONGEST_WAIT_MS);
  }

  #send(message: ToMonitor): void {
    const child = this.#child;
    // One that is going tells by its exit.
    if (child?.connected) child.send(message, () => undefined);
  }
}
