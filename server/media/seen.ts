import type { CameraState, MediaSource, MicrophoneState, PublisherReport } from '@hub/shared/model/media.ts';
import type { MediaIngress } from '@hub/shared/protocol/down.ts';

/** A participant as LiveKit's list or a webhook has it, in plain values. Never one of the SDK's own classes. */
export interface SeenParticipant {
  readonly room: string;
  readonly identity: string;
  /** Another one after each join: what is said of an older one changes nothing (L6). */
  readonly sid: string;
  /** LiveKit's clock, epoch ms: only ever compared with another of its own. */
  readonly joinedAt: number;
  /** Its media connection stands; false while it is coming in. */
  readonly isActive: boolean;
  readonly tracks: readonly SeenTrack[];
}

export interface SeenTrack {
  readonly sid: string;
  readonly source: MediaSource;
  readonly muted: boolean;
}

/** A meeting device as LiveKit's ingress service has it. */
export interface SeenIngress {
  readonly room: string;
  readonly identity: string;
  readonly status: MediaIngress['status'];
  readonly video:
    { readonly kbps: number; readonly fps: number; readonly width: number; readonly height: number } | undefined;
  readonly audio: { readonly kbps: number } | undefined;
}

/** What a publishing page said, and the numbers by which its line is judged. */
export interface PublisherWord extends PublisherReport {
  readonly rttMs: number | null;
  readonly lossPct: number | null;
  readonly jitterMs: number | null;
  readonly fps: number | null;
}

/**
 * A meeting device says nothing of itself; the service that takes its stream in does, in a page's words. Null while it takes
 * nothing in: the list of participants says that it is not there.
 */
export function ingressWord({ status, video, audio }: SeenIngress): PublisherWord | null {
  if (status !== 'publishing' && status !== 'buffering') return null;
  const isStill = video !== undefined && video.kbps === 0 && video.fps === 0;
  return {
    connection: status === 'publishing' ? 'connected' : 'reconnecting',
    path: null,
    width: video?.width || null,
    height: video?.height || null,
    camera: video === undefined ? 'missing' : isStill ? 'frozen' : 'flowing',
    microphone: audio === undefined ? 'missing' : audio.kbps === 0 ? 'silent' : 'present',
    rttMs: null,
    lossPct: null,
    jitterMs: null,
    fps: video?.fps ?? null,
  };
}

/** Thresholds of the witnesses, ms unless named otherwise. */
export interface WitnessPolicy {
  /** A page says something every 2 s; after so long its last word says nothing any more. */
  readonly wordLastsMs: number;
  /** So many participants of one point within this time that each put another out: it is open twice. */
  readonly contestedTakes: number;
  readonly contestedMs: number;
  /** LiveKit needs so long to notice that a participant is dead. */
  readonly livekitTimeoutMs: number;
  /** ... and the lists so long at most to show it. */
  readonly noticedWithinMs: number;
  /** After a participant was replaced its successor is waited for so long. */
  readonly successorMs: number;
  readonly poorRttMs: number;
  readonly poorLossPct: number;
  readonly poorJitterMs: number;
  /** Fewer frames than this are a picture that stutters. */
  readonly poorFps: number;
  /** One sample says little: so many alike in a row change the level. */
  readonly alikeSamples: number;
}

export const WITNESS_POLICY: WitnessPolicy = {
  wordLastsMs: 7_000,
  contestedTakes: 2,
  contestedMs: 60_000,
  livekitTimeoutMs: 15_000,
  noticedWithinMs: 30_000,
  successorMs: 5_000,
  poorRttMs: 500,
  poorLossPct: 5,
  poorJitterMs: 100,
  poorFps: 3,
  alikeSamples: 2,
};

/** The worse of what LiveKit lists and what the page itself says; its own word is the only one on a frozen picture. */
export function cameraOf(tracks: readonly SeenTrack[], word: PublisherWord | null): CameraState {
  const track = tracks.find(({ source }) => source === 'camera');
  if (!track) return 'missing';
  if (word?.camera === 'missing') return 'missing';
  if (track.muted) return 'muted';
  return word?.camera === 'frozen' ? 'frozen' : 'flowing';
}

export function microphoneOf(tracks: readonly SeenTrack[], word: PublisherWord | null): MicrophoneState {
  const track = tracks.find(({ source }) => source === 'microphone');
  if (!track) return 'missing';
  // A broken one is found out while it is muted, before the point is called.
  if (word?.microphone === 'missing' || word?.microphone === 'silent') return word.microphone;
  return track.muted ? 'muted' : 'present';
}

export function isPoorWord(word: PublisherWord, policy: WitnessPolicy): boolean {
  const { rttMs, lossPct, jitterMs, fps } = word;
  return (
    (rttMs !== null && rttMs > policy.poorRttMs) ||
    (lossPct !== null && lossPct > policy.poorLossPct) ||
    (jitterMs !== null && jitterMs > policy.poorJitterMs) ||
    (word.camera === 'flowing' && fps !== null && fps > 0 && fps < policy.poorFps)
  );
}
