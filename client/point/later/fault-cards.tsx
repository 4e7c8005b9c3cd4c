import { clockTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { CHECK } from '../../ui/icons.ts';
import { t } from '../text.ts';
import type { ScreenProps } from './later.tsx';
import { later } from './text.ts';

/** What was reported, who has it, what to try meanwhile, and how to say that it is over. */
export function FaultCards({ view, expected, actions }: ScreenProps) {
  const words = later().faults;
  const { fault: names, restored } = t().faults;
  // What was said to be mended is on its way, and listed so.
  const reported = view.faults.filter(({ fault }) => expected.faults.has(fault));
  return (
    <>
      {reported.map(({ fault, at, owner }) => (
        <section class="sec" key={fault}>
          <div class="card" role="status">
            <span class="tick plain">
              <Icon of={CHECK} size={22} weight={3} />
            </span>
            <div class="w">{words.reported(names[fault], clockTime(at, view.session.timeZone))}</div>
            <div class="y">{owner === null ? words.notTaken : words.handledBy(owner)}</div>
          </div>
          <h2 class="aid-title">{words.tryTitle}</h2>
          <ol class="aid">
            {words.firstAid[fault].map((step, i) => (
              <li key={i}>
                <b>{i + 1}</b>
                {step}
              </li>
            ))}
          </ol>
          <button type="button" class="big go" onClick={() => actions.fault(fault, false)}>
            {restored[fault]}
          </button>
        </section>
      ))}
    </>
  );
}
