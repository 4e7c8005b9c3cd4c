import type { PointView } from '@hub/shared/protocol/down.ts';
import type { PointActions } from './point-props.ts';
import { t } from './text.ts';

/** L8: this device waits; nothing else can be done with it. */
export function WaitingCard() {
  const words = t().waiting;
  return (
    <section class="sec ask" role="status">
      <h2>{words.title}</h2>
      <p class="hint">{words.hint}</p>
    </section>
  );
}

/** L8: another device asks the holder of the pen to be let in. */
export function DeviceCards({
  view,
  actions,
}: {
  readonly view: PointView;
  readonly actions: Pick<PointActions, 'admit'>;
}) {
  const words = t().waiting;
  return (
    <>
      {view.waiting.map((device) => (
        <section class="sec ask" key={device.id}>
          <h2>{words.asks(device.label)}</h2>
          <button type="button" class="big go" onClick={() => actions.admit(device.id, 'assistant')}>
            {words.assistant}
          </button>
          <button type="button" class="big line" onClick={() => actions.admit(device.id, 'take-over')}>
            {words.takeOver}
          </button>
          <p class="hint">{words.takeOverHint}</p>
        </section>
      ))}
    </>
  );
}
