import type { PointView } from '@hub/shared/protocol/down.ts';
import { effect, signal, type ReadonlySignal } from '@preact/signals-core';
import { clockTime } from '../../ui/format.ts';
import { playTones } from '../../ui/tones.ts';
import { write } from './conversation.tsx';
import type { LaterProps } from './later.tsx';
import { later } from './text.ts';

/** Number of the newest message that a person here has put away; null before the first picture. */
const putAway = signal<number | null>(null);

/** A message of the control room stands on top until a person has put it away or answered: below it would not be noticed. */
export function MessageCard({ view, reading }: LaterProps) {
  const words = later().messages;
  const { messages, session } = view;
  const newest = messages[messages.length - 1];
  if (newest?.from !== 'room' || newest.number <= (putAway.value ?? view.readUpTo)) return null;
  return (
    <section class="sec instr" role="alert" ref={reading.watch(newest.number)}>
      <h2>
        {words.says}
        <span>{clockTime(newest.at, session.timeZone)}</span>
      </h2>
      <p class="instr-text">{newest.text === '' ? words.erased : newest.text}</p>
      <div class="two-buttons">
        <button type="button" class="big line" onClick={() => (putAway.value = newest.number)}>
          {words.putAway}
        </button>
        {session.phase !== 'ended' && (
          <button
            type="button"
            class="big line"
            onClick={() => {
              putAway.value = newest.number;
              write();
            }}
          >
            {words.reply}
          </button>
        )}
      </div>
    </section>
  );
}

/** Two soft tones for each new message; what was read on an earlier visit is old. */
export function announceMessages(view: ReadonlySignal<PointView | null>): void {
  let heard: number | null = null;
  effect(() => {
    if (view.value === null) return;
    const { messages, readUpTo } = view.value;
    putAway.value ??= readUpTo;
    const newest = messages.filter(({ from }) => from === 'room').pop()?.number ?? 0;
    if (newest > (heard ?? readUpTo)) playTones([660, 660]);
    heard = newest;
  });
}
