import type { NodesStatus } from '@hub/shared/protocol/down.ts';
import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { StaffLink } from '../link/staff-link.ts';

const AGAIN_MS = 2_000;

/** How the hubs of the session fare, as long as somebody looks: it is in no view. */
export class NodesWatch {
  readonly #link: Pick<StaffLink, 'ask'>;
  readonly #status = signal<NodesStatus | null>(null);
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(link: Pick<StaffLink, 'ask'>) {
    this.#link = link;
  }

  /** Null until it was fetched once. */
  get status(): ReadonlySignal<NodesStatus | null> {
    return this.#status;
  }

  watch(looking: boolean): void {
    clearInterval(this.#timer);
    if (!looking) return;
    this.#timer = setInterval(() => void this.refresh(), AGAIN_MS);
    void this.refresh();
  }

  async refresh(): Promise<void> {
    const answer = await this.#link.ask<NodesStatus>('nodes:list', {});
    if (answer.ok) this.#status.value = { cluster: answer.cluster };
  }
}
