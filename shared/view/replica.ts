import type { IncidentId, PointId } from '../model/ids.ts';
import { byInstruction, instructionsNow } from './instructions.ts';
import type { BoardView, IncidentRow, PointRow, ViewBeat, ViewPatch, ViewSnapshot } from './row.ts';

/** A view and where it stands. Replaced, never changed: this is the reference that faster stores are tested against. */
export interface Replica extends BoardView {
  readonly cursor: string;
  readonly at: number;
}

/** `gap`: the patch or beat does not continue from here, so a snapshot is needed (V2). */
export type Applied = { readonly kind: 'applied'; readonly replica: Replica } | { readonly kind: 'gap' };

/** V1: a snapshot replaces. */
export function applySnapshot(snapshot: ViewSnapshot): Replica {
  const { cursor, at, session, hub, totals, floor, desk, rows, incidents, instructions } = snapshot;
  return { cursor, at, session, hub, totals, floor, desk, rows, incidents, instructions };
}

/** V2: only at its `from`. V3: values are absolute. V4: `gone` rows leave. */
export function applyPatch(replica: Replica, patch: ViewPatch): Applied {
  if (patch.from !== replica.cursor) return { kind: 'gap' };
  const rows = new Map<PointId, PointRow>(replica.rows.map((row) => [row.id, row]));
  for (const id of patch.gone ?? []) rows.delete(id);
  for (const change of patch.rows ?? []) {
    const held = rows.get(change.id);
    // A row we do not hold comes whole: the publisher's promise, checked by the convergence tests.
    rows.set(change.id, (held ? { ...held, ...change } : change) as PointRow);
  }
  const incidents = new Map<IncidentId, IncidentRow>(replica.incidents.map((incident) => [incident.id, incident]));
  for (const id of patch.incidentsGone ?? []) incidents.delete(id);
  for (const incident of patch.incidents ?? []) incidents.set(incident.id, incident);
  const session = patch.session ?? replica.session;
  // Those of a session that another has followed leave with it, whatever number its runs have.
  const instructions = byInstruction(session.id === replica.session.id ? replica.instructions : []);
  for (const row of patch.instructions ?? []) instructions.set(row.id, row);
  return {
    kind: 'applied',
    replica: {
      cursor: patch.to,
      at: patch.at,
      session,
      hub: patch.hub ?? replica.hub,
      totals: patch.totals ?? replica.totals,
      floor: patch.floor ?? replica.floor,
      desk: patch.desk ?? replica.desk,
      rows: [...rows.values()].sort((a, b) => a.index - b.index),
      incidents: [...incidents.values()].sort((a, b) => a.number - b.number),
      instructions: instructionsNow(instructions.values(), session.run),
    },
  };
}

/** V5: a beat at another cursor shows that something was lost. */
export function applyBeat(replica: Replica, beat: ViewBeat): Applied {
  if (beat.cursor !== replica.cursor) return { kind: 'gap' };
  return { kind: 'applied', replica: { ...replica, at: beat.at } };
}
