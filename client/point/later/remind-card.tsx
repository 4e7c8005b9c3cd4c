import { useEffect, useRef } from 'preact/hooks';
import { clockTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { CIRCLE_ALERT } from '../../ui/icons.ts';
import type { ScreenProps } from './later.tsx';
import { later } from './text.ts';

/** H13: the control room waits for this point's report. Stands above the form, until a report is made. */
export function RemindCard({ view, card }: ScreenProps) {
  const words = later().remind;
  const place = useRef<HTMLElement>(null);
  const { reminded } = view;
  const owes = reminded !== null && card.kind !== 'sending' && card.kind !== 'received';
  const at = owes ? reminded.at : null;
  useEffect(() => {
    // Whoever is typing is at it already.
    if (at !== null && !(document.activeElement instanceof HTMLInputElement)) {
      place.current?.scrollIntoView({ block: 'start' });
    }
  }, [at]);
  return (
    // Stays where it is while it says nothing, so that a screen reader says when it does (E4).
    <section class={owes ? 'sec remind' : ''} aria-live="polite" ref={place}>
      {owes && (
        <>
          <h2>
            <span>
              <Icon of={CIRCLE_ALERT} size={22} weight={2.4} />
            </span>
            {words.title}
          </h2>
          <p class="hint">
            {words.at(reminded.count, clockTime(reminded.at, view.session.timeZone))}
            {card.kind === 'form' && ` ${words.below}`}
          </p>
        </>
      )}
    </section>
  );
}
