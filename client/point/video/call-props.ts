import type { PointVideo } from '@hub/shared/protocol/down.ts';
import type { Signal } from '@preact/signals-core';
import type { PointCall } from '../../video/point-call.ts';

/** What the person has opened or begun on the card. */
export interface CallUi {
  readonly checking: Signal<boolean>;
  /** "Rời cuộc họp" was tapped once. */
  readonly leaving: Signal<boolean>;
  /** The microphone was heard since the check began. */
  readonly heard: Signal<boolean>;
  readonly toned: Signal<boolean>;
}

export interface CallProps {
  readonly call: PointCall;
  readonly orders: PointVideo;
  /** It speaks, or stands by to: its own picture and microphone come first. */
  readonly isCalled: boolean;
  /** The page's own time, ms. */
  readonly pageNow: number;
  readonly ui: CallUi;
  /** Moves the bar with the microphone. */
  readonly meter: (element: HTMLElement | null) => void;
}
