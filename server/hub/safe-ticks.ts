import type { Disposer } from '../platform/clock.ts';

interface Waiter {
  readonly index: number;
  readonly told: (isSafe: boolean) => void;
}

/** Which answers are on a second node's disk (H9): by the entry that holds them. */
export class SafeTicks {
  /** Of those that are not known to be safe. */
  readonly #indexOf = new Map<string, number>();
  #waiters: Waiter[] = [];
  /** Of whatever was in the log when it was folded. */
  #foldedIndex: number;
  #safeIndex = 0;

  constructor(tailIndex: number) {
    this.#foldedIndex = tailIndex;
  }

  decided(key: string, index: number): void {
    if (index > this.#safeIndex) this.#indexOf.set(key, index);
  }

  safe(index: number): void {
    if (index === this.#safeIndex) return;
    this.#safeIndex = index;
    for (const [key, at] of this.#indexOf) if (at <= index) this.#indexOf.delete(key);
    this.#waiters = this.#waiters.filter(({ index: at, told }) => {
      if (at <= index) told(true);
      return at > index;
    });
  }

  /** What stood behind `index` is undecided again, and who else has what remains is to be heard anew. */
  rewound(index: number): void {
    this.#indexOf.clear();
    this.#foldedIndex = index;
    this.#safeIndex = 0;
    for (const { told } of this.#waiters) told(false);
    this.#waiters = [];
  }

  isSafe(key: string): boolean {
    return this.#indexFor(key) <= this.#safeIndex;
  }

  /** `coming`: false when its line is lost first. Whoever waits no longer says so. */
  whenSafe(key: string): { readonly coming: Promise<boolean>; readonly giveUp: Disposer } {
    const index = this.#indexFor(key);
    let waiter: Waiter | null = null;
    const coming = new Promise<boolean>((told) => {
      waiter = { index, told };
      this.#waiters.push(waiter);
    });
    return { coming, giveUp: () => (this.#waiters = this.#waiters.filter((other) => other !== waiter)) };
  }

  #indexFor(key: string): number {
    return this.#indexOf.get(key) ?? this.#foldedIndex;
  }
}
