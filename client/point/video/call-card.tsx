import { hiddenBy, mutedBy } from '../../video/microphone-policy.ts';
import { playedIn } from '../../video/elements.ts';
import type { RoomState } from '../../video/room-session.ts';
import type { Seen } from '../../video/subscriptions.ts';
import { num } from '../../ui/text.ts';
import type { CallProps } from './call-props.ts';
import { DeviceLine, OwnPicture } from './device-check.tsx';
import { video } from './text.ts';

/** A point in its call. */
export function InCall(props: CallProps) {
  const { call, orders, isCalled, pageNow } = props;
  const words = video();
  const state = call.state.value;
  const isStopped = state.kind === 'stopped';
  const isWell = state.kind === 'connected';
  return (
    <>
      <p class={!isWell ? 'call-state bad' : isCalled ? 'unseen' : 'call-state'} role="status">
        {stateWord(state, pageNow)}
      </p>
      {orders.feed === 'stale' && <p class="hint">{words.feedStale}</p>}
      {isStopped ? (
        <button type="button" class="big go" onClick={() => call.again()}>
          {words.again}
        </button>
      ) : (
        <>
          {isCalled && orders.publishes && <OwnSide key="own" {...props} />}
          <Programme key="programme" {...props} />
          {!isCalled && orders.publishes && <OwnSide key="own" {...props} />}
        </>
      )}
      <Leave {...props} />
    </>
  );
}

function stateWord(state: RoomState, pageNow: number): string {
  const words = video().state;
  if (state.kind === 'stopped') return state.why === 'duplicate' ? words.duplicate : words.refused;
  if (state.kind === 'waiting') return words.waiting(num(Math.max(1, Math.ceil((state.again - pageNow) / 1_000))));
  return state.kind === 'off' ? words.connecting : words[state.kind];
}

/** Who is the programme: the one on air large, the host beside it. */
function Programme({ call, orders }: CallProps) {
  const words = video();
  const economy = call.economy.value;
  const hides = call.hidesPicture.value;
  return (
    <div class="programme" role="group" aria-label={words.programme}>
      {orders.watch.length === 0 && !orders.air && <p class="hint">{words.nobody}</p>}
      {orders.watch.map((identity, i) => (
        <Screen key={identity} seen={call.programme.of(identity)} isMain={i === 0} hides={hides} />
      ))}
      {hides && (
        <>
          <p class="hint" role="status">
            {words.soundOnly}
          </p>
          <button type="button" class="big line" onClick={() => call.keepPicture()}>
            {words.pictureAnyway}
          </button>
        </>
      )}
      {!hides && economy?.thrift === 'low' && economy.quality === 'poor' && <p class="hint">{words.lowPicture}</p>}
      {call.soundBlocked.value && (
        <button type="button" class="big go" onClick={() => call.wake()}>
          {words.soundBlocked}
        </button>
      )}
    </div>
  );
}

interface ScreenProps {
  readonly seen: Seen;
  readonly isMain: boolean;
  readonly hides: boolean;
}

function Screen({ seen, isMain, hides }: ScreenProps) {
  const words = video();
  const { picture, sound, camera } = seen;
  return (
    <div class={isMain ? 'screen main-screen' : 'screen'}>
      {sound && <audio ref={playedIn(sound)} />}
      {picture && camera === 'live' ? (
        <video ref={playedIn(picture)} muted autoPlay playsInline aria-label={words.programme} />
      ) : (
        !hides && (
          <p class="empty">{!seen.present ? words.nobody : camera === 'muted' ? words.noPicture : words.pictureLost}</p>
        )
      )}
    </div>
  );
}

function OwnSide(props: CallProps) {
  const { call, orders, isCalled, meter } = props;
  const words = video();
  const { states } = call.capture;
  const camera = states.camera.value;
  const microphone = states.microphone.value;
  const silent = mutedBy(call.rules.microphone.value);
  const hidden = hiddenBy(call.rules.camera.value, call.rules.spared.value);
  const isSpeaking = orders.air && silent === null && microphone.kind === 'ready';
  return (
    <div class={`own-side${isSpeaking ? ' live' : ''}${isCalled ? ' called' : ''}`}>
      {hidden === null && <OwnPicture call={call} />}
      <div>
        {microphone.kind === 'ready' && (
          <div class="level" aria-hidden="true">
            <i ref={meter} />
          </div>
        )}
        <p class={silent === 'staff' ? 'trouble' : 'hint'} role="status">
          {silent === null ? words.open : words.mutedBy[silent]}
        </p>
        {hidden !== null && hidden !== 'policy' && <p class="hint">{words.pictureHiddenBy[hidden]}</p>}
        <DeviceLine kind="microphone" state={microphone} />
        <DeviceLine kind="camera" state={camera} />
        {[camera, microphone].some(({ kind }) => kind === 'gone' || kind === 'fault') && (
          <button type="button" class="big line" onClick={() => void call.capture.open()}>
            {words.tryAgain}
          </button>
        )}
      </div>
      <div class="two-buttons">
        {microphone.kind === 'ready' && silent !== 'policy' && (
          <button
            type="button"
            class={silent === null ? 'big line' : 'big go'}
            aria-pressed={silent === null}
            onClick={() => call.press('microphone')}
          >
            {silent === null ? words.closing : words.opening}
          </button>
        )}
        {camera.kind === 'ready' && (
          <button type="button" class="big line" aria-pressed={hidden === null} onClick={() => call.press('camera')}>
            {hidden === null ? words.hidePicture : words.showPicture}
          </button>
        )}
      </div>
    </div>
  );
}

/** Two taps: one slip of a thumb must not end a session's only line. */
function Leave({ call, ui }: CallProps) {
  const words = video();
  if (!ui.leaving.value) {
    return (
      <button type="button" class="lnk quiet" onClick={() => (ui.leaving.value = true)}>
        {words.leave}
      </button>
    );
  }
  return (
    <div class="two-buttons">
      <button type="button" class="big line" onClick={() => (ui.leaving.value = false)}>
        {words.stay}
      </button>
      <button
        type="button"
        class="big line"
        onClick={() => {
          ui.leaving.value = false;
          call.leave();
        }}
      >
        {words.leaveSure}
      </button>
    </div>
  );
}
