import type { PointId } from '../model/ids.ts';
import type { IncidentCause, SharedBy } from '../model/incident.ts';
import { isUnvouched, type LinkState } from '../model/link.ts';
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
  /** Points with a link that is not well. */
  readonly linkCount: number;
  /** Points whose link is well and of which an incident stands here. */
  readonly incidentCount: number;
  /** Points that only owe a report. */
  readonly silentCount: number;
  /** Incidents here that name no point: the one of all silent points, or one of a common cause whose points are all back. */
  readonly sharedCount: number;
  /** All of these: what stands in the list, each point once. */
  readonly count: number;
  /** Of the lines of single points, those of points that are absent. */
  readonly absentCount: number;
  /** Left on purpose: named below the list, not counted. */
  readonly left: readonly PointRow[];
}

const RANK: Partial<Record<LinkState, number>> = { lost: 0, unknown: 1, impaired: 2, joining: 3, absent: 4 };

/**
 * What nobody took in time, then what lasts, then what is over and waits to be taken: in each the severe first, and of the
 * same weight what nobody has before what somebody has. Then the muted, then those that never came, at the end the silent in
 * the open round (longest first). Within one step lost together → lost → unknown → impaired (longest first) → joining.
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
  const itemOf = (row: PointRow): AttentionItem => ({ kind: 'link', row, incident: incidentOf.get(row.id) ?? null });
  for (const row of view.rows) {
    const { state } = row.link;
    if (state === 'left') left.push(row);
    if (RANK[state] === undefined) continue;
    // The hub's own trouble, which is said once.
    if (isUnvouched(row.link) && !incidentOf.has(row.id)) continue;
    linkCount++;
    if (grouped.has(row.id)) continue;
    if (state === 'absent') absentCount++;
    (state === 'absent' && stepOf(itemOf(row), hubNow) === 'absent' ? neverCame : troubled).push(row);
  }
  const items = [...together, ...[...troubled.sort(byTrouble), ...firstOf(neverCame, most, byTrouble)].map(itemOf)];
  const said = new Set(items.flatMap((item) => (item.kind === 'silent' ? [] : (item.incident?.id ?? []))));
  const unsaid = view.incidents.filter(({ id, status }) => status === 'open' && !said.has(id));
  const rowOf = rowsOf(
    view.rows,
    unsaid.map(({ pointId }) => pointId),
  );
  const isNamed = (row: PointRow): boolean => grouped.has(row.id) || RANK[row.link.state] !== undefined;
  const apart = unsaid.flatMap((incident): Extract<AttentionItem, { kind: 'unowned' }>[] => {
    const row = (incident.pointId === null ? undefined : rowOf.get(incident.pointId)) ?? null;
    const stands = incident.escalatedAt !== null || row === null || !isNamed(row);
    return stands ? [{ kind: 'unowned', incident, row }] : [];
  });
  // Where such a point also owes a report, it is not said twice.
  const ownLine = new Set(apart.flatMap(({ row }) => (row === null || isNamed(row) ? [] : row.id)));
  const silent = owingPoints(view).filter((row) => row.link.state === 'up' && !ownLine.has(row.id));
  const sharedCount =
    apart.filter(({ row }) => row === null).length + together.filter((item) => !isLasting(item)).length;
  const steps = new Map<Step, AttentionItem[]>(STEPS.map((step) => [step, []]));
  for (const item of [...apart, ...items]) steps.get(stepOf(item, hubNow))?.push(item);
  for (const row of firstOf(silent, most, bySilence)) steps.get('silent')?.push({ kind: 'silent', row });
  return {
    items: [...steps.values()].flat(),
    linkCount,
    incidentCount: ownLine.size,
    silentCount: silent.length,
    sharedCount,
    count: linkCount + ownLine.size + silent.length + sharedCount,
    absentCount,
    left,
  };
}

/** The incident of a line that nobody took in time (I6); null: there is none. */
export function lateOf(item: AttentionItem): IncidentRow | null {
  const incident = item.kind === 'silent' ? null : item.incident;
  return incident !== null && incident.escalatedAt !== null && incident.status === 'open' ? incident : null;
}

/** Incidents that tell of the link itself: with the link well they are over, whatever clear window they wait for. */
const OF_LINK: ReadonlySet<IncidentCause> = new Set(['link-lost', 'impaired', 'flapping']);

/** Whether what an incident is about is over, so that it only waits to be taken or closed. */
export function isOver(incident: IncidentRow, row: PointRow | null): boolean {
  return incident.absentSince !== null || (row?.link.state === 'up' && OF_LINK.has(incident.cause));
}

/** Whether any point of a common cause still has a link that is not well. */
export function isLasting({ rows }: Extract<AttentionItem, { kind: 'lost-together' }>): boolean {
  return rows.some(({ link }) => RANK[link.state] !== undefined);
}

/** In the order of the list. */
const STEPS = [
  'late severe',
  'late',
  'severe',
  'severe, owned',
  'notice',
  'notice, owned',
  'joining',
  'over, severe',
  'over',
  'muted',
  'absent',
  'silent',
] as const;
type Step = (typeof STEPS)[number];

function stepOf(item: AttentionItem, hubNow: number): Step {
  if (item.kind === 'silent') return 'silent';
  const { incident } = item;
  const row = item.kind === 'lost-together' ? null : item.row;
  const lost = item.kind === 'lost-together' && isLasting(item);
  const state = lost ? 'lost' : row?.link.state;
  const over = incident !== null && !lost && (item.kind === 'lost-together' || isOver(incident, row));
  // Of a link that is not well, what is over weighs nothing any more.
  const weighs = incident?.severity === 'critical' && (!over || item.kind !== 'link');
  const severe = weighs || state === 'lost' || state === 'unknown';
  if (lateOf(item)) return severe ? 'late severe' : 'late';
  if (row !== null && (row.mutedUntil ?? 0) > hubNow) return 'muted';
  if (item.kind !== 'link' && over) return severe ? 'over, severe' : 'over';
  if (!incident && state === 'absent') return 'absent';
  if (!incident && state === 'joining') return 'joining';
  const owned = incident !== null && incident.status !== 'open';
  if (severe) return owned ? 'severe, owned' : 'severe';
  return owned ? 'notice, owned' : 'notice';
}

/** Of several incidents of a point the one that is named. */
function weight({ escalatedAt, status, severity, absentSince }: IncidentRow): number {
  const open = status === 'open' ? 4 : 0;
  const late = escalatedAt === null ? 0 : 2 * open;
  return late + open + (severity === 'critical' ? 2 : 0) + (absentSince === null ? 1 : 0);
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
