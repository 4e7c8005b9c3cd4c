import type { AccessList } from '@hub/shared/protocol/down.ts';
import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { StaffLink } from '../link/staff-link.ts';

/** Claims come from elsewhere and are in no view: while somebody looks, the list is asked for again this often. */
const AGAIN_MS = 3_000;

/** Links, cards and devices, as long as they are looked at. */
export class AccessWatch {
  readonly #link: StaffLink;
  readonly #list = signal<AccessList | null>(null);
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(link: StaffLink) {
    this.#link = link;
  }

  /** Null until it was fetched once. */
  get list(): ReadonlySignal<AccessList | null> {
    return this.#list;
  }

  watch(looking: boolean): void {
    clearInterval(this.#timer);
    if (!looking) return;
    this.#timer = setInterval(() => void this.refresh(), AGAIN_MS);
    void this.refresh();
  }

  async refresh(): Promise<void> {
    const answer = await this.#link.ask<AccessList>('access:list', {});
    if (answer.ok) this.#list.value = { grants: answer.grants, devices: answer.devices };
  }
}
