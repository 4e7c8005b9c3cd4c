import { must } from '@hub/shared/lib/assert.ts';
import type { IncidentId, InstructionId, PointId, RoundId } from '@hub/shared/model/ids.ts';
import type { Cursor, HubHealth } from '@hub/shared/view/row.ts';
import type { RecordedFact } from '../domain/events.ts';
import type { Clock, Disposer } from '../platform/clock.ts';
import { Audience, type AudiencePorts } from './audience.ts';
import { Board, statesOf } from './board.ts';
import { type BoardSource, currentRound, frozenRosterOf } from './board-source.ts';
import { floorView } from './floor-view.ts';
import { FlushPace, type Load } from './flush-pace.ts';
import { sameValue, sessionView, sightOf, type Sight } from './row.ts';
import { Sweep } from './sweep.ts';
import { RunningTotals } from './totals.ts';
import { touchedBy } from './touched.ts';
import { classKey, type Header, ViewClass } from './view-class.ts';
import type { Channels, Viewer, Wish } from './viewer.ts';
import type { VitalsStore } from './vitals.ts';

/** A view nobody watches is kept this long, for a screen that comes back with its cursor. */
const EMPTY_CLASS_MS = 60_000;
/** Views nobody watches that are kept at once: a screen that tries filters must not make work for ever. */
const EMPTY_CLASSES_MAX = 16;
/** Points looked at before other work gets its turn: about 3 ms. */
const SLICE = 500;
/** How often samples leave, ms. Points send every 2 s. */
const VITALS_EVERY_MS = 500;

export interface PublisherPorts {
  readonly source: BoardSource;
  readonly clock: Clock;
  readonly channels: Channels;
  readonly load: Load;
  readonly vitals: VitalsStore;
  readonly health: () => HubHealth;
  readonly mediaConfigured: boolean;
  /** A random word that was never given out before, in this life of the hub or another. */
  readonly makeEpoch: () => string;
  /** This screen read nothing for 30 s and is no longer served: tell it and close it. */
  readonly onTooSlow: (viewer: Viewer) => void;
  readonly onFlush?: (flush: FlushReport) => void;
}

export interface FlushReport {
  readonly tookMs: number;
  readonly gapMs: number;
  /** Rows that changed, summed over sights. */
  readonly rows: number;
  readonly patches: number;
}

interface Kept {
  readonly audience: Audience;
  /** Runs while nobody watches. */
  expiry: Disposer | null;
}

/** The hub's side of every view: hears of adopted facts (G1), and keeps each screen's replica equal to the projection. */
export class Publisher {
  readonly #ports: PublisherPorts;
  readonly #pace: FlushPace;
  #totals = new RunningTotals();
  #sweep: Sweep | null = null;
  #nextSlice: Disposer | null = null;
  readonly #boards = new Map<Sight, Board>();
  /** By class key, the longest unwatched first. */
  readonly #classes = new Map<string, Kept>();
  /** Which class each screen is in. */
  readonly #seats = new Map<string, Kept>();
  #header: Header | null = null;
  #roundId: RoundId | null = null;
  #vitalsTimer: Disposer | null = null;
  readonly #points = new Set<PointId>();
  readonly #incidents = new Set<IncidentId>();
  readonly #instructions = new Set<InstructionId>();
  #isAllMarked = true;
  #isDeskMarked = true;
  #isUrgent = false;

  constructor(ports: PublisherPorts) {
    this.#ports = ports;
    this.#pace = new FlushPace(ports.clock, ports.load, () => this.#flush(this.#isUrgent));
  }

  /** For hub.onAdopted: marks what the facts touched; it leaves with the next flush. */
  adopt(facts: readonly RecordedFact[]): void {
    if (this.#classes.size === 0) return;
    for (const { fact } of facts) {
      const touched = touchedBy(fact, this.#ports.source);
      if (touched.pointId) this.#points.add(touched.pointId);
      // So many are looked at in slices, like another round.
      if ((touched.pointIds?.length ?? 0) > SLICE) this.#isAllMarked = true;
      else for (const pointId of touched.pointIds ?? []) this.#points.add(pointId);
      if (touched.desk) this.#isDeskMarked = true;
      if (touched.incidentId) this.#incidents.add(touched.incidentId);
      for (const id of touched.incidentIds ?? []) this.#incidents.add(id);
      if (touched.instructionId) this.#instructions.add(touched.instructionId);
      if (touched.everyRow) this.#isAllMarked = true;
    }
    this.#pace.request();
  }

  /** For what is no fact: who has the point open (T4). */
  markPoint(pointId: PointId): void {
    if (this.#classes.size === 0) return;
    this.#points.add(pointId);
    this.#pace.request();
  }

  /** For what stands in no row: how the hub stands with the video system. */
  markHeader(): void {
    if (this.#classes.size > 0) this.#pace.request();
  }

  /** For hub.onHealth, and for personal values that were erased: neither is a fact. */
  markAll(): void {
    this.#isAllMarked = true;
    this.#isDeskMarked = true;
    if (this.#classes.size > 0) this.#pace.request();
  }

  /** Gives a screen the view it asks for, instead of the one it had. False while the hub has no session to show. */
  subscribe(viewer: Viewer, wish: Wish): boolean {
    this.unsubscribe(viewer.id);
    if (!this.#ports.source.session()) return false;
    const kept = this.#classFor(wish);
    kept.expiry?.();
    kept.expiry = null;
    this.#seats.set(viewer.id, kept);
    kept.audience.join(viewer, wish);
    if (wish.vitals) this.#awaitVitals();
    return true;
  }

  unsubscribe(viewerId: string): void {
    const kept = this.#seats.get(viewerId);
    if (!kept) return;
    kept.audience.leave(viewerId);
    this.#freeSeat(viewerId, kept);
  }

  /** For metrics. */
  counts(): { readonly views: number; readonly classes: number; readonly behind: number } {
    let behind = 0;
    for (const { audience } of this.#classes.values()) behind += audience.behindCount;
    return { views: this.#seats.size, classes: this.#classes.size, behind };
  }

  /** The source has become another one, so that no screen can be patched: each has to subscribe once more. */
  startAnew(): void {
    for (const kept of [...this.#classes.values()]) this.#drop(kept);
    this.#seats.clear();
    this.#boards.clear();
    this.#header = null;
    this.#sweep = null;
    this.#isAllMarked = this.#isDeskMarked = true;
  }

  /** Says nothing more. Screens learn that the hub goes away from whoever stops it. */
  stop(): void {
    this.#pace.stop();
    this.#nextSlice?.();
    this.#vitalsTimer?.();
    this.#vitalsTimer = null;
    for (const kept of this.#classes.values()) {
      kept.expiry?.();
      kept.audience.stop();
    }
    this.#classes.clear();
    this.#seats.clear();
  }

  /** `atOnce`: whatever it takes, for a screen that is about to be shown the whole. */
  #flush(atOnce = false): void {
    const began = this.#ports.load.stopwatch();
    const { source, clock } = this.#ports;
    const session = source.session();
    if (!session) return;
    const roundId = currentRound(session)?.id ?? null;
    const frozen = frozenRosterOf(session, roundId);
    // Another round's figures stand in every row.
    if (this.#isAllMarked || roundId !== (this.#sweep ? this.#sweep.roundId : this.#roundId)) {
      this.#sweep = new Sweep({ points: source.points(), frozen }, this.#boards.values(), roundId);
      this.#isAllMarked = false;
    }
    const sweep = this.#sweep;
    this.#nextSlice?.();
    this.#nextSlice = null;
    if (sweep && !sweep.advance(atOnce ? Infinity : SLICE)) {
      this.#nextSlice = clock.immediate(() => this.#flush());
      return;
    }
    this.#sweep = null;
    const isWhole = sweep !== null;
    const points = [...statesOf(source, this.#points)];
    const incidents = isWhole ? [...this.#incidents, ...openIds(source)] : [...this.#incidents];
    const isDeskMarked = this.#isDeskMarked;
    const instructions = isWhole ? Array.from(source.instructions(), ({ id }) => id) : [...this.#instructions];
    this.#roundId = roundId;
    this.#isDeskMarked = false;
    this.#points.clear();
    this.#incidents.clear();
    this.#instructions.clear();

    if (sweep) this.#totals = sweep.totals;
    this.#totals.freeze(frozen);
    for (const point of points) this.#totals.update(point);
    const header: Header = {
      session: sessionView(session, source.trend(), this.#ports.mediaConfigured),
      hub: this.#ports.health(),
      totals: this.#totals.read(session.incidentsClosed),
      floor: floorView(session.floor),
    };
    const news = newsOf(this.#header, header);
    this.#header = header;

    const at = clock.now();
    let rows = 0;
    let patches = 0;
    for (const board of this.#boards.values()) {
      const swept = sweep?.changesOf(board, points) ?? [];
      const marked = { incidents, instructions, desk: isDeskMarked, isWhole };
      const change = board.refresh(points, marked, roundId, swept);
      rows += change.rows.length;
      for (const { audience } of [...this.#classes.values()]) {
        if (audience.view.board !== board) continue;
        const before: Cursor = audience.view.cursor;
        const patch = audience.view.advance(change, news, at);
        if (!patch) continue;
        patches++;
        audience.broadcast('view:patch', patch, before);
      }
    }
    const tookMs = this.#ports.load.stopwatch() - began;
    this.#ports.onFlush?.({ tookMs, gapMs: this.#pace.gapMs, rows, patches });
  }

  #flushAtOnce(): void {
    this.#isUrgent = true;
    this.#pace.flushNow();
    this.#isUrgent = false;
  }

  #classFor(wish: Wish): Kept {
    const sight = sightOf(wish.role);
    const key = classKey(sight, wish.filter);
    const held = this.#classes.get(key);
    if (held) return held;
    // What is marked must be out before a new class reads the board: its cursor starts at the last flush.
    const isFirst = this.#classes.size === 0;
    if (isFirst) this.#isAllMarked = this.#isDeskMarked = true;
    let board = this.#boards.get(sight);
    if (isFirst || !board) this.#flushAtOnce();
    if (!board) {
      board = new Board(this.#ports.source, sight, this.#roundId);
      this.#boards.set(sight, board);
    }
    const ports: AudiencePorts = {
      clock: this.#ports.clock,
      channels: this.#ports.channels,
      vitals: this.#ports.vitals,
      header: () => must(this.#header, 'a header: the first class flushes before it is made'),
      onTooSlow: (viewer) => {
        const kept = this.#seats.get(viewer.id);
        if (kept) this.#freeSeat(viewer.id, kept);
        this.#ports.onTooSlow(viewer);
      },
    };
    const view = new ViewClass(board, wish.filter, this.#ports.makeEpoch());
    const kept: Kept = { audience: new Audience(view, ports), expiry: null };
    this.#classes.set(key, kept);
    return kept;
  }

  #freeSeat(viewerId: string, kept: Kept): void {
    this.#seats.delete(viewerId);
    if (kept.audience.size > 0 || kept.expiry) return;
    const { key } = kept.audience.view;
    this.#classes.delete(key);
    this.#classes.set(key, kept);
    kept.expiry = this.#ports.clock.setTimer(this.#ports.clock.now() + EMPTY_CLASS_MS, () => this.#drop(kept));
    const empty = [...this.#classes.values()].filter(({ expiry }) => expiry);
    for (const oldest of empty.slice(0, -EMPTY_CLASSES_MAX)) this.#drop(oldest);
  }

  #drop(kept: Kept): void {
    kept.expiry?.();
    kept.expiry = null;
    kept.audience.stop();
    const { key, board } = kept.audience.view;
    this.#classes.delete(key);
    const isBoardUsed = [...this.#classes.values()].some(({ audience }) => audience.view.board === board);
    if (!isBoardUsed) this.#boards.delete(board.sight);
  }

  #awaitVitals(): void {
    this.#vitalsTimer ??= this.#ports.clock.setTimer(this.#ports.clock.now() + VITALS_EVERY_MS, () => {
      this.#vitalsTimer = null;
      const audiences = [...this.#classes.values()].map(({ audience }) => audience);
      if (!audiences.some((audience) => audience.asksForVitals())) return;
      const frame = this.#ports.vitals.take(this.#ports.clock.now());
      if (frame) for (const audience of audiences) audience.broadcastVitals(frame);
      this.#awaitVitals();
    });
  }
}

function openIds(source: BoardSource): IncidentId[] {
  return Array.from(source.openIncidents(), (incident) => incident.id);
}

/** The parts of the header that are not what they were. */
function newsOf(before: Header | null, after: Header): Partial<Header> {
  return {
    ...(sameValue(before?.session, after.session) ? {} : { session: after.session }),
    ...(sameValue(before?.hub, after.hub) ? {} : { hub: after.hub }),
    ...(sameValue(before?.floor, after.floor) ? {} : { floor: after.floor }),
    ...(sameValue(before?.totals, after.totals) ? {} : { totals: after.totals }),
  };
}
