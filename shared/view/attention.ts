import type { PointId } from '../model/ids.ts';
import type { LinkState } from '../model/link.ts';
import { latePoints } from './late.ts';
import type { BoardView, IncidentRow, PointRow } from './row.ts';

/** One line of the list "Chú ý". */
export type AttentionItem =
  | { readonly kind: 'link'; readonly row: PointRow; readonly incident: IncidentRow | null }
  /** Points of one carrier or area lost within moments of each other: one line for the eye, not a claim about the cause. */
  | {
      readonly kind: 'lost-together';
      readonly by: 'carrier' | 'area';
      readonly name: string;
      readonly rows: readonly PointRow[];
      readonly incidents: readonly IncidentRow[];
      readonly since: number;
    }
  | { readonly kind: 'silent'; readonly row: PointRow };

export interface Attention {
  readonly items: readonly AttentionItem[];
  /** Points with a link that is not well, and points that only owe a report. */
  readonly linkCount: number;
  readonly silentCount: number;
  /** Left on purpose: named below the list, not counted. */
  readonly left: readonly PointRow[];
}

const RANK: Partial<Record<LinkState, number>> = { lost: 0, unknown: 1, impaired: 2, joining: 3, absent: 4 };
const TOGETHER_WINDOW_MS = 10_000;
const TOGETHER_MIN = 3;

/**
 * Every point that is not well: lost (folded when lost together) → unknown → impaired (longest first) → joining → absent →
 * silent in the open round (longest first).
 */
export function attentionOf(view: Pick<BoardView, 'rows' | 'incidents' | 'session'>): Attention {
  const incidentOf = new Map<PointId, IncidentRow>();
  for (const incident of view.incidents) {
    const held = incidentOf.get(incident.pointId);
    if (!held || (held.severity === 'notice' && incident.severity === 'critical'))
      incidentOf.set(incident.pointId, incident);
  }
  const troubled = view.rows.filter((row) => RANK[row.link.state] !== undefined);
  const left = view.rows.filter((row) => row.link.state === 'left');
  const silent = latePoints(view).filter((row) => row.link.state === 'up');

  const groups = lostTogether(troubled.filter((row) => row.link.state === 'lost'));
  const grouped = new Set(groups.flatMap((group) => group.rows.map((row) => row.id)));
  const single = troubled
    .filter((row) => !grouped.has(row.id))
    .sort((a, b) => rank(a) - rank(b) || a.link.since - b.link.since || a.index - b.index)
    .map((row): AttentionItem => ({ kind: 'link', row, incident: incidentOf.get(row.id) ?? null }));
  const folded = groups.map((group): AttentionItem => ({
    kind: 'lost-together',
    ...group,
    incidents: group.rows.flatMap((row) => incidentOf.get(row.id) ?? []),
  }));
  return {
    items: [...folded, ...single, ...silent.map((row): AttentionItem => ({ kind: 'silent', row }))],
    linkCount: troubled.length,
    silentCount: silent.length,
    left,
  };
}

function rank(row: PointRow): number {
  return RANK[row.link.state] ?? 9;
}

interface Group {
  readonly by: 'carrier' | 'area';
  readonly name: string;
  readonly rows: readonly PointRow[];
  readonly since: number;
}

/** Largest groups first; a point is in one group at most. */
function lostTogether(lost: readonly PointRow[]): Group[] {
  const groups: Group[] = [];
  const taken = new Set<PointId>();
  for (;;) {
    let best: Group | undefined;
    for (const by of ['carrier', 'area'] as const) {
      const named = new Map<string, PointRow[]>();
      for (const row of lost) {
        if (taken.has(row.id) || row[by] === '') continue;
        const rows = named.get(row[by]);
        if (rows) rows.push(row);
        else named.set(row[by], [row]);
      }
      for (const [name, rows] of named) {
        const burst = largestBurst(rows);
        if (burst.length >= TOGETHER_MIN && burst.length > (best?.rows.length ?? 0)) {
          best = { by, name, rows: burst, since: burst[0]?.link.since ?? 0 };
        }
      }
    }
    if (!best) return groups;
    groups.push(best);
    for (const row of best.rows) taken.add(row.id);
  }
}

function largestBurst(rows: PointRow[]): PointRow[] {
  const ordered = [...rows].sort((a, b) => a.link.since - b.link.since || a.index - b.index);
  let best: PointRow[] = [];
  let start = 0;
  for (let end = 0; end < ordered.length; end++) {
    while ((ordered[end]?.link.since ?? 0) - (ordered[start]?.link.since ?? 0) > TOGETHER_WINDOW_MS) start++;
    if (end - start + 1 > best.length) best = ordered.slice(start, end + 1);
  }
  return best;
}
