import type { PointView } from '@hub/shared/protocol/down.ts';
import { effect, type ReadonlySignal } from '@preact/signals-core';
import { allowTones, mayToneSound, playTones } from '../../ui/tones.ts';

/** At first as somebody would call again, later as a reminder that does not empty the battery. */
const EVERY_MS = 8_000;
const LATER_EVERY_MS = 20_000;
const OFTEN = 8;

/**
 * Sounds and shakes for an urgent instruction until somebody says "Đã rõ". A browser that was not touched yet keeps a
 * page silent: such a try does not count.
 */
export function soundUrgent(view: ReadonlySignal<PointView | null>, tick: ReadonlySignal<number>): void {
  allowTones();
  const sounded = new Map<string, { times: number; at: number }>();
  effect(() => {
    void tick.value;
    if (view.value?.session.phase === 'ended') return;
    for (const { id, urgent, confirmedAt, resentAt } of view.value?.instructions ?? []) {
      if (!urgent || confirmedAt !== null) continue;
      const key = `${id} ${resentAt}`;
      const { times, at } = sounded.get(key) ?? { times: 0, at: 0 };
      const now = Date.now();
      if (now - at < (times < OFTEN ? EVERY_MS : LATER_EVERY_MS)) continue;
      if (mayToneSound()) sounded.set(key, { times: times + 1, at: now });
      playTones([880, 660, 880, 660]);
      // Not on iPhones; elsewhere only on a page that was touched.
      navigator.vibrate?.([200, 100, 200]);
    }
  });
}
