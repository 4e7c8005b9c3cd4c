import type { PersonalId } from '@hub/shared/model/ids.ts';
import type { RecordedFact } from '../../domain/events.ts';
import { currentRound, frozenRosterOf } from '../../hub/board-source.ts';
import { Projection } from '../../hub/projection.ts';
import { toRecorded } from '../../hub/refold.ts';
import { RunningTotals } from '../../hub/totals.ts';
import { touchedBy } from '../../hub/touched.ts';
import type { EventLog } from '../../log/event-log.ts';
import type { Breath } from './breath.ts';
import { Track } from './track.ts';

/** Facts between two checkpoints at first; twice as many each time there is no more room for them. */
const FIRST_INTERVAL = 256;
const CHECKPOINTS_MAX = 128;
/** Entries of copied maps that all checkpoints may hold together: about 60 MB. */
const ENTRIES_MAX = 1_000_000;
const CHECKPOINTS_MIN = 4;

/** A past state. Personal values are those of now: what was erased since is gone here too (G7). */
export class PastProjection extends Projection {
  readonly #live: Pick<Projection, 'personal'>;

  constructor(live: Pick<Projection, 'personal'>, from?: Projection) {
    super(null);
    this.#live = live;
    if (from) this.startFrom(from);
  }

  override personal(id: PersonalId | null): unknown {
    return this.#live.personal(id);
  }
}

/** The log of the session that is on, folded beside the hub, with states kept on the way to fold on from. */
export class Tape {
  readonly #log: Pick<EventLog, 'read' | 'head'>;
  readonly #live: Pick<Projection, 'personal'>;
  readonly #now: PastProjection;
  readonly #totals = new RunningTotals();
  #areTotalsRight = false;
  #interval = FIRST_INTERVAL;
  /** Oldest first. */
  #checkpoints: PastProjection[] = [];
  #tracks: Track[] = [];
  /** When the session was made; null before there is one. */
  #beginsAt: number | null = null;

  constructor(log: Pick<EventLog, 'read' | 'head'>, live: Pick<Projection, 'personal'>) {
    this.#log = log;
    this.#live = live;
    this.#now = new PastProjection(live);
  }

  get beginsAt(): number | null {
    return this.#beginsAt;
  }

  /** The state up to which the log was read. */
  get end(): Projection {
    return this.#now;
  }

  /** Oldest first. */
  get tracks(): readonly Track[] {
    return this.#tracks;
  }

  /** For tests and the bench. */
  get checkpointCount(): number {
    return this.#checkpoints.length;
  }

  /** Reads what the log has gained, for no longer than that. False: the log goes on. */
  async windOn(breath: Breath, patienceMs = Number.POSITIVE_INFINITY): Promise<boolean> {
    const until = performance.now() + patienceMs;
    let isAtEnd = true;
    for await (const page of this.#log.read(this.#now.head)) {
      await breath.rest();
      for (const stored of page) {
        this.#take(toRecorded(stored));
        await breath.step();
      }
      if (performance.now() > until) {
        isAtEnd = this.#now.head >= (await this.#log.head());
        break;
      }
    }
    const track = this.#tracks.at(-1);
    if (track) this.#sample(track);
    return isAtEnd;
  }

  /** The state after everything that happened up to `at`: a copy, or the end of the tape itself. */
  async stateAt(at: number, breath: Breath): Promise<Projection> {
    if (this.#now.lastAt <= at) return this.#now;
    const start = this.#checkpoints.findLast(({ lastAt }) => lastAt <= at);
    const state = new PastProjection(this.#live, start);
    for await (const page of this.#log.read(state.head)) {
      for (const stored of page) {
        if (stored.at > at) return state;
        state.adopt(toRecorded(stored));
        await breath.step();
      }
      await breath.rest();
    }
    return state;
  }

  #take(recorded: RecordedFact): void {
    const { at, fact } = recorded;
    const before = this.#tracks.at(-1);
    if (before?.isDue(at)) this.#sample(before);
    this.#now.adopt(recorded);
    if (fact.type === 'SessionCreated') this.#begin(at);
    if (fact.type === 'PhaseEntered' && fact.runStarted) {
      if (before) this.#sample(before);
      this.#tracks.push(new Track(fact.run, fact.phase === 'live' ? 'live' : 'rehearsal', at));
    }
    this.#count(recorded);
    this.#tracks.at(-1)?.note(recorded, this.#now);
    if (this.#beginsAt !== null && this.#now.head - (this.#checkpoints.at(-1)?.head ?? 0) >= this.#interval) {
      this.#keep();
    }
  }

  /** Another session on the same hub: what was before it is no longer replayed. */
  #begin(at: number): void {
    this.#beginsAt = at;
    this.#tracks = [];
    this.#interval = FIRST_INTERVAL;
    this.#checkpoints = [new PastProjection(this.#live, this.#now)];
    this.#areTotalsRight = false;
  }

  #keep(): void {
    this.#checkpoints.push(new PastProjection(this.#live, this.#now));
    const room = Math.floor(ENTRIES_MAX / Math.max(1, this.#now.size));
    const most = Math.min(CHECKPOINTS_MAX, Math.max(CHECKPOINTS_MIN, room));
    if (this.#checkpoints.length <= most) return;
    this.#interval *= 2;
    this.#checkpoints = this.#checkpoints.filter((_, i) => i % 2 === 0);
  }

  /** Of many points at once nothing is counted until somebody asks. */
  #count({ fact }: RecordedFact): void {
    if (!this.#areTotalsRight) return;
    const touched = touchedBy(fact, this.#now);
    if (touched.everyRow || isOfTheRound(fact.type)) {
      this.#areTotalsRight = false;
      return;
    }
    for (const id of [...(touched.pointIds ?? []), ...(touched.pointId ? [touched.pointId] : [])]) {
      const point = this.#now.point(id);
      if (point) this.#totals.update(point);
    }
  }

  #sample(track: Track): void {
    if (!this.#areTotalsRight) {
      const session = this.#now.session();
      const roundId = currentRound(session)?.id ?? null;
      this.#totals.reset(roundId, frozenRosterOf(session, roundId), this.#now.points());
      this.#areTotalsRight = true;
    }
    track.sample(this.#now, this.#totals);
  }
}

/** Another round's figures are counted from then on, or another roster's. */
function isOfTheRound(type: RecordedFact['fact']['type']): boolean {
  return type === 'RoundOpened' || type === 'RoundFrozen' || type === 'RoundUnfrozen' || type === 'PhaseEntered';
}
