import type { DeviceId } from '@hub/shared/model/ids.ts';
import type { PointView } from '@hub/shared/protocol/down.ts';
import type { PointActions } from './point-props.ts';
import { t } from './text.ts';

/** L8: this device waits; nothing else can be done with it. */
export function WaitingCard() {
  const words = t().waiting;
  return (
    <section class="sec ask">
      <h2>{words.title}</h2>
      <p class="hint">{words.hint}</p>
    </section>
  );
}

/** L8: another device asks the holder of the pen to be let in. */
export function DeviceCards({
  view,
  handingTo,
  actions,
}: {
  readonly view: PointView;
  /** The device for which handing over the pen was tapped once. */
  readonly handingTo: DeviceId | null;
  readonly actions: Pick<PointActions, 'admit' | 'askHandOver'>;
}) {
  const words = t().waiting;
  return (
    <div aria-live="polite">
      {view.waiting.map((device) => (
        <section class="sec ask" key={device.id}>
          <h2>{words.asks(device.label)}</h2>
          {handingTo === device.id ? (
            <>
              <p class="hint">{words.takeOverHint}</p>
              <button type="button" class="big line" onClick={() => actions.askHandOver(null)}>
                {t().cancel}
              </button>
              <button type="button" class="big line" onClick={() => actions.admit(device.id, 'take-over')}>
                {words.takeOverSure}
              </button>
            </>
          ) : (
            <>
              <button type="button" class="big go" onClick={() => actions.admit(device.id, 'assistant')}>
                {words.assistant}
              </button>
              <button type="button" class="big line" onClick={() => actions.askHandOver(device.id)}>
                {words.takeOver}
              </button>
            </>
          )}
        </section>
      ))}
    </div>
  );
}
