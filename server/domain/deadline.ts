import type { Incident } from '@hub/shared/model/incident.ts';
import type { Command } from './commands.ts';
import type { Policy } from './policy.ts';
import { fuseOf, sameWord } from './settle.ts';
import type { PointState, SessionState } from './state.ts';

/** When to wake, and what to ask then. A late one is harmless: the command names what it was about. */
export interface Deadline {
  readonly at: number;
  readonly command: Command;
}

export function pointDeadline(
  point: PointState,
  session: SessionState,
  given: { readonly policy: Policy; readonly mediaConfigured: boolean },
  now: number,
): Deadline | null {
  if (point.retired) return null;
  const fused = fuseOf(point, session, given, now);
  const command: Command = { type: 'ReviewLink', pointId: point.point.id };
  // The moment may have passed while the facts were being written: then it is asked at once.
  if (!sameWord(fused, point.link)) return { at: now, command };
  return fused.until === null ? null : { at: fused.until, command };
}

export function incidentDeadline(incident: Incident, policy: Policy): Deadline | null {
  if (incident.status === 'resolved' || incident.absentSince === null) return null;
  return {
    at: incident.absentSince + policy.clearWindowMs,
    command: { type: 'ReviewIncident', incidentId: incident.id },
  };
}
