import { computed, effect, signal, type ReadonlySignal } from '@preact/signals-core';
import type { ChosenPoint } from '../../staff/point-detail.ts';
import { recall, remember } from '../../ui/remember.ts';
import type { Replay } from './replay.ts';
import type { TimeStripProps } from './time-strip.tsx';

const STORED_AS = 'strip';
/** A screen lower than this has no room to spare until somebody asks for it. */
const ROOMY_PX = 900;
/** The strip grows at its end; what is under the hand is fetched apart. */
const REFRESH_MS = 10_000;

interface StripControl {
  /** Null while it is folded away. */
  readonly props: ReadonlySignal<Omit<TimeStripProps, 'place' | 'timeZone'> | null>;
  readonly fold: () => void;
}

/** Ties the past to the page: the strip that was folded here stays folded, and the drawer follows the moment. */
export function openReplay(
  replay: Replay,
  chosen: ReadonlySignal<ChosenPoint | null>,
  sessionId: ReadonlySignal<string | null>,
): StripControl {
  const held = recall(STORED_AS);
  const isOpen = signal(held === null ? window.innerHeight >= ROOMY_PX : held === 'open');
  effect(() => replay.choose(chosen.value?.pointId ?? null));
  const refresh = (): void => {
    if ((isOpen.peek() || replay.place.peek() !== null) && !document.hidden) void replay.loadStrip();
  };
  setInterval(refresh, REFRESH_MS);
  document.addEventListener('visibilitychange', refresh);
  // Of another session there is another past.
  effect(() => {
    if (sessionId.value === null) return;
    replay.live();
    if (isOpen.peek()) void replay.loadStrip(null);
  });
  const fold = (): void => {
    isOpen.value = !isOpen.peek();
    remember(STORED_AS, isOpen.peek() ? 'open' : 'folded');
    refresh();
  };
  return {
    fold,
    props: computed(() =>
      isOpen.value
        ? {
            strip: replay.strip.value,
            onGo: (at) => replay.go(at),
            onPlay: (speed) => replay.play(speed),
            onPause: () => replay.pause(),
            onRun: (run) => void replay.loadStrip(run),
            onFold: fold,
          }
        : null,
    ),
  };
}
