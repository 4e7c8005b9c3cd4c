import { decidingRowId, fuse, LINK_ROWS } from '@hub/server/domain/link-state.ts';
import type { Media } from '@hub/shared/model/media.ts';
import type { Fused, FuseInput, LinkContext } from '@hub/server/domain/link-state.ts';
import { DEFAULT_POLICY as POLICY } from '@hub/server/domain/policy.ts';
import type { Connection, Evidence, Farewell, Gone } from '@hub/server/domain/state.ts';
import type { LinkStatus } from '@hub/shared/model/link.ts';
import { LINK_KINDS } from '@hub/shared/model/point.ts';
import type { LinkKind } from '@hub/shared/model/point.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceId, START } from '../support/builders.ts';
import type { ConnectionId } from '@hub/shared/model/ids.ts';

const NOW = START + 4 * 3_600_000;
const HOUR = 3_600_000;
const RUN = 2;

interface PresenceCase {
  readonly connections: readonly Connection[];
  readonly arrivedAt: number | null;
  readonly gone: Gone | null;
}

const CONNECTION: Connection = {
  connectionId: 'line-1' as ConnectionId,
  deviceId: deviceId('phone'),
  since: NOW - HOUR,
  admitted: true,
  hidden: false,
  hiddenSince: null,
};

/** The hub, or one of its nodes, lost its sockets. */
function isForgotten(gone: Gone | null): gone is Gone {
  return gone?.how === 'hub-restarted' || gone?.how === 'node-lost';
}

function* presences(): Iterable<PresenceCase> {
  yield { connections: [], arrivedAt: null, gone: null };
  yield { connections: [{ ...CONNECTION, admitted: false }], arrivedAt: null, gone: null };
  for (const age of [0, 19_999, 20_000, HOUR]) {
    yield { connections: [CONNECTION], arrivedAt: NOW - age, gone: null };
  }
  for (const how of ['goodbye', 'released'] as const) {
    yield { connections: [], arrivedAt: null, gone: { how, at: NOW - 10_000, hidden: false } };
  }
  for (const how of ['closed', 'silent', 'hub-restarted', 'node-lost'] as const satisfies readonly Farewell[]) {
    for (const age of [0, 7_999, 8_000, 59_999, 60_000, 899_999, 900_000]) {
      for (const hidden of [false, true]) {
        yield { connections: [], arrivedAt: null, gone: { how, at: NOW - age, hidden } };
      }
    }
  }
}

const QUALITIES = [
  { level: 'good', since: NOW - HOUR },
  { level: 'good', since: NOW - 1_000 },
  { level: 'good', since: NOW - 14_999 },
  { level: 'poor', since: NOW - 9_999 },
  { level: 'poor', since: NOW - 10_000 },
] as const;

function* medias(): Iterable<Media> {
  yield { status: 'none' };
  for (const age of [1_000, 7_999, 8_000, 30_000]) yield { status: 'gone', at: NOW - age };
  for (const since of [NOW - 5_000, NOW - HOUR]) {
    for (const camera of ['flowing', 'muted', 'frozen', 'missing'] as const) {
      for (const microphone of ['present', 'muted', 'silent', 'missing'] as const) {
        const whole = camera === 'flowing' && microphone === 'present';
        for (const quality of whole ? QUALITIES : QUALITIES.slice(0, 1)) {
          yield { status: 'flowing', since, camera, microphone, quality, path: null, contested: false };
          if (whole) yield { status: 'flowing', since, camera, microphone, quality, path: 'tcp', contested: true };
        }
      }
    }
  }
}

const WORDS: readonly Evidence['word'][] = [
  null,
  { seesAndHears: true, run: RUN },
  { seesAndHears: false, run: RUN },
  { seesAndHears: true, run: RUN - 1 },
];
const FAULTS: readonly Evidence['faults'][] = [[], [{ fault: 'audio', at: NOW - 1_000 }]];
const WELL: LinkStatus = { state: 'up', reasons: [], since: NOW - HOUR };
const POOR: LinkStatus = { state: 'impaired', reasons: ['poor-network'], since: NOW - HOUR };

function* contexts(kind: LinkKind): Iterable<LinkContext> {
  for (const mediaConfigured of [false, true]) {
    for (const mediaFeed of ['live', 'stale'] as const) {
      for (const age of [5_000, HOUR]) {
        yield { mediaConfigured, mediaFeed, mediaIngress: true, run: RUN, runStartedAt: NOW - age };
        // Asked of meeting devices alone.
        if (kind !== 'ingress' || !mediaConfigured) continue;
        yield { mediaConfigured, mediaFeed, mediaIngress: false, run: RUN, runStartedAt: NOW - age };
      }
    }
  }
}

function* everything(): Iterable<FuseInput> {
  const allPresences = [...presences()];
  const allMedias = [...medias()];
  for (const kind of LINK_KINDS) {
    for (const context of contexts(kind)) {
      for (const presence of allPresences) {
        for (const media of allMedias) {
          for (const word of WORDS) {
            for (const faults of FAULTS) {
              const evidence: Evidence = { ...presence, word, faults, media };
              yield { kind, evidence, previous: WELL, context, policy: POLICY, now: NOW };
              if (media.status !== 'flowing') continue;
              yield { kind, evidence, previous: POOR, context, policy: POLICY, now: NOW };
            }
          }
        }
      }
    }
  }
}

/** L2 and L14, written out once more: what a kind cannot be `up` without. */
const REQUIRED = {
  livekit: { with: ['presence', 'media'], without: ['presence'] },
  ingress: { with: ['media'], without: ['presence', 'word'] },
  external: { with: ['presence', 'word'], without: ['presence', 'word'] },
  broadcast: { with: ['presence', 'word'], without: ['presence', 'word'] },
} as const;

interface Seen {
  readonly input: FuseInput;
  readonly fused: Fused;
  readonly needs: readonly string[];
  readonly present: boolean;
  readonly gone: Gone | null;
  /** Media that a live witness speaks of. */
  readonly media: Media;
  readonly stale: boolean;
}

function seen(input: FuseInput): Seen {
  const { evidence, context } = input;
  const speaks = context.mediaConfigured && (input.kind !== 'ingress' || context.mediaIngress);
  const present = evidence.connections.some(({ admitted }) => admitted);
  return {
    input,
    fused: fuse(input),
    needs: REQUIRED[input.kind][speaks ? 'with' : 'without'],
    present,
    gone: present ? null : evidence.gone,
    media: speaks ? evidence.media : { status: 'none' },
    stale: speaks && context.mediaFeed === 'stale',
  };
}

const saidYes = ({ input }: Seen): boolean =>
  input.evidence.word?.run === input.context.run && input.evidence.word.seesAndHears;
const age = (at: number): number => NOW - at;
const has = ({ fused }: Seen, reason: LinkStatus['reasons'][number]): boolean => fused.reasons.includes(reason);
const isOut = ({ gone }: Seen): boolean => gone?.how === 'goodbye' || gone?.how === 'released';
const evidenceOf = ({ present, gone, media }: Seen): boolean => present || gone !== null || media.status !== 'none';

/** Each says what must hold of one case; the words are those of the rules, and nothing of the table is used. */
const PROPERTIES: Record<string, (s: Seen) => boolean> = {
  '[L1] absent exactly when nothing was ever seen': (s) => (s.fused.state === 'absent') === !evidenceOf(s),
  '[L2] up only with all that the kind requires, and nobody complaining': (s) => {
    if (s.fused.state !== 'up') return true;
    const { needs, media } = s;
    if (needs.includes('presence') && !s.present) return false;
    if (needs.includes('word') && !saidYes(s)) return false;
    if (needs.includes('media') && (media.status !== 'flowing' || media.camera !== 'flowing')) return false;
    if (needs.includes('media') && media.status === 'flowing') {
      if (media.contested || !['present', 'muted'].includes(media.microphone)) return false;
    }
    return s.input.evidence.faults.length === 0;
  },
  '[L2] up whenever all that is required is there, clean and unopposed': (s) => {
    const { needs, media } = s;
    const clean = media.status === 'flowing' && media.quality.level === 'good' && age(media.quality.since) >= 15_000;
    const mediaWell = media.status === 'flowing' && clean && media.camera === 'flowing' && !media.contested && !s.stale;
    const heard = media.status === 'flowing' && ['present', 'muted'].includes(media.microphone);
    const all =
      (!needs.includes('presence') || s.present) &&
      (!needs.includes('media') || (mediaWell && heard)) &&
      (!needs.includes('word') || saidYes(s)) &&
      s.input.evidence.faults.length === 0;
    return !all || s.fused.state === 'up';
  },
  '[L3] no reason exactly when up, absent or left; none twice': (s) => {
    const silent = ['up', 'absent', 'left'].includes(s.fused.state);
    return silent === (s.fused.reasons.length === 0) && new Set(s.fused.reasons).size === s.fused.reasons.length;
  },
  '[L4] presence is never lost, left or absent': (s) =>
    !s.present || !['lost', 'left', 'absent'].includes(s.fused.state),
  '[L4] media seen flowing is never lost': (s) => s.media.status !== 'flowing' || s.fused.state !== 'lost',
  '[L4] presence without required media is joining or impaired(hub-only)': (s) => {
    if (!s.present || !s.needs.includes('media') || s.media.status === 'flowing' || s.stale) return true;
    return s.fused.state === 'joining' || (s.fused.state === 'impaired' && has(s, 'hub-only'));
  },
  '[L4] media without the required presence is media-only, or just arriving': (s) => {
    if (s.present || !s.needs.includes('presence') || s.media.status !== 'flowing' || s.stale) return true;
    if (isOut(s) || (isForgotten(s.gone) && age(s.gone.at) < 60_000)) return true;
    return has(s, 'media-only') || (s.fused.state === 'joining' && age(s.media.since) < 20_000);
  },
  '[L4] joining ends 20 s after arriving, or after the run asked again': (s) => {
    if (s.fused.state !== 'joining') return true;
    const { evidence, context } = s.input;
    const arrivals = [evidence.arrivedAt, s.media.status === 'flowing' ? s.media.since : null];
    if (s.needs.includes('word')) arrivals.push(context.runStartedAt);
    return arrivals.some((at) => at !== null && age(at) < 20_000);
  },
  '[L4] the first 20 s of a presence are joining while something is still to come': (s) => {
    const { arrivedAt, faults } = s.input.evidence;
    if (!s.present || s.stale || arrivedAt === null || age(arrivedAt) >= 20_000 || faults.length > 0) return true;
    if (s.input.evidence.word?.run === RUN && !s.input.evidence.word.seesAndHears) return true;
    const toCome =
      (s.needs.includes('word') && s.input.evidence.word?.run !== RUN) ||
      (s.needs.includes('media') &&
        (s.media.status === 'none' || (s.media.status === 'gone' && s.media.at <= arrivedAt)));
    return !toCome || s.fused.state === 'joining';
  },
  '[L5] [L10] nobody is lost within 60 s of a restart or of a node that died; who was connected is unknown': (s) => {
    if (!isForgotten(s.gone) || age(s.gone.at) >= 60_000) return true;
    if (!s.needs.includes('presence') && s.media.status === 'flowing') return s.fused.state !== 'lost';
    return (
      s.fused.state === 'unknown' &&
      (has(s, s.gone.how === 'node-lost' ? 'node-lost' : 'hub-restarted') || has(s, 'feed-stale'))
    );
  },
  '[L5] [L10] 60 s after a restart or a death of a node whoever did not speak is lost': (s) => {
    if (!isForgotten(s.gone) || age(s.gone.at) < 60_000 || s.gone.hidden) return true;
    if (s.stale || s.media.status !== 'none') return true;
    return s.fused.state === 'lost' && has(s, 'silent');
  },
  '[L7] poor-network only after 10 s of it, and no longer than 15 s of clean': (s) => {
    if (!has(s, 'poor-network')) return true;
    if (s.media.status !== 'flowing') return false;
    const { level, since } = s.media.quality;
    const was = s.input.previous.reasons.includes('poor-network');
    return level === 'poor' ? was || age(since) >= 10_000 : was && age(since) < 15_000;
  },
  '[L9] a stale feed makes whoever depends on it unknown, and nobody lost from it': (s) => {
    if (!s.stale || !s.needs.includes('media') || !evidenceOf(s)) return true;
    if (isOut(s) && s.media.status !== 'flowing') return s.fused.state === 'left';
    return isOut(s) || (s.fused.state === 'unknown' && has(s, 'feed-stale'));
  },
  '[L9] a live feed is never called stale': (s) => s.stale || !has(s, 'feed-stale'),
  '[L12] a goodbye or a release is left, unless required media goes on': (s) =>
    !isOut(s) || (s.media.status === 'flowing' && s.needs.includes('media')) || s.fused.state === 'left',
  '[L12] a bare close is reconnecting for 8 s, then lost': (s) => {
    if (s.gone === null || !['closed', 'silent'].includes(s.gone.how) || s.gone.hidden) return true;
    if (s.media.status !== 'none' || (s.stale && s.needs.includes('media'))) return true;
    if (age(s.gone.at) < 8_000) return s.fused.state === 'impaired' && has(s, 'reconnecting');
    return s.fused.state === 'lost' && has(s, s.gone.how === 'closed' ? 'closed' : 'silent');
  },
  '[L13] a hidden page sleeps 15 minutes, is then unknown, and never lost from its silence': (s) => {
    if (s.gone?.hidden !== true || isOut(s) || s.media.status !== 'none') return true;
    if (s.needs.includes('media') && (s.stale || s.needs.includes('presence'))) return true;
    if (isForgotten(s.gone) && age(s.gone.at) < 60_000) return true;
    const word = age(s.gone.at) < 900_000 ? 'impaired' : 'unknown';
    return s.fused.state === word && has(s, 'asleep');
  },
  '[L13] where media must come from the page, hiding it excuses nothing': (s) => {
    if (s.gone === null || !s.needs.includes('media') || !s.needs.includes('presence')) return true;
    return !has(s, 'asleep');
  },
  '[L14] without LiveKit no media and no feed matters': (s) => {
    if (s.input.context.mediaConfigured) return true;
    const context: LinkContext = { ...s.input.context, mediaFeed: 'live' };
    const bare = fuse({ ...s.input, context, evidence: { ...s.input.evidence, media: { status: 'none' } } });
    return sameWord(bare, s.fused) && !has(s, 'media-only') && !has(s, 'hub-only');
  },
  '[L15] until is ahead, the word holds up to it and changes at it': (s) => {
    const { until } = s.fused;
    const previous = { ...s.fused, since: NOW };
    if (until === null) return sameWord(fuse({ ...s.input, previous, now: NOW + 24 * HOUR }), s.fused);
    if (until <= NOW) return false;
    if (!sameWord(fuse({ ...s.input, previous, now: until - 1 }), s.fused)) return false;
    return !sameWord(fuse({ ...s.input, previous, now: until }), s.fused);
  },
  '[L15] lost, left and absent never end by time alone': (s) =>
    !['lost', 'left', 'absent'].includes(s.fused.state) || s.fused.until === null,
};

function sameWord(a: Fused, b: Fused): boolean {
  return a.state === b.state && String(a.reasons) === String(b.reasons);
}

test('[L15] every combination of evidence fits every property, and every row of the table decided some', () => {
  const decided = new Map<string, number>(LINK_ROWS.map(({ id }) => [id, 0]));
  const failed = new Map<string, string>();
  let cases = 0;
  for (const input of everything()) {
    cases++;
    const s = seen(input);
    const row = decidingRowId(input);
    decided.set(row, (decided.get(row) ?? 0) + 1);
    for (const [name, holds] of Object.entries(PROPERTIES)) {
      if (failed.has(name) || holds(s)) continue;
      const { kind, context, evidence, previous } = input;
      failed.set(
        name,
        JSON.stringify({ row, fused: s.fused, kind, context, evidence, previous: previous.reasons, NOW }),
      );
    }
  }
  assert.equal(
    [...failed].map(([name, example]) => `${name}: ${example}`),
    [],
  );
  const idle = [...decided].filter(([, count]) => count === 0).map(([id]) => id);
  assert.equal(idle, [], 'rows that never decided');
  assert.is(decided.size, LINK_ROWS.length, 'row ids are unique');
  assert.ok(cases > 500_000, `${cases} cases`);
});

test('[L14] no kind is left without a requirement', () => {
  for (const kind of LINK_KINDS) {
    for (const mediaConfigured of [false, true]) {
      const context: LinkContext = {
        mediaConfigured,
        mediaFeed: 'live',
        mediaIngress: true,
        run: RUN,
        runStartedAt: NOW - HOUR,
      };
      const evidence: Evidence = {
        connections: [],
        arrivedAt: null,
        gone: { how: 'closed', at: NOW - HOUR, hidden: false },
        word: { seesAndHears: true, run: RUN },
        faults: [],
        media: { status: 'none' },
      };
      assert.is(fuse({ kind, evidence, previous: WELL, context, policy: POLICY, now: NOW }).state, 'lost', kind);
    }
  }
});

test.run();
