import type { PointId } from '../model/ids.ts';
import type { SharedBy } from '../model/incident.ts';
import type { LinkState } from '../model/link.ts';
import { firstOf } from '../lib/first-of.ts';
import { bySilence, owingPoints } from './late.ts';
import type { BoardView, IncidentRow, PointRow } from './row.ts';
import { rowsOf } from './rows-of.ts';

/** One line of the list "Chú ý". */
export type AttentionItem =
  | { readonly kind: 'link'; readonly row: PointRow; readonly incident: IncidentRow | null }
  /** Points of one carrier or area that were lost together, which are one incident (I4). */
  | {
      readonly kind: 'lost-together';
      readonly by: SharedBy;
      readonly name: string;
      readonly rows: readonly PointRow[];
      readonly incident: IncidentRow;
      readonly since: number;
    }
  /** Nobody has it, and no line of a point's link says so. */
  | { readonly kind: 'unowned'; readonly row: PointRow | null; readonly incident: IncidentRow }
  | { readonly kind: 'silent'; readonly row: PointRow };

export interface Attention {
  readonly items: readonly AttentionItem[];
  /** Points with a link that is not well, and points that only owe a report. */
  readonly linkCount: number;
  /** Of the lines of single points, those of points that are absent. */
  readonly absentCount: number;
  readonly silentCount: number;
  /** Left on purpose: named below the list, not counted. */
  readonly left: readonly PointRow[];
}

const RANK: Partial<Record<LinkState, number>> = { lost: 0, unknown: 1, impaired: 2, joining: 3, absent: 4 };

/**
 * What nobody took in time, then every point that is not well: those that nobody has in hand before those that somebody
 * has, then the muted, then those that never came; in each lost together → lost → unknown → impaired (longest first) →
 * joining → absent. At the end the silent in the open round (longest first).
 * `most`: so many of those that never came and of the silent, whom a country may have by the ten thousand; counted all.
 */
export function attentionOf(
  view: Pick<BoardView, 'rows' | 'incidents' | 'session'>,
  hubNow = 0,
  most = Infinity,
): Attention {
  const incidentOf = new Map<PointId, IncidentRow>();
  for (const incident of view.incidents) {
    if (incident.pointId === null) continue;
    const held = incidentOf.get(incident.pointId);
    if (!held || weight(incident) > weight(held)) incidentOf.set(incident.pointId, incident);
  }
  const together = lostTogether(view);
  const grouped = new Set(together.flatMap((item) => item.rows.map((row) => row.id)));
  const troubled: PointRow[] = [];
  const neverCame: PointRow[] = [];
  const left: PointRow[] = [];
  let [linkCount, absentCount] = [0, 0];
  for (const row of view.rows) {
    const { state } = row.link;
    if (state === 'left') left.push(row);
    if (RANK[state] === undefined) continue;
    linkCount++;
    if (grouped.has(row.id)) continue;
    if (state === 'absent') absentCount++;
    const item = { kind: 'link', row, incident: incidentOf.get(row.id) ?? null } as const;
    (state === 'absent' && tierOf(item, hubNow) === 'absent' ? neverCame : troubled).push(row);
  }
  const silent = owingPoints(view).filter((row) => row.link.state === 'up');
  const single = [...troubled.sort(byTrouble), ...firstOf(neverCame, most, byTrouble)].map((row): AttentionItem => ({
    kind: 'link',
    row,
    incident: incidentOf.get(row.id) ?? null,
  }));
  const items = [...together, ...single];
  const isLate = (item: AttentionItem): boolean => lateOf(item) !== null;
  const said = new Set(items.flatMap((item) => (item.kind === 'silent' ? [] : (item.incident?.id ?? []))));
  const unsaid = view.incidents.filter(({ id, status }) => status === 'open' && !said.has(id));
  const rowOf = rowsOf(
    view.rows,
    unsaid.map(({ pointId }) => pointId),
  );
  const apart = unsaid
    .filter(({ pointId, escalatedAt }) => {
      const row = pointId === null ? undefined : rowOf.get(pointId);
      const isNamed = row !== undefined && (grouped.has(row.id) || RANK[row.link.state] !== undefined);
      return escalatedAt !== null || !isNamed;
    })
    .map((incident): Extract<AttentionItem, { kind: 'unowned' }> => {
      const row = incident.pointId === null ? undefined : rowOf.get(incident.pointId);
      return { kind: 'unowned', incident, row: row ?? null };
    });
  // What is over already waits behind what lasts.
  const isOver = ({ incident }: { readonly incident: IncidentRow }): boolean => incident.absentSince !== null;
  const rest = [...apart.filter((item) => !isOver(item)), ...items, ...apart.filter(isOver)].filter(
    (item) => !isLate(item),
  );
  const of = (tier: Tier): AttentionItem[] => rest.filter((item) => tierOf(item, hubNow) === tier);
  return {
    items: [
      ...items.filter(isLate),
      ...apart.filter(isLate),
      ...of('nobody'),
      ...of('owned'),
      ...of('muted'),
      ...of('absent'),
      ...firstOf(silent, most, bySilence).map((row): AttentionItem => ({ kind: 'silent', row })),
    ],
    linkCount,
    absentCount,
    silentCount: silent.length,
    left,
  };
}

/** The incident of a line that nobody took in time (I6); null: there is none. */
export function lateOf(item: AttentionItem): IncidentRow | null {
  const incident = item.kind === 'silent' ? null : item.incident;
  return incident !== null && incident.escalatedAt !== null && incident.status === 'open' ? incident : null;
}

type Tier = 'nobody' | 'owned' | 'muted' | 'absent';

function tierOf(item: AttentionItem, hubNow: number): Tier {
  if (item.kind === 'silent') return 'absent';
  const row = item.kind === 'lost-together' ? null : item.row;
  if (row !== null && (row.mutedUntil ?? 0) > hubNow) return 'muted';
  if (item.incident) return item.incident.status === 'open' ? 'nobody' : 'owned';
  return row?.link.state === 'absent' ? 'absent' : 'nobody';
}

/** Of several incidents of a point the one that is named. */
function weight({ escalatedAt, status, severity }: IncidentRow): number {
  const unowned = status === 'open' ? 2 : 0;
  return (escalatedAt !== null ? 2 * unowned : unowned) + (severity === 'critical' ? 1 : 0);
}

function rank(row: PointRow): number {
  return RANK[row.link.state] ?? 9;
}

function byTrouble(a: PointRow, b: PointRow): number {
  return rank(a) - rank(b) || a.link.since - b.link.since || a.index - b.index;
}

/** The largest first. */
function lostTogether(
  view: Pick<BoardView, 'rows' | 'incidents'>,
): Extract<AttentionItem, { kind: 'lost-together' }>[] {
  const common = view.incidents.filter(({ group }) => group !== null);
  if (common.length === 0) return [];
  const rows = rowsOf(
    view.rows,
    common.flatMap(({ group }) => group?.pointIds ?? []),
  );
  return common
    .flatMap((incident) => {
      const listed = (incident.group?.pointIds ?? []).flatMap((id) => rows.get(id) ?? []);
      if (!incident.group || listed.length === 0) return [];
      const { by, name } = incident.group;
      return [{ kind: 'lost-together' as const, by, name, rows: listed, incident, since: incident.openedAt }];
    })
    .sort((a, b) => b.rows.length - a.rows.length || a.since - b.since);
}
