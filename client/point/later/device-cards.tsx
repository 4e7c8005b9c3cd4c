import type { DeviceId } from '@hub/shared/model/ids.ts';
import { useState } from 'preact/hooks';
import { t } from '../text.ts';
import type { ScreenProps } from './later.tsx';
import { later } from './text.ts';

/** L8: another device asks the holder of the pen to be let in. */
export function DeviceCards({ view, actions }: ScreenProps) {
  const words = later().devices;
  /** The device for which handing over the pen was tapped once (E5). */
  const [handingTo, handTo] = useState<DeviceId | null>(null);
  return (
    <div aria-live="polite">
      {view.waiting.map((device) => (
        <section class="sec ask" key={device.id}>
          <h2>{words.asks(device.label)}</h2>
          {handingTo === device.id ? (
            <>
              <p class="hint">{words.takeOverHint}</p>
              <button type="button" class="big line" onClick={() => handTo(null)}>
                {t().cancel}
              </button>
              <button
                type="button"
                class="big line"
                onClick={() => {
                  handTo(null);
                  actions.admit(device.id, 'take-over');
                }}
              >
                {words.takeOverSure}
              </button>
            </>
          ) : (
            <>
              <button type="button" class="big go" onClick={() => actions.admit(device.id, 'assistant')}>
                {words.assistant}
              </button>
              <button type="button" class="big line" onClick={() => handTo(device.id)}>
                {words.takeOver}
              </button>
            </>
          )}
        </section>
      ))}
    </div>
  );
}
