import type { IncidentId, PointId } from '@hub/shared/model/ids.ts';
import type { IncidentRow } from '@hub/shared/view/row.ts';

/** An incident that nobody has taken, with what a test wants otherwise. */
export function incidentRow(rest: Partial<IncidentRow> = {}): IncidentRow {
  return {
    id: 'sc-1' as IncidentId,
    number: 1,
    pointId: 'P0' as PointId,
    cause: 'audio',
    severity: 'notice',
    status: 'open',
    openedAt: 0,
    owner: null,
    ownerId: null,
    absentSince: null,
    recurrences: 0,
    group: null,
    roundId: null,
    escalatedAt: null,
    notes: [],
    ...rest,
  };
}
