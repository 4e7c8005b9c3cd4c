/** What a point's own browser measures of what it sends; nulls where it cannot know. */
export interface Measured {
  readonly rttMs: number | null;
  readonly lossPct: number | null;
  readonly jitterMs: number | null;
  readonly bitrateKbps: number | null;
  readonly fps: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly path: 'udp' | 'tcp' | 'relay' | null;
  /** Frames the camera gave since the last look; null: not known. */
  readonly captured: number | null;
  /** Frames sent since then; null: not known, or nobody watches, so that nothing is sent. */
  readonly sent: number | null;
  /** A picture is published, and nobody asks for any of its layers. */
  readonly resting: boolean;
  /** More is sent than the line carries away. */
  readonly strained: boolean;
}

/**
 * Answers after so long are no talk any more, and so many packets lost are heard. Either may be the air's, or a busy
 * device's: with so little room left it is the queue's.
 */
const STRAINED = { rttMs: 1_500, lossPct: 10, roomBps: 300_000 } as const;

/** One entry of an RTCStatsReport; browsers leave out what they do not measure. */
export type Stat = Readonly<Record<string, unknown>>;

/** Running totals of the last look, from which the next one is told apart. */
export interface Totals {
  readonly at: number;
  readonly bytes: number;
  readonly framesCaptured: number | null;
  readonly framesSent: number | null;
  readonly packetsSent: number;
  readonly packetsLost: number | null;
}

export interface Look {
  readonly measured: Measured;
  readonly totals: Totals;
}

const number = (stat: Stat | undefined, name: string): number | null => {
  const value = stat?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

const sum = (stats: readonly Stat[], name: string): number =>
  stats.reduce((total, stat) => total + (number(stat, name) ?? 0), 0);

const highest = (stats: readonly Stat[], name: string): number | null => {
  const values = stats.map((stat) => number(stat, name)).filter((value) => value !== null);
  return values.length === 0 ? null : Math.max(...values);
};

/** `video`, `audio`: the report of each sender; empty where nothing is sent. `at`: page time, ms. */
export function look(video: readonly Stat[], audio: readonly Stat[], before: Totals | null, at: number): Look {
  const all = [...video, ...audio];
  const of = (type: string, from: readonly Stat[] = all): Stat[] => from.filter((stat) => stat['type'] === type);
  const out = of('outbound-rtp');
  const pictures = of('outbound-rtp', video);
  const heard = of('remote-inbound-rtp');
  const [source] = of('media-source', video);
  const pair = chosenPair(all);
  // A layer that nobody asks for is switched off and sends nothing.
  const layers = pictures.filter((stat) => stat['active'] !== false);
  const totals: Totals = {
    at,
    bytes: sum(out, 'bytesSent'),
    framesCaptured: number(source, 'frames'),
    framesSent: layers.length === 0 ? null : sum(pictures, 'framesSent'),
    packetsSent: sum(out, 'packetsSent'),
    packetsLost: heard.length === 0 ? null : sum(heard, 'packetsLost'),
  };
  const elapsedMs = before === null ? 0 : at - before.at;
  const since = (now: number | null, then: number | null | undefined): number | null =>
    now === null || then === null || then === undefined || elapsedMs <= 0 ? null : Math.max(0, now - then);
  const bytes = since(totals.bytes, before?.bytes);
  const lost = since(totals.packetsLost, before?.packetsLost);
  const packets = since(totals.packetsSent, before?.packetsSent);
  const roundTrip = number(pair, 'currentRoundTripTime') ?? highest(heard, 'roundTripTime');
  const lossPct = lost === null || packets === null || packets === 0 ? null : Math.min(100, (100 * lost) / packets);
  const jitter = highest(heard, 'jitter');
  // Firefox does not say how much room it sees; there the delay alone counts.
  const room = number(pair, 'availableOutgoingBitrate');
  const isLate = (roundTrip ?? 0) * 1_000 >= STRAINED.rttMs;
  const loses = room !== null && (lossPct ?? 0) >= STRAINED.lossPct;
  const strained = (isLate || loses) && (room ?? 0) < STRAINED.roomBps;
  const largest = layers.reduce<Stat | undefined>(
    (best, stat) => ((number(stat, 'frameWidth') ?? 0) > (number(best, 'frameWidth') ?? 0) ? stat : best),
    undefined,
  );
  const shown = largest ?? source;
  const resting = pictures.length > 0 && layers.length === 0;
  return {
    totals,
    measured: {
      rttMs: roundTrip === null ? null : roundTrip * 1_000,
      lossPct,
      jitterMs: jitter === null ? null : jitter * 1_000,
      bitrateKbps: bytes === null || resting ? null : (8 * bytes) / elapsedMs,
      fps: resting ? null : (number(largest, 'framesPerSecond') ?? number(source, 'framesPerSecond')),
      width: number(shown, 'frameWidth') ?? number(shown, 'width'),
      height: number(shown, 'frameHeight') ?? number(shown, 'height'),
      path: pathOf(pair, all),
      captured: since(totals.framesCaptured, before?.framesCaptured),
      sent: since(totals.framesSent, before?.framesSent),
      resting,
      strained,
    },
  };
}

/** The pair of addresses the media travels between. Chromium and Safari name it; Firefox marks it. */
function chosenPair(stats: readonly Stat[]): Stat | undefined {
  const transport = stats.find((stat) => stat['type'] === 'transport' && stat['selectedCandidatePairId'] !== undefined);
  const named = stats.find((stat) => stat['id'] === transport?.['selectedCandidatePairId']);
  if (transport && named) return named;
  const pairs = stats.filter((stat) => stat['type'] === 'candidate-pair');
  return (
    pairs.find((stat) => stat['selected'] === true) ??
    pairs.find((stat) => stat['nominated'] === true && stat['state'] === 'succeeded')
  );
}

function pathOf(pair: Stat | undefined, stats: readonly Stat[]): Measured['path'] {
  const local = stats.find((stat) => pair !== undefined && stat['id'] === pair['localCandidateId']);
  if (local === undefined) return null;
  if (local['candidateType'] === 'relay') return 'relay';
  return local['protocol'] === 'tcp' ? 'tcp' : 'udp';
}
