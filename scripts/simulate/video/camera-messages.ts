import type { PointUp } from '@hub/shared/protocol/up.ts';
import type { Answer } from '../hub-socket.ts';
import type { PictureSize } from './picture.ts';
import type { CameraState, Wanted } from './publisher.ts';

/** What the process with the sockets and a process with cameras say to each other. */
export type ToCameras =
  | {
      readonly kind: 'add';
      readonly pointId: string;
      readonly size: PictureSize;
      readonly share: number;
      readonly always: boolean;
    }
  | { readonly kind: 'start' | 'stop'; readonly pointId: string }
  | { readonly kind: 'wanted'; readonly pointId: string; readonly wanted: Wanted }
  | { readonly kind: 'answer'; readonly pointId: string; readonly answer: Answer };

export type FromCameras =
  | { readonly kind: 'join'; readonly pointId: string }
  | { readonly kind: 'vitals'; readonly pointId: string; readonly sample: PointUp['point:vitals'] }
  | { readonly kind: 'state'; readonly pointId: string; readonly state: CameraState; readonly why: string };
