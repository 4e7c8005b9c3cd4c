import { instructionsNow } from '@hub/shared/view/instructions.ts';
import type { IncidentId, InstructionId, PointId, RoundId, SessionId } from '@hub/shared/model/ids.ts';
import type { DeskView, IncidentRow, InstructionRow, PointRow, RowPatch } from '@hub/shared/view/row.ts';
import type { PointState } from '../domain/state.ts';
import type { BoardSource } from './board-source.ts';
import { deskView } from './desk-view.ts';
import { instructionRow } from './instruction-view.ts';
import { changedFields, incidentRow, pointRow, sameValue, type Sight } from './row.ts';

/** One row that is not what it was. Null stands for "not in the roster". */
export interface RowChange {
  readonly before: PointRow | null;
  readonly after: PointRow | null;
  /** The changed fields alone; null when the row came or went. */
  readonly fields: RowPatch | null;
}

export interface BoardChange {
  readonly rows: readonly RowChange[];
  readonly incidents: readonly IncidentRow[];
  readonly incidentsGone: readonly IncidentId[];
  /** Only when it is not what it was. */
  readonly desk: DeskView | undefined;
  readonly instructions: readonly InstructionRow[];
}

/**
 * The whole roster as one sight may see it, as it stood at the last flush. All view classes of the sight share its rows:
 * a class is a filter over it, so the comparison with what was last sent is made once, not once per filter.
 */
export class Board {
  readonly sight: Sight;
  readonly #source: BoardSource;
  /** By index, so that a snapshot is in the roster's order without sorting. */
  readonly #rows: (PointRow | undefined)[] = [];
  #desk: DeskView | null = null;
  readonly #incidents = new Map<IncidentId, IncidentRow>();
  readonly #instructions = new Map<InstructionId, InstructionRow>();
  #sessionId: SessionId | null;

  constructor(source: BoardSource, sight: Sight, roundId: RoundId | null) {
    this.#source = source;
    this.sight = sight;
    this.#sessionId = source.session()?.head.id ?? null;
    for (const state of source.points()) this.#refreshRow(state, roundId);
    for (const incident of source.openIncidents()) this.#refreshIncident(incident.id);
    this.#refreshDesk();
    for (const { id } of source.instructions()) this.#refreshInstruction(id);
  }

  /** Room for this many rows, retired points included. */
  get size(): number {
    return this.#rows.length;
  }

  row(index: number): PointRow | undefined {
    return this.#rows[index];
  }

  *rows(): Iterable<PointRow> {
    for (const row of this.#rows) if (row) yield row;
  }

  /** In order of their numbers: the order in which they were opened. */
  incidents(): IncidentRow[] {
    return [...this.#incidents.values()].sort((a, b) => a.number - b.number);
  }

  /** Null where this sight has none (V9). */
  get desk(): DeskView | null {
    return this.#desk;
  }

  /** Of the run that is on, in order of sending. */
  instructions(): InstructionRow[] {
    return instructionsNow(this.#instructions.values(), this.#source.session()?.run ?? 0);
  }

  /** What has become of a row since the last flush. Changes nothing: that is for `refresh`. */
  survey(state: PointState, roundId: RoundId | null): RowChange | null {
    const before = this.#rows[state.index] ?? null;
    if (state.retired) return before && { before, after: null, fields: null };
    const after = pointRow(this.#source, state, roundId, this.sight);
    const fields = before && changedFields(before, after);
    return before && !fields ? null : { before, after, fields };
  }

  /** Brings what is marked up to the source, and says what came of it. `surveyed`: of other points, found out before. */
  refresh(
    points: Iterable<PointState>,
    marked: Marked,
    roundId: RoundId | null,
    surveyed: Iterable<RowChange> = [],
  ): BoardChange {
    const rows: RowChange[] = [];
    for (const change of surveyed) {
      this.#apply(change);
      rows.push(change);
    }
    for (const state of points) {
      const change = this.#refreshRow(state, roundId);
      if (change) rows.push(change);
    }
    const sessionId = this.#source.session()?.head.id ?? null;
    if (sessionId !== this.#sessionId) this.#instructions.clear();
    this.#sessionId = sessionId;
    const incidents: IncidentRow[] = [];
    const incidentsGone: IncidentId[] = [];
    // Of a new session those of the one before are gone, and nobody names them.
    for (const id of new Set(marked.isWhole ? [...marked.incidents, ...this.#incidents.keys()] : marked.incidents)) {
      const change = this.#refreshIncident(id);
      if (change === 'gone') incidentsGone.push(id);
      else if (change) incidents.push(change);
    }
    const instructions = [...marked.instructions].flatMap((id) => this.#refreshInstruction(id) ?? []);
    const desk = marked.desk ? this.#refreshDesk() : undefined;
    return { rows, incidents, incidentsGone, instructions, desk };
  }

  #refreshRow(state: PointState, roundId: RoundId | null): RowChange | null {
    const change = this.survey(state, roundId);
    if (change) this.#apply(change);
    return change;
  }

  #apply({ before, after }: RowChange): void {
    const row = after ?? before;
    if (row) this.#rows[row.index] = after ?? undefined;
  }

  #refreshDesk(): DeskView | undefined {
    if (this.sight !== 'desk') return undefined;
    const after = deskView(this.#source);
    if (sameValue(this.#desk, after)) return undefined;
    this.#desk = after;
    return after;
  }

  #refreshIncident(id: IncidentId): IncidentRow | 'gone' | null {
    const incident = this.#source.incident(id);
    const before = this.#incidents.get(id);
    const after = incident ? incidentRow(this.#source, incident, this.sight) : null;
    if (!after) {
      this.#incidents.delete(id);
      return before ? 'gone' : null;
    }
    if (sameValue(before, after)) return null;
    this.#incidents.set(id, after);
    return after;
  }

  #refreshInstruction(id: InstructionId): InstructionRow | null {
    const instruction = this.#source.instruction(id);
    // V9: a wall shows no free text.
    if (!instruction || this.sight === 'wall') return null;
    if (instruction.run !== this.#source.session()?.run) {
      this.#instructions.delete(id);
      return null;
    }
    const after = instructionRow(this.#source, instruction);
    if (sameValue(this.#instructions.get(id), after)) return null;
    this.#instructions.set(id, after);
    return after;
  }
}

/** What is to be looked at besides points. */
export interface Marked {
  readonly incidents: Iterable<IncidentId>;
  readonly instructions: Iterable<InstructionId>;
  readonly desk: boolean;
  /** Everything, whatever is named. */
  readonly isWhole: boolean;
}

/** The points under these ids that are known, retired ones included. */
export function* statesOf(source: BoardSource, ids: Iterable<PointId>): Iterable<PointState> {
  for (const id of ids) {
    const state = source.point(id);
    if (state) yield state;
  }
}
