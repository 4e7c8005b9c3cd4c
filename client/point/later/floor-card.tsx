import { FLOOR_LISTED } from '@hub/shared/model/floor.ts';
import type { PointFloor, PointView } from '@hub/shared/protocol/down.ts';
import { effect, signal, type ReadonlySignal } from '@preact/signals-core';
import { clockTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { HAND } from '../../ui/icons.ts';
import { num } from '../../ui/text.ts';
import { playTones } from '../../ui/tones.ts';
import { turnTimer } from '../../ui/turn-timer.ts';
import type { ScreenProps } from './later.tsx';
import { later } from './text.ts';

/** "Nói xong" was tapped once, in the turn that began then. */
const finishing = signal<number | null>(null);

/** The point's own turn, once it has asked: the one thing that the person waits for. */
export function FloorTurn(props: ScreenProps) {
  const { floor } = props.view;
  if (floor === null || floor.status === 'none') return null;
  return floor.status === 'on-air' ? <OnAir {...props} turn={floor} /> : <Queued {...props} turn={floor} />;
}

type Turn<S extends PointFloor['status']> = ScreenProps & { readonly turn: Extract<PointFloor, { status: S }> };

function Queued({ view, offline, actions, turn }: Turn<'waiting' | 'standby'>) {
  const words = later().floor;
  const time = (at: number): string => clockTime(at, view.session.timeZone);
  const isCalled = turn.status === 'standby';
  return (
    <section class={isCalled ? 'sec turn called' : 'sec turn'} aria-live="polite">
      {isCalled ? (
        <>
          <h2>{words.standby}</h2>
          {turn.ahead > 0 && <p class="ahead">{aheadWord(turn.ahead)}</p>}
          <p class="hint">{words.standbyHint}</p>
          <p class="hint">
            {turn.problems.length === 0
              ? words.checkPassed
              : words.checkFound(turn.problems.map((problem) => words.problem[problem]).join(', '))}
          </p>
        </>
      ) : (
        <>
          <p class="l">{words.askedAt(time(turn.askedAt))}</p>
          <p class="ahead">{turn.ahead === 0 ? words.next : aheadWord(turn.ahead)}</p>
        </>
      )}
      <button type="button" class="big line" disabled={offline} onClick={() => actions.tap('floor:withdraw', {})}>
        {words.withdraw}
      </button>
      {offline && <p class="hint">{words.needsHub}</p>}
    </section>
  );
}

function aheadWord(count: number): string {
  const words = later().floor;
  return count >= FLOOR_LISTED ? words.aheadMany(num(FLOOR_LISTED - 1)) : words.ahead(num(count));
}

function OnAir({ view, now, offline, actions, turn }: Turn<'on-air'>) {
  const words = later().floor;
  const { spoken, rest, state, share } = turnTimer(turn, now);
  const asked = finishing.value === turn.onAirAt;
  return (
    <section class={`sec turn air ${state}`}>
      <div role="status">
        <p class="l">{view.link.state === 'up' ? words.invited : words.linkBad}</p>
        <h2>{words.onAir}</h2>
        {state !== 'running' && <p class="end">{state === 'soon' ? words.soon : words.timeUp}</p>}
      </div>
      <p class="tm">
        <b>{spoken}</b> <span>{state === 'over' ? words.over(rest) : words.left(rest)}</span>
      </p>
      <div class="bar-of" aria-hidden="true">
        <i style={{ width: `${100 * share}%` }} />
      </div>
      {asked ? (
        <div class="two">
          <button type="button" class="big" onClick={() => (finishing.value = null)}>
            {words.keepOn}
          </button>
          <button type="button" class="big" disabled={offline} onClick={() => actions.tap('floor:withdraw', {})}>
            {words.finishAgain}
          </button>
        </div>
      ) : (
        <button type="button" class="big" disabled={offline} onClick={() => (finishing.value = turn.onAirAt)}>
          {words.finish}
        </button>
      )}
    </section>
  );
}

/** How to ask, and how the last turn ended. */
export function FloorAsk({ view, offline, actions }: ScreenProps) {
  const { floor } = view;
  if (floor?.status !== 'none') return null;
  const words = later().floor;
  const { last } = floor;
  const time = last && clockTime(last.at, view.session.timeZone);
  return (
    <section class="sec floor">
      <h2>{words.title}</h2>
      {last?.status === 'done' && time !== null && <p class="hint">{words.spokeAt(time)}</p>}
      {last?.status === 'skipped' && time !== null && <p class="hint">{words.skippedAt(time)}</p>}
      <button type="button" class="big line" disabled={offline} onClick={() => actions.tap('floor:request', {})}>
        <Icon of={HAND} size={22} weight={2} />
        {words.ask}
      </button>
      {offline && <p class="hint">{words.needsHub}</p>}
    </section>
  );
}

/** A sound and a shake when the point is called and when it goes on air: nobody looks at a phone all morning. */
export function announceFloor(view: ReadonlySignal<PointView | null>): void {
  let before: PointFloor['status'] | null = null;
  let isFirst = true;
  effect(() => {
    if (view.value === null) return;
    const status = view.value.floor?.status ?? null;
    const changed = status !== before && !isFirst;
    before = status;
    isFirst = false;
    if (!changed || (status !== 'standby' && status !== 'on-air')) return;
    playTones(status === 'standby' ? [660, 880] : [880, 880, 880]);
    // Not on iPhones.
    navigator.vibrate?.([200, 100, 200]);
  });
}
