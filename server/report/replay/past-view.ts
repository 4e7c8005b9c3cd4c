import { instructionsNow } from '@hub/shared/view/instructions.ts';
import type { HubHealth, PointRow } from '@hub/shared/view/row.ts';
import type { ReplayView } from '@hub/shared/view/replay.ts';
import { currentRound, frozenRosterOf } from '../../hub/board-source.ts';
import { deskView } from '../../hub/desk-view.ts';
import { floorView } from '../../hub/floor-view.ts';
import { instructionRow } from '../../hub/instruction-view.ts';
import type { Projection } from '../../hub/projection.ts';
import { incidentRow, pointRow, sessionView } from '../../hub/row.ts';
import { RunningTotals } from '../../hub/totals.ts';
import type { Breath } from './breath.ts';

export interface OfTheHub {
  readonly mediaConfigured: boolean;
  /** Of now: no fact says how the hub was. */
  readonly health: HubHealth;
}

/** All that a desk would have seen, made as the live view is made, row by row. Null while there was no session. */
export async function pastView(
  source: Projection,
  at: number,
  hub: OfTheHub,
  breath: Breath,
): Promise<ReplayView | null> {
  const session = source.session();
  if (!session) return null;
  const roundId = currentRound(session)?.id ?? null;
  const totals = new RunningTotals();
  totals.reset(roundId, frozenRosterOf(session, roundId), []);
  const rows: PointRow[] = [];
  for (const state of source.points()) {
    totals.update(state);
    if (!state.retired) rows.push(pointRow(source, state, roundId, 'desk'));
    await breath.step();
  }
  const incidents = [...source.openIncidents()].flatMap((incident) => incidentRow(source, incident, 'desk') ?? []);
  await breath.step();
  const instructions = [...source.instructions()]
    .filter(({ run }) => run === session.run)
    .map((one) => instructionRow(source, one));
  return {
    at,
    seq: source.head,
    // How it went since is of now (K3).
    session: sessionView(session, null, hub.mediaConfigured),
    hub: hub.health,
    totals: totals.read(session.incidentsClosed),
    floor: floorView(session.floor),
    desk: deskView(source),
    rows: rows.sort((a, b) => a.index - b.index),
    incidents: incidents.sort((a, b) => a.number - b.number),
    instructions: instructionsNow(instructions, session.run),
  };
}
