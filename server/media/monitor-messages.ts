/** What the hub and its listener, a process of its own, say to each other. */
export type ToMonitor =
  | { readonly kind: 'watch'; readonly room: string; readonly url: string; readonly token: string }
  | { readonly kind: 'leave'; readonly room: string };

export type MonitorWord =
  | {
      readonly kind: 'muted';
      readonly room: string;
      readonly identity: string;
      readonly track: string;
      readonly muted: boolean;
    }
  | {
      readonly kind: 'quality';
      readonly room: string;
      readonly identity: string;
      /** `lost`: LiveKit gets nothing of what should come. */
      readonly level: 'good' | 'poor' | 'lost';
    }
  /** Everybody who is speaking in the room now. */
  | { readonly kind: 'speaking'; readonly room: string; readonly identities: readonly string[] };

export type FromMonitor =
  | MonitorWord
  | { readonly kind: 'joined'; readonly room: string }
  /** It is out of the room, or could not get in. */
  | { readonly kind: 'left'; readonly room: string; readonly why: string };

/** How the listener's process ends where this machine has no library for it. */
export const NO_LIBRARY_CODE = 69;
