import { seededRandom } from './random.ts';

/** What the play knows of a point before it begins. */
export interface Cast {
  readonly id: string;
  readonly carrier: string;
}

/** How one operator behaves through the morning. Times in ms of the play, from its beginning. */
export interface Part {
  readonly id: string;
  readonly joinsAt: number;
  /** How long after a round opens the figures are sent, by round number from 1; null: never in that round. */
  readonly reportsAfter: readonly (number | null)[];
  /** Rounds in which the first try has a wrong sum. */
  readonly wrongSumIn: readonly number[];
  /** Rounds in which a late arrival is reported afterwards. */
  readonly correctsIn: readonly number[];
  /** Rounds in which fewer are summoned than the roster says. */
  readonly transferredIn: readonly number[];
  /** How long it takes to say "thấy hình, nghe tiếng", and whether the first word is a no. */
  readonly word: { readonly after: number; readonly firstNo: boolean };
  readonly leavesAt: number | null;
}

export type Scene =
  | { readonly at: number; readonly kind: 'phase'; readonly phase: 'rehearsal' | 'live' }
  | { readonly at: number; readonly kind: 'round'; readonly round: 'opening' | 'mid-session' | 'closing' }
  | { readonly at: number; readonly kind: 'freeze' }
  /** The line of these points goes; `realMs` is real time, because leases and grace times are. */
  | {
      readonly at: number;
      readonly kind: 'outage';
      readonly points: readonly string[];
      readonly how: 'closed' | 'silent';
      readonly realMs: number;
    }
  | {
      readonly at: number;
      readonly kind: 'fault';
      readonly point: string;
      readonly fault: 'audio' | 'video' | 'power' | 'network';
      readonly lasts: number;
    };

export interface Morning {
  readonly seed: number;
  readonly parts: readonly Part[];
  /** In order of time. */
  readonly scenes: readonly Scene[];
  readonly flapping: string;
  readonly silent: string;
  readonly lateJoiner: string;
  readonly carrierDown: string;
  /** When the last planned scene is over. */
  readonly endsAt: number;
}

const MINUTE = 60_000;
const ROUNDS = [
  { kind: 'opening', opensAt: 10 * MINUTE, freezesAt: 30 * MINUTE },
  { kind: 'mid-session', opensAt: 60 * MINUTE, freezesAt: 75 * MINUTE },
  { kind: 'closing', opensAt: 100 * MINUTE, freezesAt: 115 * MINUTE },
] as const;
const FAULTS = ['audio', 'video', 'power', 'network'] as const;

/**
 * The whole morning from a seed, before anything is sent: who joins when, who mistypes, whose line goes. Two hours of the
 * play; at speed 10 twelve minutes.
 */
export function planMorning(cast: readonly Cast[], seed: number): Morning {
  const random = seededRandom(seed, 'morning');
  const order = random.shuffled(cast.map((point) => point.id));
  const named = (index: number): string => order[index % order.length] ?? '';
  const [flapping, silent, lateJoiner] = [named(0), named(1), named(2)];
  const parts = cast.map((point): Part => planPart(point.id, seed, { silent, lateJoiner }));

  const scenes: Scene[] = [
    { at: 1 * MINUTE, kind: 'phase', phase: 'rehearsal' },
    { at: 8 * MINUTE, kind: 'phase', phase: 'live' },
  ];
  for (const round of ROUNDS) {
    scenes.push({ at: round.opensAt, kind: 'round', round: round.kind }, { at: round.freezesAt, kind: 'freeze' });
  }
  for (let time = 20 * MINUTE; time < 50 * MINUTE; time += random.between(2, 5) * MINUTE) {
    const how = random.chance(0.7) ? 'closed' : 'silent';
    scenes.push({ at: time, kind: 'outage', points: [flapping], how, realMs: random.between(1_500, 5_000) });
  }
  const carrierDown = busiestCarrier(cast);
  const ofCarrier = cast.filter((point) => point.carrier === carrierDown).map((point) => point.id);
  scenes.push(
    { at: 40 * MINUTE, kind: 'outage', points: ofCarrier, how: 'silent', realMs: 25_000 },
    { at: 82 * MINUTE, kind: 'outage', points: ofCarrier.slice(0, 12), how: 'closed', realMs: 6_000 },
  );
  for (let count = 0; count < Math.max(3, cast.length / 12); count++) {
    const at = random.between(12, 95) * MINUTE;
    const fault = random.pick(FAULTS);
    scenes.push({ at, kind: 'fault', point: random.pick(order), fault, lasts: random.between(2, 9) * MINUTE });
  }
  scenes.sort((a, b) => a.at - b.at);
  return { seed, parts, scenes, flapping, silent, lateJoiner, carrierDown, endsAt: 120 * MINUTE };
}

function planPart(id: string, seed: number, cast: { silent: string; lateJoiner: string }): Part {
  const random = seededRandom(seed, `part ${id}`);
  const inSomeRounds = (probability: number): number[] => [1, 2, 3].filter(() => random.chance(probability));
  // Most sit down in the minutes before the rehearsal ends, a few at the last moment.
  const joinsAt =
    id === cast.lateJoiner ? 24 * MINUTE : (random.chance(0.9) ? random.between(0, 6) : random.between(6, 11)) * MINUTE;
  return {
    id,
    joinsAt,
    reportsAfter: [1, 2, 3].map((round) => {
      if (id === cast.silent && round < 3) return null;
      if (random.chance(0.03)) return 22 * MINUTE; // after the freeze
      return random.between(0.4, 1) * random.between(1, 9) * MINUTE;
    }),
    wrongSumIn: inSomeRounds(0.08),
    correctsIn: inSomeRounds(0.2),
    transferredIn: inSomeRounds(0.04),
    word: { after: random.between(0.2, 2) * MINUTE, firstNo: random.chance(0.1) },
    leavesAt: random.chance(0.04) ? random.between(103, 118) * MINUTE : null,
  };
}

function busiestCarrier(cast: readonly Cast[]): string {
  const sizes = new Map<string, number>();
  for (const { carrier } of cast) sizes.set(carrier, (sizes.get(carrier) ?? 0) + 1);
  // Not the biggest one: half a town down at once would hide everything else. The second, if there is one.
  const ranked = [...sizes].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  return (ranked[1] ?? ranked[0])?.[0] ?? '';
}
