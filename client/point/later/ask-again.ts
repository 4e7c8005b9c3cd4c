import { effect, type ReadonlySignal } from '@preact/signals-core';
import type { PointLink } from '../../link/point-link.ts';
import type { Timing } from '../../link/timing.ts';

const UNDECIDED_MS = 1_000;
/** A second disk may be away for hours: asked for ever more seldom, and soon again after each new connection. */
const TAKEN_MS = 2_000;
const TAKEN_MAX_MS = 60_000;

export interface AskingPorts {
  readonly link: Pick<PointLink, 'held' | 'askAgain'>;
  readonly isConnected: Pick<ReadonlySignal<boolean>, 'value' | 'peek'>;
  readonly timing: Pick<Timing, 'after'>;
}

/** Asks the hub for what became of reports that are saved and not decided (D4), or decided and on one disk (H9). */
export function keepAsking({ link, isConnected, timing }: AskingPorts): () => void {
  let pauseMs = TAKEN_MS;
  let armed: { readonly isUndecided: boolean; readonly cancel: () => void } | null = null;
  const disarm = (): void => {
    armed?.cancel();
    armed = null;
  };
  const askLater = (): void => {
    const ticks = link.held.peek().flatMap(({ tick }) => tick ?? []);
    const isUndecided = ticks.includes('undecided');
    if (!isConnected.peek() || ticks.length === 0 || armed?.isUndecided === isUndecided) return;
    disarm();
    const cancel = timing.after(isUndecided ? UNDECIDED_MS : pauseMs, () => {
      armed = null;
      if (!isUndecided) pauseMs = Math.min(2 * pauseMs, TAKEN_MAX_MS);
      link.askAgain();
      askLater();
    });
    armed = { isUndecided, cancel };
  };
  const following = effect(() => {
    if (!isConnected.value) {
      disarm();
      pauseMs = TAKEN_MS;
    }
    void link.held.value;
    askLater();
  });
  return () => {
    following();
    disarm();
  };
}
