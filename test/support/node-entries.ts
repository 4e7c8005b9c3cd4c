import type { PersonalRecord } from '@hub/server/log/event-log.ts';
import type { DecidedCommand, Entry, NodeStore, NumberedCommand, StoreResult } from '@hub/server/log/node-store.ts';
import { noted } from './log-events.ts';

export function command(origin: string, seq: number, body = `{"asked":"${origin} ${seq}"}`): NumberedCommand {
  return { origin, seq, body };
}

export function decided(origin: string, seq: number, events = 1): DecidedCommand {
  return { origin, seq, outcome: `{"ok":"${origin} ${seq}"}`, events };
}

interface Told {
  readonly fence?: number;
  readonly by?: string;
  readonly decided?: readonly DecidedCommand[];
  readonly data?: readonly unknown[];
  readonly personal?: readonly PersonalRecord[];
}

/** A line of entries: each `next` follows the one before it. */
export class Line {
  #index: number;
  #fence: number;

  constructor(index = 0, fence = 0) {
    this.#index = index;
    this.#fence = fence;
  }

  next(told: Told = {}): Entry {
    const fence = told.fence ?? Math.max(1, this.#fence);
    this.#index += 1;
    const entry: Entry = {
      index: this.#index,
      fence,
      prevFence: this.#fence,
      by: told.by ?? 'node-a',
      decided: told.decided ?? [],
      events: (told.data ?? [`entry ${this.#index} of ${fence}`]).map((data) => noted(data, { commandId: null })),
      personal: told.personal ?? [],
    };
    this.#fence = fence;
    return entry;
  }
}

export async function readEntries(store: NodeStore, after = 0): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const page of store.entriesAfter(after)) entries.push(...page);
  return entries;
}

export async function must(result: Promise<StoreResult>): Promise<void> {
  const done = await result;
  if (!done.ok) throw new Error(done.message);
}
