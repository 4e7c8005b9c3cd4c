import { POINT_PATH } from '@hub/shared/protocol/registry.ts';
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals-core';
import type { Connection } from '../link/connection.ts';
import type { Credential } from '../link/credential.ts';
import { deviceDisk } from '../link/device-disk.ts';
import type { Held, QueuedCommand } from '../link/durable-queue.ts';
import { enginePort } from '../link/engine-port.ts';
import { deviceKeep } from '../link/keep.ts';
import { PointLink } from '../link/point-link.ts';
import { pageTiming } from '../link/timing.ts';
import { PointStore } from '../state/point-store.ts';
import { isTyping } from '../state/report.ts';
import { ServerClock } from '../state/server-clock.ts';
import { offlineOf } from './offline.ts';
import { watchPage } from './page-signs.ts';
import type { Later } from './later/later.tsx';
import type { Offline } from './point-props.ts';

const TICK_MS = 1_000;

/** The operator's page on a live hub: its line, its clock, and what the browser says of the page. */
export class LivePoint {
  readonly store = new PointStore();
  readonly disk = deviceDisk(deviceKeep);
  /** The question before leaving is open. */
  readonly leaving = signal(false);
  /** Set when a newer page is at hand: puts it in this one's place. */
  readonly update = signal<(() => void) | null>(null);
  /** What is fetched once the page is up. */
  readonly later = signal<Later | null>(null);
  readonly #clock = new ServerClock(pageTiming.now);
  readonly #link = signal<PointLink | null>(null);
  readonly #tick = signal(0);
  readonly #online = signal(navigator.onLine);

  /** Null before the device is signed in. */
  readonly connection: ReadonlySignal<Connection | null> = computed(() => this.#link.value?.connection.value ?? null);
  /** What waits on this device. */
  readonly held: ReadonlySignal<readonly Held[]> = computed(
    () => this.#link.value?.held.value.filter(({ tick }) => tick !== 'taken') ?? [],
  );
  /** Counts seconds: read it to be redrawn with them. */
  readonly tick: ReadonlySignal<number> = this.#tick;
  /** Whether the device has any network, as far as the browser knows. */
  readonly online: ReadonlySignal<boolean> = this.#online;

  get link(): PointLink | null {
    return this.#link.peek();
  }

  /** Hub time; reckoned by the device's clock until the hub has spoken. */
  now(): number {
    const keptAt = this.store.keptAt.peek();
    const at = this.store.view.peek()?.at;
    const reckoned = keptAt === null || at === undefined ? Date.now() : at + Math.max(0, Date.now() - keptAt);
    return this.#clock.now() ?? reckoned;
  }

  /** What the page says of its line; null while it is good. */
  offline(): Offline | null {
    const connection = this.connection.value;
    if (connection === null) return null;
    const pictureAt = this.store.keptAt.value === null ? null : (this.store.view.value?.at ?? null);
    return offlineOf({
      connection,
      pageNow: pageTiming.now(),
      hubNow: this.now(),
      network: this.online.value,
      pictureAt,
    });
  }

  /** `taken` hears of each fault and word that the hub has. */
  open(credential: Credential, taken: (command: QueuedCommand, at: number) => void): void {
    const link = new PointLink({
      open: enginePort({ namespace: '/point', path: POINT_PATH, credential: credential.deviceKey }),
      timing: pageTiming,
      random: Math.random,
      store: this.store,
      clock: this.#clock,
      disk: this.disk,
      deviceId: credential.deviceId,
      wallNow: () => Date.now(),
      taken,
    });
    this.#link.value = link;
    watchPage({
      hidden: (hidden) => link.hidden(hidden),
      doubt: () => link.doubt(),
      online: (online) => (this.#online.value = online),
    });
    this.#stayAwake();
    keepStorage();
    void link.start();
    this.#fetchLater(link);
    this.#watchVersion();
    setInterval(() => (this.#tick.value += 1), TICK_MS);
  }

  retry(): void {
    this.#link.peek()?.retry();
  }

  /** After the first picture; a network that fails meanwhile is given another try with each connection. */
  #fetchLater(link: PointLink): void {
    let began = false;
    const isConnected = computed(() => this.connection.value?.state === 'connected');
    effect(() => {
      void isConnected.value;
      if (began || this.store.view.value === null) return;
      began = true;
      void import('./later/later.tsx')
        .then(({ openLater }) =>
          openLater({
            view: this.store.view,
            isConnected,
            held: this.held,
            link,
            tick: this.tick,
            tell: (event, payload) => this.link?.tell(event, payload),
            ask: (event, payload) => link.ask(event, payload),
          }),
        )
        .then(
          (later) => (this.later.value = later),
          () => (began = false),
        );
    });
  }

  /**
   * Once the page is up, so that the first picture waits for nothing. A newer page comes only when nothing is typed or
   * being sent; a page the hub no longer understands can send nothing more, and what it keeps the next one finds.
   */
  #watchVersion(): void {
    let check: (() => void) | null = null;
    let began = false;
    // Once per connection: its signal changes with every packet.
    const isConnected = computed(() => this.connection.value?.state === 'connected');
    effect(() => {
      if (isConnected.value) check?.();
    });
    effect(() => {
      const connection = this.connection.value;
      const tooOld = connection?.state === 'refused' && connection.reason === 'version-too-old';
      if (began || !(tooOld || (this.store.view.value !== null && this.store.keptAt.value === null))) return;
      began = true;
      void import('./updates.ts').then(async ({ watchUpdates }) => {
        check = await watchUpdates((apply) => (this.update.value = apply));
      });
    });
    effect(() => {
      const waits = this.held.value.some(({ refused }) => refused === null) || isTyping(this.store);
      const refused = this.connection.value?.state === 'refused';
      if (refused || !waits) this.update.value?.();
    });
  }

  /** While a session runs and this device is in it. */
  #stayAwake(): void {
    effect(() => {
      const phase = this.store.view.value?.session.phase;
      const state = this.connection.value?.state;
      const away = state === 'stopped' || state === 'refused';
      this.later.value?.awake?.want(!away && (phase === 'rehearsal' || phase === 'live'));
    });
  }
}

/** Browsers clear what a page keeps when the disk is full; this asks them to spare it. Not there before Safari 15.2. */
function keepStorage(): void {
  const { storage } = navigator as { readonly storage?: Partial<StorageManager> };
  storage?.persist?.().catch(() => {
    // A browser that will not say; what is kept is no less safe than before.
  });
}
