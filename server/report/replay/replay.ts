import type { PointId } from '@hub/shared/model/ids.ts';
import type { PointDetail } from '@hub/shared/protocol/down.ts';
import type { ReplayStrip, ReplayView, StripRun } from '@hub/shared/view/replay.ts';
import { pointDetail } from '../../hub/point-detail.ts';
import type { Projection } from '../../hub/projection.ts';
import type { EventLog } from '../../log/event-log.ts';
import { Breath } from './breath.ts';
import { pastView, type OfTheHub } from './past-view.ts';
import { Tape } from './tape.ts';

export interface ReplayPorts {
  readonly log: Pick<EventLog, 'read' | 'head'>;
  /** Whose personal values there still are. */
  readonly live: Pick<Projection, 'personal'>;
  readonly now: () => number;
  readonly ofTheHub: () => OfTheHub;
  /** How long the log is read for one strip, ms; without it to its end. */
  readonly stripPatienceMs?: number;
}

/** Q1: any moment of the session that is on, from its log alone. One question at a time, so that many are no load. */
export class Replay {
  readonly #ports: ReplayPorts;
  #tape: Tape;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ports: ReplayPorts) {
    this.#ports = ports;
    this.#tape = new Tape(ports.log, ports.live);
  }

  /** The log was rewound: what was read of it may not have happened. */
  startAnew(): void {
    const { log, live } = this.#ports;
    void this.#inTurn(() => {
      this.#tape = new Tape(log, live);
      return Promise.resolve();
    });
  }

  /** Reads the log in advance, so that the first moment opens like any other. */
  async warm(): Promise<void> {
    await this.#inTurn((breath) => this.#tape.windOn(breath));
  }

  /** Null where the session had not begun. A moment to come is now. `isKnown`: whoever asks has the picture after that fact. */
  viewAt(at: number, isKnown: (seq: number) => boolean = () => false): Promise<ReplayView | 'known' | null> {
    return this.#at(at, async (state, breath) =>
      isKnown(state.head) ? 'known' : pastView(state, at, this.#ports.ofTheHub(), breath),
    );
  }

  /** Null where the session had not begun or had no such point. */
  pointAt(at: number, pointId: PointId): Promise<PointDetail | null> {
    return this.#at(at, (state) => pointDetail(state, pointId, () => null) ?? null);
  }

  /**
   * Of that run, else of the newest. Null for a run that the session does not have. Where the log grows faster than it can be
   * read, the strip ends where reading has come: a late one is better than none.
   */
  strip(run: number | null): Promise<ReplayStrip | null> {
    return this.#inTurn(async (breath) => {
      const isWhole = await this.#tape.windOn(breath, this.#ports.stripPatienceMs);
      return this.#strip(run, isWhole);
    });
  }

  #strip(run: number | null, isWhole: boolean): ReplayStrip | null {
    const session = this.#tape.end.session();
    if (!session) return null;
    const { tracks } = this.#tape;
    const { lastAt } = this.#tape.end;
    const ended = session.phase === 'ended' ? session.phaseSince : null;
    const lasts = ended ?? (isWhole ? Math.max(this.#ports.now(), lastAt) : lastAt);
    const runs = tracks.map((track, i): StripRun => {
      const next = tracks[i + 1];
      return { run: track.run, phase: track.phase, from: track.from, to: next?.from ?? lasts };
    });
    const shown = run === null ? (runs.at(-1) ?? null) : runs.find((one) => one.run === run);
    if (shown === undefined) return null;
    const track = shown && tracks.find((one) => one.run === shown.run);
    return {
      sessionId: session.head.id,
      run: shown,
      runs,
      samples: track?.samples() ?? [],
      turns: track?.turns ?? [],
      instructions: track?.instructions ?? [],
      rounds: session.rounds
        .filter((round) => round.run === shown?.run)
        .map(({ id, number, openedAt, frozenAt }) => ({ id, number, openedAt, frozenAt })),
    };
  }

  #at<T>(at: number, read: (state: Projection, breath: Breath) => T | Promise<T>): Promise<T | null> {
    return this.#inTurn(async (breath) => {
      await this.#tape.windOn(breath);
      const { beginsAt } = this.#tape;
      if (beginsAt === null || at < beginsAt) return null;
      return read(await this.#tape.stateAt(at, breath), breath);
    });
  }

  #inTurn<T>(work: (breath: Breath) => Promise<T>): Promise<T> {
    const mine = this.#turn.then(() => work(new Breath()));
    // Whoever comes next goes on from what there is, whatever befell this one, who is told.
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
