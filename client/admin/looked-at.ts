import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { StaffLink } from '../link/staff-link.ts';

interface LookedAtPorts<Answer> {
  readonly link: Pick<StaffLink, 'ask'>;
  readonly event: string;
  readonly everyMs: number;
  /** What is kept of an answer. */
  readonly read: (answer: Answer) => Answer;
}

/** What is in no view: asked for again and again, as long as somebody looks at it. */
export class LookedAt<Answer> {
  readonly #ports: LookedAtPorts<Answer>;
  readonly #value = signal<Answer | null>(null);
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(ports: LookedAtPorts<Answer>) {
    this.#ports = ports;
  }

  /** Null until it was fetched once. */
  get value(): ReadonlySignal<Answer | null> {
    return this.#value;
  }

  watch(looking: boolean): void {
    clearInterval(this.#timer);
    if (!looking) return;
    this.#timer = setInterval(() => void this.refresh(), this.#ports.everyMs);
    void this.refresh();
  }

  async refresh(): Promise<void> {
    const { link, event, read } = this.#ports;
    const answer = await link.ask<Answer>(event, {});
    if (answer.ok) this.#value.value = read(answer);
  }
}
