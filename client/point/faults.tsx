import { FAULTS, type Fault } from '@hub/shared/model/link.ts';
import type { Expected } from '../state/expected.ts';
import { Icon } from '../ui/icon.tsx';
import { VIDEO_OFF, VOLUME_X, WIFI_OFF, ZAP_OFF } from '../ui/icons.ts';
import type { PointActions } from './point-props.ts';
import { t } from './text.ts';

const ICONS: Record<Fault, string> = { audio: VOLUME_X, video: VIDEO_OFF, power: ZAP_OFF, network: WIFI_OFF };

export interface FaultsProps {
  readonly expected: Expected;
  readonly actions: Pick<PointActions, 'fault'>;
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
