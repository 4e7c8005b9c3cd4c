import type { PointView } from '@hub/shared/protocol/down.ts';
import { effect, type ReadonlySignal } from '@preact/signals-core';
import { allowTones, playTones } from '../../ui/tones.ts';

const EVERY_MS = 8_000;
/** Then whoever sent it sees that nobody confirms, and calls. */
const TIMES_MAX = 8;

/** Sounds and shakes for an urgent instruction until somebody says "Đã rõ", and again when it is sent again. */
export function soundUrgent(view: ReadonlySignal<PointView | null>, tick: ReadonlySignal<number>): void {
  allowTones();
  const sounded = new Map<string, { times: number; at: number }>();
  effect(() => {
    void tick.value;
    for (const { id, urgent, confirmedAt, resentAt } of view.value?.instructions ?? []) {
      if (!urgent || confirmedAt !== null) continue;
      const key = `${id} ${resentAt}`;
      const { times, at } = sounded.get(key) ?? { times: 0, at: 0 };
      const now = Date.now();
      if (times === TIMES_MAX || now - at < EVERY_MS) continue;
      sounded.set(key, { times: times + 1, at: now });
      playTones([880, 660, 880, 660]);
      // Not on iPhones.
      navigator.vibrate?.([200, 100, 200]);
    }
  });
}
