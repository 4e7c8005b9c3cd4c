import { FAULTS, type Fault } from '@hub/shared/model/link.ts';
import type { PointView } from '@hub/shared/protocol/down.ts';
import type { Expected } from '../state/expected.ts';
import { clockTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { CHECK, VIDEO_OFF, VOLUME_X, WIFI_OFF, ZAP_OFF } from '../ui/icons.ts';
import type { PointActions } from './point-props.ts';
import { t } from './text.ts';

const ICONS: Record<Fault, string> = { audio: VOLUME_X, video: VIDEO_OFF, power: ZAP_OFF, network: WIFI_OFF };

interface FaultsProps {
  readonly expected: Expected;
  readonly actions: Pick<PointActions, 'fault'>;
}

/** What was reported, who has it, what to try meanwhile, and how to say that it is over. */
export function FaultCards({ view, expected, actions }: FaultsProps & { readonly view: PointView }) {
  const words = t().faults;
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
            <div class="w">{words.reported(words.fault[fault], clockTime(at, view.session.timeZone))}</div>
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
            {words.restored[fault]}
          </button>
        </section>
      ))}
    </>
  );
}

/** One tap reports; the same button, pressed, takes it back. */
export function FaultRow({ expected, actions }: FaultsProps) {
  const words = t().faults;
  return (
    <div class="flt" role="group" aria-label={words.label}>
      {FAULTS.map((fault) => (
        <button
          key={fault}
          type="button"
          aria-pressed={expected.faults.has(fault)}
          onClick={() => actions.fault(fault, !expected.faults.has(fault))}
        >
          <Icon of={ICONS[fault]} size={22} weight={2} />
          {words.fault[fault]}
        </button>
      ))}
    </div>
  );
}
