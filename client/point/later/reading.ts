import type { PointView } from '@hub/shared/protocol/down.ts';
import type { Held } from '../../link/durable-queue.ts';
import { effect, type ReadonlySignal } from '@preact/signals-core';

/** Said again after this long when the view still does not show it: the hub could not write it. */
const AGAIN_MS = 10_000;

export interface ReadingPorts {
  readonly view: ReadonlySignal<PointView | null>;
  readonly isConnected: ReadonlySignal<boolean>;
  /** What waits on the device. */
  readonly held: ReadonlySignal<readonly Held[]>;
  /** Counts seconds. */
  readonly tick: ReadonlySignal<number>;
  /** A signal on the connection there is. */
  readonly tell: (event: 'point:reading', payload: object) => void;
}

/** The key of what is on the screen: an instruction's id, or a message's number. */
type Key = string | number;

/**
 * Tells the hub which instructions came in and which were on a screen that somebody could look at: two facts, never one
 * made from the other (F1). Said again on each connection until the view shows it.
 */
export class ReadingWatch {
  readonly #ports: ReadingPorts;
  readonly #shown = new Set<Key>();
  readonly #said = new Map<string, number>();
  readonly #keys = new Map<Element, Key>();
  readonly #observer: IntersectionObserver;

  constructor(ports: ReadingPorts) {
    this.#ports = ports;
    this.#observer = new IntersectionObserver((entries) => this.#look(entries), { threshold: 0.6 });
    // What was drawn while the page was in the background is looked at when it comes to the front.
    document.addEventListener('visibilitychange', () => {
      for (const element of this.#keys.keys()) {
        this.#observer.unobserve(element);
        this.#observer.observe(element);
      }
    });
    effect(() => {
      if (!ports.isConnected.value) this.#said.clear();
      void ports.tick.value;
      void ports.view.value;
      this.#tell();
    });
  }

  /** For `ref` of the element that shows it. */
  watch(key: Key): (element: Element | null) => void {
    let held: Element | null = null;
    return (element) => {
      if (held) {
        this.#keys.delete(held);
        this.#observer.unobserve(held);
      }
      held = element;
      if (!element) return;
      this.#keys.set(element, key);
      this.#observer.observe(element);
    };
  }

  #look(entries: readonly IntersectionObserverEntry[]): void {
    if (document.visibilityState !== 'visible') return;
    for (const { isIntersecting, target } of entries) {
      const key = this.#keys.get(target);
      if (isIntersecting && key !== undefined) this.#shown.add(key);
    }
    this.#tell();
  }

  #tell(): void {
    const view = this.#ports.view.peek();
    if (view === null || !this.#ports.isConnected.peek()) return;
    const delivered = view.instructions.filter(({ id, deliveredAt }) => deliveredAt === null && this.#isDue(`d${id}`));
    const seen = view.instructions.filter(
      ({ id, seenAt }) => seenAt === null && this.#shown.has(id) && this.#isDue(`s${id}`),
    );
    let readUpTo = 0;
    for (const { number, from } of view.messages) {
      if (from === 'room' && number > view.readUpTo && this.#shown.has(number)) readUpTo = number;
    }
    if (readUpTo > 0 && !this.#isDue(`m${readUpTo}`)) readUpTo = 0;
    if (delivered.length + seen.length + readUpTo === 0) return;
    const ids = (list: typeof delivered): string[] => list.map(({ id }) => id);
    this.#ports.tell('point:reading', { delivered: ids(delivered), seen: ids(seen), readUpTo });
  }

  #isDue(what: string): boolean {
    const now = Date.now();
    const at = this.#said.get(what);
    if (at !== undefined && now - at < AGAIN_MS) return false;
    this.#said.set(what, now);
    return true;
  }
}
