import type { IncidentId, InstructionId, PointId } from '@hub/shared/model/ids.ts';
import type {
  BoardView,
  FloorView,
  DeskView,
  HubHealth,
  IncidentRow,
  InstructionRow,
  PointRow,
  SessionView,
  Totals,
  ViewBeat,
  ViewPatch,
  ViewSnapshot,
} from '@hub/shared/view/row.ts';
import { byInstruction, instructionsNow } from '@hub/shared/view/instructions.ts';
import { signal, type ReadonlySignal, type Signal } from '@preact/signals-core';
import type { Place } from './places.ts';

/** The points one by one, for pieces that must not redraw with the rest. */
export interface RowSource {
  /** In roster order. A new list only when a point comes, goes, moves, or changes its area or kind. */
  readonly places: ReadonlySignal<readonly Place[]>;
  /** Null while the view does not hold the point. */
  row(id: PointId): ReadonlySignal<PointRow | null>;
  /** The same at this moment, for whoever goes through all of them: a signal for each would be kept. */
  now(id: PointId): PointRow | null;
}

interface Held {
  session: SessionView;
  hub: HubHealth;
  totals: Totals;
  floor: FloorView;
  desk: DeskView | null;
  /** By index in the roster. A changed row is replaced in its place; the list is rebuilt only when a row comes or goes. */
  rows: PointRow[];
  place: Map<PointId, number>;
  incidents: Map<IncidentId, IncidentRow>;
  instructions: Map<InstructionId, InstructionRow>;
}

/**
 * The control room's replica for screens with many rows: applied at once, so that a page in the background stays right
 * and small, and shown once per animation frame. Must equal shared/view/replica.ts after every message.
 */
export class BoardStore implements RowSource {
  readonly #nextFrame: (run: () => void) => void;
  readonly #view = signal<BoardView | null>(null);
  readonly #places = signal<readonly Place[]>([]);
  readonly #rowSignals = new Map<PointId, Signal<PointRow | null>>();
  readonly #dirty = new Set<PointId>();
  #held: Held | null = null;
  #cursor: string | null = null;
  #incidentList: readonly IncidentRow[] = [];
  #incidentsChanged = false;
  #instructionList: readonly InstructionRow[] = [];
  #instructionsChanged = false;
  #everyRow = false;
  #placesChanged = false;
  #framePending = false;

  constructor(nextFrame: (run: () => void) => void) {
    this.#nextFrame = nextFrame;
  }

  get cursor(): string | null {
    return this.#cursor;
  }

  /** A new object each frame that brought a change. Its `rows` are the store's own: read, never kept. */
  get view(): ReadonlySignal<BoardView | null> {
    return this.#view;
  }

  get places(): ReadonlySignal<readonly Place[]> {
    return this.#places;
  }

  row(id: PointId): ReadonlySignal<PointRow | null> {
    let held = this.#rowSignals.get(id);
    if (!held) {
      held = signal(this.#rowNow(id));
      this.#rowSignals.set(id, held);
    }
    return held;
  }

  now(id: PointId): PointRow | null {
    return this.#rowNow(id);
  }

  /** V1: a snapshot replaces. */
  applySnapshot(snapshot: ViewSnapshot): void {
    const { session, hub, totals, desk, floor } = snapshot;
    const rows = [...snapshot.rows];
    this.#held = {
      session,
      hub,
      totals,
      floor,
      desk,
      rows,
      place: placesOf(rows),
      incidents: new Map(snapshot.incidents.map((incident) => [incident.id, incident])),
      instructions: byInstruction(snapshot.instructions),
    };
    this.#cursor = snapshot.cursor;
    this.#everyRow = true;
    this.#placesChanged = true;
    this.#incidentsChanged = true;
    this.#instructionsChanged = true;
    this.#show();
  }

  /** False, and nothing applied, when the patch starts elsewhere (V2). */
  applyPatch(patch: ViewPatch): boolean {
    const held = this.#held;
    if (held === null || patch.from !== this.#cursor) return false;
    this.#cursor = patch.to;
    if (patch.session) {
      if (patch.session.id !== held.session.id) held.instructions.clear();
      if (patch.session.id !== held.session.id || patch.session.run !== held.session.run) {
        this.#instructionsChanged = true;
      }
      held.session = patch.session;
    }
    if (patch.hub) held.hub = patch.hub;
    if (patch.totals) held.totals = patch.totals;
    if (patch.floor) held.floor = patch.floor;
    if (patch.desk) held.desk = patch.desk;
    if (patch.rows || patch.gone) this.#applyRows(held, patch);
    if (patch.incidents || patch.incidentsGone) {
      for (const id of patch.incidentsGone ?? []) held.incidents.delete(id);
      for (const incident of patch.incidents ?? []) held.incidents.set(incident.id, incident);
      this.#incidentsChanged = true;
    }
    for (const row of patch.instructions ?? []) {
      held.instructions.set(row.id, row);
      this.#instructionsChanged = true;
    }
    this.#show();
    return true;
  }

  /** V5: false when something before it was lost. */
  applyBeat(beat: ViewBeat): boolean {
    return beat.cursor === this.#cursor;
  }

  #applyRows(held: Held, patch: ViewPatch): void {
    const gone = new Set(patch.gone);
    const came: PointRow[] = [];
    let reordered = gone.size > 0;
    for (const change of patch.rows ?? []) {
      this.#dirty.add(change.id);
      const place = gone.has(change.id) ? undefined : held.place.get(change.id);
      const before = place === undefined ? undefined : held.rows[place];
      if (place === undefined || before === undefined) {
        // A row we do not hold comes whole.
        came.push(change as PointRow);
        continue;
      }
      const after = { ...before, ...change };
      held.rows[place] = after;
      if (after.index !== before.index) reordered = true;
      if (!isSamePlace(before, after)) this.#placesChanged = true;
    }
    if (!reordered && came.length === 0) return;
    this.#placesChanged = true;
    for (const id of gone) this.#dirty.add(id);
    held.rows = held.rows.filter((row) => !gone.has(row.id)).concat(came);
    held.rows.sort((a, b) => a.index - b.index);
    held.place = placesOf(held.rows);
  }

  #show(): void {
    if (this.#framePending) return;
    this.#framePending = true;
    this.#nextFrame(() => this.#publish());
  }

  #publish(): void {
    this.#framePending = false;
    const held = this.#held;
    if (held === null) return;
    if (this.#incidentsChanged) {
      this.#incidentList = [...held.incidents.values()].sort((a, b) => a.number - b.number);
      this.#incidentsChanged = false;
    }
    if (this.#instructionsChanged) {
      this.#instructionList = instructionsNow(held.instructions.values(), held.session.run);
      this.#instructionsChanged = false;
    }
    const changed = this.#everyRow ? this.#rowSignals.keys() : this.#dirty;
    for (const id of changed) {
      const own = this.#rowSignals.get(id);
      if (own) own.value = this.#rowNow(id);
    }
    this.#everyRow = false;
    this.#dirty.clear();
    const { session, hub, totals, desk, floor, rows } = held;
    if (this.#placesChanged) this.#showPlaces(rows);
    const [incidents, instructions] = [this.#incidentList, this.#instructionList];
    this.#view.value = { session, hub, totals, desk, floor, rows, incidents, instructions };
  }

  /** A snapshot after a reconnect mostly brings the places there were. */
  #showPlaces(rows: readonly PointRow[]): void {
    this.#placesChanged = false;
    const held = this.#places.peek();
    const same = rows.length === held.length && rows.every((row, i) => isSamePlace(row, held[i]));
    // Not the rows themselves: each would be kept as it was when the list was made.
    if (!same) this.#places.value = rows.map(({ id, area, kind }) => ({ id, area, kind }));
  }

  #rowNow(id: PointId): PointRow | null {
    const place = this.#held?.place.get(id);
    return place === undefined ? null : (this.#held?.rows[place] ?? null);
  }
}

function isSamePlace(a: Place, b: Place | undefined): boolean {
  return b !== undefined && a.id === b.id && a.area === b.area && a.kind === b.kind;
}

function placesOf(rows: readonly PointRow[]): Map<PointId, number> {
  return new Map(rows.map((row, place) => [row.id, place]));
}
