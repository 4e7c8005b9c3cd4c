import type { DeviceFault } from '@hub/shared/model/device-fault.ts';
import { playTones } from '../../ui/tones.ts';
import type { DeviceKind, DeviceState } from '../../video/capture.ts';
import { ownPlayedIn } from '../../video/elements.ts';
import { num } from '../../ui/text.ts';
import type { CallProps } from './call-props.ts';
import { video } from './text.ts';

const TONE = [523, 659, 784];

/** What stands in the way of one device, and what to do; null: nothing does. */
export function deviceTrouble(kind: DeviceKind, state: DeviceState): string | null {
  const words = video();
  const device = words[kind];
  if (state.kind === 'asking') return words.asking(device);
  if (state.kind === 'gone') return words.gone(device);
  return state.kind === 'fault' ? words.fault[state.fault](device) : null;
}

/** Another try may help; not where the page or the browser is the reason. */
const HOPELESS: ReadonlySet<DeviceFault> = new Set<DeviceFault>(['insecure', 'unsupported']);

function mayTryAgain(state: DeviceState): boolean {
  return state.kind === 'gone' || (state.kind === 'fault' && !HOPELESS.has(state.fault));
}

/** The three things to be sure of before the meeting: own picture, own sound, and hearing. */
export function DeviceCheck({ call, ui, meter }: CallProps) {
  const words = video();
  const { capture } = call;
  const camera = capture.states.camera.value;
  const microphone = capture.states.microphone.value;
  return (
    <div class="device-check">
      <h3>{words.cameraTitle}</h3>
      <OwnPicture call={call} />
      <DeviceLine kind="camera" state={camera} />
      <Choice call={call} kind="camera" />
      <h3>{words.microphoneTitle}</h3>
      {microphone.kind === 'ready' && (
        <>
          <p class="hint" role="status">
            {ui.heard.value ? words.heard : words.sayWord}
          </p>
          <div class="level" aria-hidden="true">
            <i ref={meter} />
          </div>
        </>
      )}
      <DeviceLine kind="microphone" state={microphone} />
      <Choice call={call} kind="microphone" />
      {(mayTryAgain(camera) || mayTryAgain(microphone)) && (
        <button type="button" class="big line" onClick={() => void capture.open()}>
          {words.tryAgain}
        </button>
      )}
      <h3>{words.speakerTitle}</h3>
      <button
        type="button"
        class="big line"
        onClick={() => {
          playTones(TONE);
          ui.toned.value = true;
        }}
      >
        {words.tone}
      </button>
      {ui.toned.value && <p class="hint">{words.toneHint}</p>}
    </div>
  );
}

export function OwnPicture({ call }: Pick<CallProps, 'call'>) {
  const track = call.capture.tracks.camera.value;
  if (track === null) return null;
  // Muted: it has no sound, but some browsers play nothing by itself that might.
  return <video class="own" ref={ownPlayedIn(track)} muted autoPlay playsInline aria-label={video().own} />;
}

export function DeviceLine({ kind, state }: { readonly kind: DeviceKind; readonly state: DeviceState }) {
  const trouble = deviceTrouble(kind, state);
  if (trouble === null) return null;
  return (
    <p class={state.kind === 'asking' ? 'hint' : 'trouble'} role={state.kind === 'asking' ? 'status' : 'alert'}>
      {trouble}
    </p>
  );
}

function Choice({ call, kind }: Pick<CallProps, 'call'> & { readonly kind: DeviceKind }) {
  const words = video();
  const { capture } = call;
  const all = capture.choices.value[kind];
  const state = capture.states[kind].value;
  if (all.length < 2) return null;
  const chosen = state.kind === 'ready' ? all.find(({ label }) => label === state.label) : undefined;
  return (
    <select
      class="choice"
      aria-label={words.choose(words[kind])}
      value={chosen?.id}
      onChange={(event) => void capture.choose(kind, event.currentTarget.value)}
    >
      {all.map(({ id, label }, i) => (
        <option key={id} value={id}>
          {label || words.unnamed(num(i + 1))}
        </option>
      ))}
    </select>
  );
}
