import type { PointView } from '@hub/shared/protocol/down.ts';
import type { PointEvent } from '@hub/shared/protocol/up.ts';
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals-core';
import type { Answer } from '../../link/commands.ts';
import type { VideoCallPart } from '../video/video-call.tsx';
import { later } from './text.ts';

export interface VideoPorts {
  readonly view: ReadonlySignal<PointView | null>;
  readonly isConnected: ReadonlySignal<boolean>;
  readonly tick: ReadonlySignal<number>;
  readonly tell: (event: PointEvent, payload: object) => void;
  /** News that the person should read wherever they are on the page. */
  readonly say: (words: string) => void;
  readonly ask: <Extra>(event: PointEvent, payload: object) => Promise<Answer<Extra>>;
}

type Part =
  { readonly kind: 'none' | 'unsupported' | 'failed' } | { readonly kind: 'here'; readonly part: VideoCallPart };

/** The part that sends and shows pictures: fetched only where there is a video system, and the browser can. */
export function openVideoPart(ports: VideoPorts) {
  const part = signal<Part>({ kind: 'none' });
  const isWanted = computed(() => ports.isConnected.value && (ports.view.value?.video ?? null) !== null);
  let began = false;
  effect(() => {
    if (!isWanted.value || began) return;
    if (!canCall()) {
      part.value = { kind: 'unsupported' };
      return;
    }
    began = true;
    void import('../video/video-call.tsx')
      .then(({ openVideoCall }) => openVideoCall(ports))
      .then(
        (opened) => (part.value = { kind: 'here', part: opened }),
        () => {
          // With the next connection it is tried again.
          began = false;
          part.value = { kind: 'failed' };
        },
      );
  });

  return function VideoPart({ view, isCalled }: { readonly view: PointView; readonly isCalled: boolean }) {
    const { value } = part;
    if (view.video === null || value.kind === 'none') return null;
    if (value.kind === 'here') return <value.part.VideoCard orders={view.video} isCalled={isCalled} />;
    return (
      <section class="sec">
        <p class="hint">{value.kind === 'failed' ? later().videoFailed : later().videoUnsupported}</p>
      </section>
    );
  };
}

/** Whether the browser can be called at all: older ones, and some inside other apps, cannot. */
function canCall(): boolean {
  return typeof RTCPeerConnection === 'function' && 'addTransceiver' in RTCPeerConnection.prototype;
}
