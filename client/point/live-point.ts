import { POINT_PATH } from '@hub/shared/protocol/registry.ts';
import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { Connection } from '../link/connection.ts';
import type { Credential } from '../link/credential.ts';
import { deviceKeep } from '../link/keep.ts';
import { PointLink } from '../link/point-link.ts';
import { sampleRoundTrip } from '../link/round-trip.ts';
import { socketIoPort } from '../link/socket-io-port.ts';
import { pageTiming } from '../link/timing.ts';
import { PointStore } from '../state/point-store.ts';
import { ServerClock } from '../state/server-clock.ts';

const TICK_MS = 1_000;
/** The technician's table shows a sample for ten seconds. */
const SAMPLE_MS = 8_000;

/** The operator's page on a live hub: its line, its clock, and what the browser says of the page. */
export class LivePoint {
  readonly store = new PointStore(deviceKeep);
  /** The question before leaving is open. */
  readonly leaving = signal(false);
  readonly #clock = new ServerClock(pageTiming.now);
  readonly #link = signal<PointLink | null>(null);
  readonly #tick = signal(0);
  readonly #online = signal(navigator.onLine);

  /** Null before the device is signed in. */
  readonly connection: ReadonlySignal<Connection | null> = computed(() => this.#link.value?.connection.value ?? null);
  /** Counts seconds: read it to be redrawn with them. */
  readonly tick: ReadonlySignal<number> = this.#tick;
  /** Whether the device has any network, as far as the browser knows. */
  readonly online: ReadonlySignal<boolean> = this.#online;

  get link(): PointLink | null {
    return this.#link.peek();
  }

  /** Hub time; the page's own until the hub has spoken. */
  now(): number {
    return this.#clock.now() ?? Date.now();
  }

  open(credential: Credential): void {
    const link = new PointLink({
      open: socketIoPort({ namespace: '/point', path: POINT_PATH, credential: credential.deviceKey }),
      timing: pageTiming,
      random: Math.random,
      store: this.store,
      clock: this.#clock,
    });
    this.#link.value = link;
    this.#watchPage(link);
    link.start();
    setInterval(() => (this.#tick.value += 1), TICK_MS);
    setInterval(() => void this.#sample(link), SAMPLE_MS);
  }

  retry(): void {
    this.#link.peek()?.retry();
  }

  #watchPage(link: PointLink): void {
    let leaving = false;
    document.addEventListener('visibilitychange', () => {
      // A page that is being closed is hidden on its way out; that is no screen that was locked (L12, L13).
      if (!leaving) link.hidden(document.hidden);
      if (!document.hidden) this.retry();
    });
    window.addEventListener('pagehide', (event) => {
      leaving = !event.persisted;
      if (event.persisted) link.hidden(true);
    });
    window.addEventListener('pageshow', () => {
      leaving = false;
      link.hidden(document.hidden);
      this.retry();
    });
    window.addEventListener('online', () => {
      this.#online.value = true;
      this.retry();
    });
    window.addEventListener('offline', () => (this.#online.value = false));
  }

  async #sample(link: PointLink): Promise<void> {
    if (document.hidden || link.connection.peek().state !== 'connected') return;
    const rttMs = await sampleRoundTrip();
    if (rttMs !== null) link.vitals({ rttMs });
  }
}
