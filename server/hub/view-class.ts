import type { StaffRole } from '@hub/shared/model/access.ts';
import type { PointId } from '@hub/shared/model/ids.ts';
import type {
  Cursor,
  FloorView,
  HubHealth,
  PointRow,
  RowPatch,
  SessionView,
  Totals,
  ViewFilter,
  ViewPatch,
  ViewSnapshot,
} from '@hub/shared/view/row.ts';
import type { Board, BoardChange } from './board.ts';
import { isIdle, mergePatches, type PatchContent, viewPatch } from './merge-patches.ts';
import type { Sight } from './row.ts';
import type { Channel } from './viewer.ts';

/** How long a view may have been away and still be sent only what it missed. */
const RING_MS = 30_000;
const RING_PATCHES = 4_096;
/** Changed rows kept for resuming, in multiples of the roster: beyond it a snapshot is the shorter message. */
const RING_ROSTERS = 4;
const RING_ROWS_MIN = 2_000;
/** Snapshots of one cursor are one object this long, then `at` would be too old to set a clock by. */
const SNAPSHOT_SHARED_MS = 250;

/** What every view says besides its rows. */
export interface Header {
  readonly session: SessionView;
  readonly hub: HubHealth;
  readonly totals: Totals;
  readonly floor: FloorView;
}

/**
 * All views that get the same bytes: one sight and one filter. Totals, session and incidents are those of the whole
 * roster; the filter chooses rows. Knows no sockets: who watches is the publisher's business.
 */
export class ViewClass {
  readonly key: string;
  readonly board: Board;
  readonly channel: Channel;
  readonly vitalsChannel: Channel;
  readonly #holds: (row: PointRow) => boolean;
  readonly #epoch: string;
  #number = 0;
  /** The patches that led to the cursor, oldest first; each leads from one flush number to the next. */
  readonly #ring: ViewPatch[] = [];
  #ringRows = 0;
  #rows: readonly PointRow[] | null = null;
  readonly #snapshots = new Map<StaffRole, ViewSnapshot>();

  /** `epoch` must never have been used before, in this life of the hub or another (V6). */
  constructor(board: Board, filter: ViewFilter, epoch: string) {
    this.key = classKey(board.sight, filter);
    this.board = board;
    this.#holds = rowFilter(filter);
    this.#epoch = epoch;
    this.channel = `view:${epoch}`;
    this.vitalsChannel = `vitals:${epoch}`;
  }

  get cursor(): Cursor {
    return this.#cursorAt(this.#number);
  }

  /** Whether the point with this index is one of the view's rows. */
  holds(index: number): boolean {
    const row = this.board.row(index);
    return row !== undefined && this.#holds(row);
  }

  /** The next patch, or null when nothing in this view changed: then the cursor stays where it is. */
  advance(change: BoardChange, header: Partial<Header>, at: number): ViewPatch | null {
    const content = { ...header, ...this.#select(change) };
    if (Object.values(content).every(isIdle)) return null;
    const patch = viewPatch(this.cursor, this.#cursorAt(++this.#number), at, content);
    this.#rows = null;
    this.#snapshots.clear();
    this.#remember(patch);
    return patch;
  }

  /** The view as it stands at the cursor. */
  snapshot(role: StaffRole, header: Header, at: number): ViewSnapshot {
    const held = this.#snapshots.get(role);
    if (held && at - held.at < SNAPSHOT_SHARED_MS) return held;
    this.#rows ??= [...this.board.rows()].filter(this.#holds);
    const incidents = this.board.incidents();
    const instructions = this.board.instructions();
    const snapshot: ViewSnapshot = {
      cursor: this.cursor,
      at,
      role,
      ...header,
      desk: this.board.desk,
      rows: this.#rows,
      incidents,
      instructions,
    };
    this.#snapshots.set(role, snapshot);
    return snapshot;
  }

  /** What a view that stands at `cursor` has missed: nothing, one patch, or too much (V2, V6). */
  missedSince(cursor: Cursor): 'nothing' | 'too-much' | ViewPatch {
    if (cursor === this.cursor) return 'nothing';
    const [first, ...others] = this.#ring.slice(this.#ringPlace(cursor));
    if (!first || first.from !== cursor) return 'too-much';
    return others.length === 0 ? first : mergePatches([first, ...others]);
  }

  #cursorAt(number: number): Cursor {
    return `${this.#epoch}.${number.toString(36)}`;
  }

  /** Where the patch that starts at `cursor` would be in the ring. The caller checks that it does. */
  #ringPlace(cursor: Cursor): number {
    const number = Number.parseInt(cursor.slice(cursor.lastIndexOf('.') + 1), 36);
    const place = this.#ring.length - (this.#number - number);
    return Number.isInteger(place) && place >= 0 ? place : this.#ring.length;
  }

  #select(change: BoardChange): PatchContent {
    const rows: RowPatch[] = [];
    const gone: PointId[] = [];
    for (const { before, after, fields } of change.rows) {
      const was = before !== null && this.#holds(before);
      const is = after !== null && this.#holds(after);
      if (is) rows.push(was && fields ? fields : after);
      else if (was) gone.push(before.id);
    }
    return {
      desk: change.desk,
      rows,
      gone,
      incidents: change.incidents,
      incidentsGone: change.incidentsGone,
      instructions: change.instructions,
    };
  }

  #remember(patch: ViewPatch): void {
    this.#ring.push(patch);
    this.#ringRows += patch.rows?.length ?? 0;
    const rowsMax = Math.max(RING_ROWS_MIN, RING_ROSTERS * this.board.size);
    for (let oldest = this.#ring[0]; oldest; oldest = this.#ring[0]) {
      const fits = this.#ring.length <= RING_PATCHES && this.#ringRows <= rowsMax;
      if (fits && patch.at - oldest.at <= RING_MS) return;
      this.#ring.shift();
      this.#ringRows -= oldest.rows?.length ?? 0;
    }
  }
}

/** Two wishes with the same key get the same bytes. */
export function classKey(sight: Sight, filter: ViewFilter): string {
  const canonical = (values: readonly string[] | undefined): string[] => [...new Set(values ?? [])].sort();
  return `${sight} ${JSON.stringify([filter.areas, filter.technicians, filter.states].map(canonical))}`;
}

/** An empty list restricts nothing, like one that is absent: a screen with no choice made shows everything. */
function rowFilter(filter: ViewFilter): (row: PointRow) => boolean {
  const areas = chosen(filter.areas);
  const technicians = chosen(filter.technicians);
  const states = chosen<string>(filter.states);
  return (row) =>
    (!areas || areas.has(row.area)) &&
    (!technicians || technicians.has(row.technician)) &&
    (!states || states.has(row.link.state));
}

function chosen<T>(values: readonly T[] | undefined): ReadonlySet<T> | null {
  return values && values.length > 0 ? new Set(values) : null;
}
