/** What the video system says of a point's camera and microphone. */
export const CAMERA_STATES = ['flowing', 'muted', 'frozen', 'missing'] as const;
export type CameraState = (typeof CAMERA_STATES)[number];
/** `muted` is what policy asks of whoever does not speak; `silent`: open, and nothing comes out of it. */
export const MICROPHONE_STATES = ['present', 'muted', 'silent', 'missing'] as const;
export type MicrophoneState = (typeof MICROPHONE_STATES)[number];
/** How the packets travel. `relay`: by a TURN server. Only the publisher's own browser knows. */
export const MEDIA_PATHS = ['udp', 'tcp', 'relay'] as const;
export type MediaPath = (typeof MEDIA_PATHS)[number];
/** How the page itself stands with the video system. */
export const MEDIA_CONNECTIONS = ['connected', 'reconnecting', 'disconnected', 'idle'] as const;
export type MediaConnection = (typeof MEDIA_CONNECTIONS)[number];
/** What a member of staff may mute. */
export const MEDIA_SOURCES = ['camera', 'microphone'] as const;
export type MediaSource = (typeof MEDIA_SOURCES)[number];
/** Points that one screen may watch at once. */
export const WATCHED_MAX = 25;

/** What the video system says of a point. Fed by the media witnesses; `none` until one of them speaks. */
export type Media =
  | { readonly status: 'none' }
  | {
      readonly status: 'flowing';
      readonly since: number;
      readonly camera: CameraState;
      readonly microphone: MicrophoneState;
      readonly quality: { readonly level: 'good' | 'poor'; readonly since: number };
      /** Null: nobody said. */
      readonly path: MediaPath | null;
      /** The point joins again and again: it is open twice, and each page puts the other out. */
      readonly contested: boolean;
    }
  /** `at`: the last sign of life, which may lie before it was noticed. */
  | { readonly status: 'gone'; readonly at: number };

/** What a publishing page says of itself every 2 s, besides numbers. Never a fact (G6). */
export interface PublisherReport {
  readonly connection: MediaConnection;
  readonly path: MediaPath | null;
  /** Of the picture that is sent; null while none is. */
  readonly width: number | null;
  readonly height: number | null;
  readonly camera: CameraState;
  readonly microphone: MicrophoneState;
  /** Nobody watches, so the server asks for no picture: one that flows, and is not sent. */
  readonly resting?: boolean | undefined;
  /** What the microphone hears, also while it is muted, 0 to 100. */
  readonly heard?: number | null | undefined;
}

/** What is wrong with the hub's own sight of the video system. */
export const MEDIA_TROUBLES = [
  'starting', // the hub has not looked yet
  'unreachable',
  'wrong-key', // it refuses the hub's key or secret
  'clock-off', // its clock and the hub's differ too much for their signatures
  'no-webhook', // it is seen, but what it should send of itself does not arrive: the hub looks every 2 s instead
  'no-monitor', // it is seen, but the hub cannot listen in its rooms: nobody is marked as speaking
] as const;
export type MediaTrouble = (typeof MEDIA_TROUBLES)[number];

/** How the hub stands with the video system. Stale: points that depend on it are `unknown` (L9). */
export type MediaHealth =
  | { readonly status: 'off' }
  | {
      readonly status: 'live';
      readonly since: number;
      /** Seen, with this against it. */
      readonly trouble: MediaTrouble | null;
      /** Whether meeting devices can send to it (LiveKit's ingress service answers). */
      readonly ingress: boolean;
      /** Ids of the points that are heard speaking now. */
      readonly talkers: readonly string[];
    }
  | { readonly status: 'stale'; readonly since: number; readonly trouble: MediaTrouble };
