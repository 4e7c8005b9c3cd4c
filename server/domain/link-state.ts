import type { LinkReason, LinkState, LinkStatus } from '@hub/shared/model/link.ts';
import type { Media } from '@hub/shared/model/media.ts';
import type { LinkKind } from '@hub/shared/model/point.ts';
import type { Policy } from './policy.ts';
import type { Evidence, Farewell } from './state.ts';

/** What fusion needs to know besides a point's own evidence. */
export interface LinkContext {
  readonly mediaConfigured: boolean;
  readonly mediaFeed: 'live' | 'stale';
  /** Whether a meeting device could send to the video system. */
  readonly mediaIngress: boolean;
  readonly run: number;
  readonly runStartedAt: number | null;
}

export interface Requirements {
  readonly presence: boolean;
  readonly media: boolean;
  readonly word: boolean;
}

/** What `up` requires of a kind (L2), and what stays required without LiveKit (L14). No kind is left without a requirement. */
export function requirements(
  kind: LinkKind,
  { mediaConfigured, mediaIngress }: Pick<LinkContext, 'mediaConfigured' | 'mediaIngress'>,
): Requirements {
  switch (kind) {
    case 'livekit':
      return { presence: true, media: mediaConfigured, word: false };
    case 'ingress':
      return mediaConfigured && mediaIngress
        ? { presence: false, media: true, word: false }
        : { presence: true, media: false, word: true };
    case 'external':
    case 'broadcast':
      return { presence: true, media: false, word: true };
  }
}

/** What the evidence comes to at a moment, and the moment at which time alone may change it (null: never). */
export interface Fused {
  readonly state: LinkState;
  readonly reasons: readonly LinkReason[];
  readonly until: number | null;
}

/** Everything the rows look at, worked out once. */
interface Case {
  readonly evidence: Evidence;
  readonly needs: Requirements;
  readonly context: LinkContext;
  readonly policy: Policy;
  readonly now: number;
  readonly present: boolean;
  /** Without LiveKit no witness speaks of media: what an earlier configuration left behind is no evidence (L14). */
  readonly media: Media;
  readonly flowing: boolean;
  /** When the last thing that was there went away, and how. */
  readonly gone: {
    readonly how: 'closed' | 'silent' | Forgotten | 'goodbye';
    readonly at: number;
    readonly hidden: boolean;
  } | null;
  readonly wasPoor: boolean;
}

interface Row {
  readonly id: string;
  readonly when: (c: Case) => boolean;
  readonly then: (c: Case) => Fused;
}

/** The hub lost its sockets, and not the points their lines (L5, L10). */
type Forgotten = 'hub-restarted' | 'node-lost';

function isForgotten(how: Farewell | undefined): how is Forgotten {
  return how === 'hub-restarted' || how === 'node-lost';
}

const steady = (state: LinkState, ...reasons: LinkReason[]): Fused => ({ state, reasons, until: null });

/**
 * L15: ordered; the first row that matches decides. Each row may count on all earlier ones not matching.
 * The order is the meaning: a goodbye outranks doubt, doubt outranks loss, loss outranks what is missing.
 */
export const LINK_ROWS: readonly Row[] = [
  {
    id: 'never-seen',
    when: (c) => !c.present && c.evidence.gone === null && c.media.status === 'none',
    then: () => steady('absent'),
  },
  {
    id: 'said-goodbye',
    when: (c) => !c.present && c.gone?.how === 'goodbye' && !(c.flowing && c.needs.media),
    then: () => steady('left'),
  },
  {
    id: 'feed-stale',
    when: (c) => c.context.mediaFeed === 'stale' && (c.needs.media || (!c.present && c.flowing)),
    then: () => steady('unknown', 'feed-stale'),
  },
  {
    id: 'hub-restarted',
    // Media remembered from before the restart does not stand in for the device, nor does media that goes meanwhile end the wait.
    when: (c) =>
      !c.present &&
      (c.needs.presence || !c.flowing) &&
      isForgotten(c.evidence.gone?.how) &&
      c.now < c.evidence.gone.at + c.policy.restartGraceMs,
    then: (c) => ({
      state: 'unknown',
      reasons: [c.evidence.gone?.how === 'node-lost' ? 'node-lost' : 'hub-restarted'],
      until: (c.evidence.gone?.at ?? c.now) + c.policy.restartGraceMs,
    }),
  },
  {
    id: 'media-first',
    when: (c) => !c.present && c.needs.presence && c.now < mediaArrivedAt(c) + c.policy.joiningMs,
    then: (c) => ({ state: 'joining', reasons: ['connecting'], until: mediaArrivedAt(c) + c.policy.joiningMs }),
  },
  {
    id: 'media-without-presence',
    when: (c) => !c.present && c.needs.presence && c.flowing,
    then: () => steady('impaired', 'media-only'),
  },
  {
    id: 'asleep',
    when: (c) => maySleep(c) && c.now < (c.gone?.at ?? 0) + c.policy.asleepMs,
    then: (c) => ({ state: 'impaired', reasons: ['asleep'], until: (c.gone?.at ?? c.now) + c.policy.asleepMs }),
  },
  {
    id: 'asleep-long',
    when: maySleep,
    then: () => steady('unknown', 'asleep'),
  },
  {
    id: 'reconnecting',
    when: (c) =>
      !c.present &&
      !c.flowing &&
      c.gone !== null &&
      !isForgotten(c.gone.how) &&
      c.now < c.gone.at + c.policy.reconnectGraceMs,
    then: (c) => ({
      state: 'impaired',
      reasons: ['reconnecting'],
      until: (c.gone?.at ?? c.now) + c.policy.reconnectGraceMs,
    }),
  },
  {
    id: 'lost',
    when: (c) => !c.present && !c.flowing,
    then: (c) => steady('lost', c.gone?.how === 'closed' ? 'closed' : 'silent'),
  },
  {
    id: 'arriving',
    when: (c) => isIncomplete(c) && faultReasons(c).length === 0 && c.now < askedAt(c) + c.policy.joiningMs,
    then: (c) => ({ state: 'joining', reasons: ['connecting'], until: askedAt(c) + c.policy.joiningMs }),
  },
  {
    id: 'something-missing',
    when: (c) => impairments(c).length > 0,
    then: (c) => ({ state: 'impaired', reasons: impairments(c), until: qualityUntil(c) }),
  },
  { id: 'well', when: () => true, then: (c) => ({ state: 'up', reasons: [], until: qualityUntil(c) }) },
];

/** What `fuse` looks at. `previous` matters only for hysteresis (L7): whether poor quality counted so far. */
export interface FuseInput {
  readonly kind: LinkKind;
  readonly evidence: Evidence;
  readonly previous: LinkStatus;
  readonly context: LinkContext;
  readonly policy: Policy;
  readonly now: number;
}

/** Evidence → state. Pure and total. */
export function fuse(input: FuseInput): Fused {
  const c = caseOf(input);
  return decidingRow(c).then(c);
}

/** Which row decides: for tests, and for explaining a state. */
export function decidingRowId(input: FuseInput): string {
  return decidingRow(caseOf(input)).id;
}

function decidingRow(c: Case): Row {
  const row = LINK_ROWS.find((candidate) => candidate.when(c));
  if (!row) throw new Error('the last row of the link table matches everything');
  return row;
}

function caseOf({ kind, evidence, previous, context, policy, now }: FuseInput): Case {
  const present = evidence.connections.some((connection) => connection.admitted);
  const needs = requirements(kind, context);
  const speaks = context.mediaConfigured && (kind !== 'ingress' || context.mediaIngress);
  const media: Media = speaks ? evidence.media : { status: 'none' };
  return {
    evidence,
    needs,
    context,
    policy,
    now,
    present,
    media,
    flowing: media.status === 'flowing',
    gone: present ? null : lastGone(evidence.gone, media, needs),
    wasPoor: previous.reasons.includes('poor-network'),
  };
}

/** The later of presence and media going away: a loss is counted from the last sign of life. */
function lastGone(gone: Evidence['gone'], media: Media, needs: Requirements): Case['gone'] {
  const presence = gone
    ? { how: gone.how === 'released' ? ('goodbye' as const) : gone.how, at: gone.at, hidden: gone.hidden }
    : null;
  if (presence?.how === 'goodbye') return presence;
  if (media.status === 'gone' && (!presence || media.at > presence.at)) {
    // L13 excuses the page's silence, not that of required media.
    return { how: 'silent', at: media.at, hidden: !needs.media && (presence?.hidden ?? false) };
  }
  return presence;
}

/** L13: a hidden page fell silent, and nothing required comes from that page: with `ingress` the meeting device sends the media. */
function maySleep(c: Case): boolean {
  const mediaFromPage = c.needs.media && c.needs.presence;
  return !c.present && !c.flowing && c.gone?.hidden === true && !mediaFromPage;
}

/** When media came with nobody speaking to the hub before it (L4); never, where presence came first and went. */
function mediaArrivedAt(c: Case): number {
  if (c.media.status !== 'flowing') return -Infinity;
  const { gone } = c.evidence;
  return gone === null || gone.at <= c.media.since ? c.media.since : -Infinity;
}

/** When the evidence was first asked for: at arrival, or at the start of the run, which asks for the word again. */
function askedAt(c: Case): number {
  const arrived = c.evidence.arrivedAt ?? (c.media.status === 'flowing' ? c.media.since : c.now);
  return c.needs.word ? Math.max(arrived, c.context.runStartedAt ?? 0) : arrived;
}

function wordGiven(c: Case): boolean {
  return c.evidence.word !== null && c.evidence.word.run === c.context.run && c.evidence.word.seesAndHears;
}

/** Required evidence that has not come yet (as against evidence of something wrong). */
function isIncomplete(c: Case): boolean {
  if (c.needs.media) {
    if (c.media.status === 'none') return true;
    // Media that ended before this arrival has not come yet; media that came and went since is missing.
    if (c.media.status === 'gone' && c.media.at <= (c.evidence.arrivedAt ?? -Infinity)) return true;
    if (c.media.status === 'flowing' && (c.media.camera === 'missing' || c.media.microphone === 'missing')) return true;
  }
  return c.needs.word && (c.evidence.word === null || c.evidence.word.run !== c.context.run);
}

function faultReasons(c: Case): LinkReason[] {
  const reasons: LinkReason[] = [];
  const saysNo =
    c.needs.word && c.evidence.word !== null && c.evidence.word.run === c.context.run && !c.evidence.word.seesAndHears;
  if (c.evidence.faults.length > 0 || saysNo) reasons.push('operator-reported');
  for (const { fault } of c.evidence.faults) {
    if (fault === 'audio') reasons.push('no-audio');
    if (fault === 'video') reasons.push('no-video');
  }
  return reasons;
}

function impairments(c: Case): LinkReason[] {
  const reasons = new Set<LinkReason>(faultReasons(c));
  const { media } = c;
  if (c.needs.media && media.status !== 'flowing') reasons.add('hub-only');
  if (c.needs.media && media.status === 'flowing') {
    if (media.camera === 'frozen') reasons.add('frozen');
    if (media.camera === 'missing') reasons.add('no-video');
    if (media.camera === 'muted') reasons.add('camera-off');
    if (media.microphone === 'missing') reasons.add('no-audio');
    if (media.microphone === 'silent') reasons.add('mic-silent');
    if (media.contested) reasons.add('conflict');
    if (isPoor(c)) reasons.add('poor-network');
  }
  if (c.needs.word && !wordGiven(c) && !reasons.has('operator-reported')) reasons.add('not-confirmed');
  return [...reasons];
}

/** L7: hysteresis. Poor counts after poorForMs; once counted it goes on until clean for cleanForMs. */
function isPoor(c: Case): boolean {
  const { media } = c;
  if (media.status !== 'flowing') return false;
  const lasted = c.now - media.quality.since;
  return media.quality.level === 'poor'
    ? c.wasPoor || lasted >= c.policy.poorForMs
    : c.wasPoor && lasted < c.policy.cleanForMs;
}

/** When a quality that has not lasted long enough will have. */
function qualityUntil(c: Case): number | null {
  const { media } = c;
  if (!c.needs.media || media.status !== 'flowing') return null;
  const { level, since } = media.quality;
  if (level === 'poor' && !c.wasPoor && !isPoor(c)) return since + c.policy.poorForMs;
  if (level === 'good' && isPoor(c)) return since + c.policy.cleanForMs;
  return null;
}
