import type { IncidentId, InstructionId, PointId } from '@hub/shared/model/ids.ts';
import type { IncidentRow, InstructionRow, RowPatch, ViewPatch } from '@hub/shared/view/row.ts';

/**
 * One patch that does what these do one after another. They must follow on each other (each `from` is the `to` before it).
 * Values are absolute, so the last one wins field by field; a row that left and came back came back whole.
 */
export function mergePatches(patches: readonly [ViewPatch, ...ViewPatch[]]): ViewPatch {
  const rows = new Map<PointId, RowPatch>();
  const gone = new Set<PointId>();
  const incidents = new Map<IncidentId, IncidentRow>();
  const incidentsGone = new Set<IncidentId>();
  const instructions = new Map<InstructionId, InstructionRow>();
  for (const patch of patches) {
    for (const id of patch.gone ?? []) {
      rows.delete(id);
      gone.add(id);
    }
    for (const row of patch.rows ?? []) rows.set(row.id, { ...rows.get(row.id), ...row });
    for (const id of patch.incidentsGone ?? []) {
      incidents.delete(id);
      incidentsGone.add(id);
    }
    for (const incident of patch.incidents ?? []) incidents.set(incident.id, incident);
    for (const instruction of patch.instructions ?? []) instructions.set(instruction.id, instruction);
  }
  // A row that came back whole replaces what the replica held: saying that it left as well would be true but idle.
  for (const id of rows.keys()) gone.delete(id);
  for (const id of incidents.keys()) incidentsGone.delete(id);
  const last = patches[patches.length - 1] ?? patches[0];
  return viewPatch(patches[0].from, last.to, last.at, {
    session: patches.findLast((patch) => patch.session)?.session,
    hub: patches.findLast((patch) => patch.hub)?.hub,
    totals: patches.findLast((patch) => patch.totals)?.totals,
    floor: patches.findLast((patch) => patch.floor)?.floor,
    desk: patches.findLast((patch) => patch.desk)?.desk,
    rows: [...rows.values()],
    gone: [...gone],
    incidents: [...incidents.values()],
    incidentsGone: [...incidentsGone],
    instructions: [...instructions.values()],
  });
}

export type PatchContent = Omit<ViewPatch, 'from' | 'to' | 'at'>;

/** A patch without the fields that say nothing: they would cost bytes on every frame. */
export function viewPatch(from: string, to: string, at: number, content: PatchContent): ViewPatch {
  const said = Object.entries(content).filter(([, value]) => !isIdle(value));
  return { from, to, at, ...Object.fromEntries(said) };
}

export function isIdle(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}
