import type { Room } from '@livekit/rtc-node';
import type { MediaPath } from '@hub/shared/model/media.ts';
import type { PointUp } from '@hub/shared/protocol/up.ts';

type SessionStats = Awaited<ReturnType<Room['getRtcStats']>>;
type Sample = PointUp['point:vitals'];
type Stat = SessionStats['publisherStats'][number]['stats'];
type Of<C extends Stat['case']> = Extract<Stat, { readonly case: C }>['value'];

/** No new frame from the camera for this long is a frozen picture, as the page counts. */
const FROZEN_AFTER_MS = 6_000;
/** ICE heard nothing on any pair (4) or gave up (5). */
const BROKEN_ICE: readonly (number | undefined)[] = [4, 5];
const RELAY = 3;

export interface Sending {
  readonly connected: boolean;
  readonly muted: boolean;
}

/** What a publisher says of its own line every two seconds, out of WebRTC's running totals. */
export class LineStats {
  #before: { readonly at: number; readonly bytes: number; readonly frames: number } | null = null;
  #movedAt: number | null = null;
  #framesShot = -1;

  read({ publisherStats }: SessionStats, now: number, { connected, muted }: Sending): Sample {
    const stats = publisherStats.map((each) => each.stats);
    const all = <C extends Stat['case']>(kind: C): Of<C>[] =>
      stats.flatMap((each) => (each.case === kind ? [each.value as Of<C>] : []));
    const outbound = all('outboundRtp');
    const video = outbound.filter(({ stream }) => stream?.kind === 'video').map((each) => each.outbound);
    const remote = all('remoteInboundRtp').find(({ stream }) => stream?.kind === 'video');
    const source = all('mediaSource');
    const transport = all('transport')[0]?.transport;
    const pair = all('candidatePair').find(({ rtc }) => rtc?.id === transport?.selectedCandidatePairId)?.candidatePair;
    const local = all('localCandidate').find(({ rtc }) => rtc?.id === pair?.localCandidateId)?.candidate;

    const bytes = outbound.reduce((sum, { sent }) => sum + Number(sent?.bytesSent ?? 0), 0);
    const frames = video.reduce((sum, each) => sum + (each?.framesSent ?? 0), 0);
    const before = this.#before;
    this.#before = { at: now, bytes, frames };
    const seconds = before === null ? 0 : (now - before.at) / 1_000;
    const per = (count: number): number | null => (seconds <= 0 || count < 0 ? null : count / seconds);
    const bitrate = before === null ? null : per(((bytes - before.bytes) * 8) / 1_000);
    const fps = before === null ? null : per(frames - before.frames);

    const shot = source.reduce((sum, { video: camera }) => sum + (camera?.frames ?? 0), 0);
    if (shot !== this.#framesShot) [this.#framesShot, this.#movedAt] = [shot, now];
    const largest = video.reduce((wide, each) => Math.max(wide, each?.frameWidth ?? 0), 0);
    const level = source.reduce((most, { audio }) => Math.max(most, audio?.audioLevel ?? 0), 0);
    const layers = video.filter((each) => each !== undefined);
    const resting = layers.length > 0 && layers.every(({ active }) => active === false);
    const mending = BROKEN_ICE.includes(transport?.iceState);
    return {
      rttMs: atLeastZero(milliseconds(pair?.currentRoundTripTime)),
      lossPct:
        remote?.remoteInbound?.fractionLost === undefined ? null : tenths(remote.remoteInbound.fractionLost * 100),
      jitterMs: atLeastZero(milliseconds(remote?.received?.jitter)),
      bitrateKbps: bitrate === null || resting ? null : Math.round(bitrate),
      fps: fps === null || resting ? null : Math.min(240, tenths(fps)),
      soundLevel: muted ? null : Math.min(100, Math.round(level * 100)),
      media: {
        connection: !connected || mending ? 'reconnecting' : 'connected',
        path: local === undefined ? null : pathOf(local),
        width: largest > 0 ? largest : null,
        height: largest > 0 ? (video.find((each) => each?.frameWidth === largest)?.frameHeight ?? null) : null,
        // What is sent into a line that stands still moves nowhere.
        camera: !mending && now - (this.#movedAt ?? now) < FROZEN_AFTER_MS ? 'flowing' : 'frozen',
        microphone: muted ? 'muted' : 'present',
        resting,
      },
    };
  }
}

/** Nothing of what was counted before is comparable after. */
export const IDLE_SAMPLE: Sample = {
  rttMs: null,
  lossPct: null,
  jitterMs: null,
  bitrateKbps: null,
  fps: null,
  soundLevel: null,
  media: {
    connection: 'disconnected',
    path: null,
    width: null,
    height: null,
    camera: 'missing',
    microphone: 'missing',
  },
};

function pathOf({
  candidateType,
  protocol,
}: {
  readonly candidateType?: number;
  readonly protocol?: string;
}): MediaPath {
  if (candidateType === RELAY) return 'relay';
  return protocol === 'tcp' ? 'tcp' : 'udp';
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
const milliseconds = (seconds: number | undefined): number | null =>
  seconds === undefined ? null : tenths(seconds * 1_000);
const atLeastZero = (value: number | null): number | null => (value === null ? null : Math.max(0, value));
