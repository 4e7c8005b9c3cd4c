/** What the control room says of a point's link: one word, and always why and since when. */
export const LINK_STATES = ['absent', 'joining', 'up', 'impaired', 'lost', 'left', 'unknown'] as const;
export type LinkState = (typeof LINK_STATES)[number];

/** Closed list of reasons. L3: at least one unless the state is `up`, `absent` or `left`. */
export const LINK_REASONS = [
  'connecting', // joining: presence is there, the rest is on its way
  'no-video',
  'no-audio',
  'frozen',
  'camera-off', // the page has switched its camera off
  'mic-silent', // the microphone is open, and nothing comes out of it
  'poor-network',
  'media-only', // media flows, nobody speaks to the hub
  'hub-only', // somebody speaks to the hub, the required media is missing
  'not-confirmed', // the operator has not said "thấy hình, nghe tiếng" in this run
  'operator-reported', // the operator pressed a fault button
  'reconnecting', // closed without a goodbye, within the grace time
  'asleep', // the page said it was being hidden, then fell silent
  'conflict', // open twice, each page puts the other out
  'closed', // lost: the connection closed and nobody came back
  'silent', // lost: the lease ran out and nobody came back
  'hub-restarted',
  'feed-stale',
  'node-lost',
  'cut-off', // told by no fact: the hub whose screen it is is cut off from the one that knows (D5)
] as const;
export type LinkReason = (typeof LINK_REASONS)[number];

export interface LinkStatus {
  readonly state: LinkState;
  readonly reasons: readonly LinkReason[];
  /** Hub time when the state became what it is, epoch ms. A change of reasons alone keeps it. */
  readonly since: number;
}

/** Nothing is known to be wrong with the point: the hub that is asked is cut off from the one that knows (D5). */
export function isUnvouched({ reasons }: LinkStatus): boolean {
  return reasons.includes('cut-off');
}

/** The operator's four buttons. */
export const FAULTS = ['audio', 'video', 'power', 'network'] as const;
export type Fault = (typeof FAULTS)[number];

/** Samples about a line. Never facts, never logged (G6). A missing number is null. */
export interface Vitals {
  /** Round trip to the hub or the SFU, ms. */
  readonly rttMs: number | null;
  /** Packets lost, per cent. */
  readonly lossPct: number | null;
  readonly jitterMs: number | null;
  readonly bitrateKbps: number | null;
  readonly fps: number | null;
  /** Of the sound that leaves the device, 0 to 100; null while the microphone is muted. */
  readonly soundLevel: number | null;
  /** What the microphone hears, also while it is muted, 0 to 100. Absent: the page does not say. */
  readonly heard?: number;
  /** The picture is ready and nobody watches it, so that none is sent: it has no bitrate and no rate of frames. */
  readonly resting?: true;
}
/** Those that travel as numbers, in this order. */
export const VITAL_NAMES = [
  'rttMs',
  'lossPct',
  'jitterMs',
  'bitrateKbps',
  'fps',
  'soundLevel',
] as const satisfies readonly (keyof Vitals)[];
