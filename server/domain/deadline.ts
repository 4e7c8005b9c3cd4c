import type { Incident } from '@hub/shared/model/incident.ts';
import type { Round } from '@hub/shared/model/session.ts';
import type { Command } from './commands.ts';
import { clearWindowOf, escalationAt } from './decide-incident.ts';
import type { Policy } from './policy.ts';
import { fuseOf, impairedDueAt, sameWord } from './settle.ts';
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
  const impairedAt = impairedDueAt(point, point.link, session, given.policy);
  const at = Math.min(fused.until ?? Infinity, impairedAt ?? Infinity);
  return at === Infinity ? null : { at, command };
}

export function incidentDeadline(incident: Incident, policy: Policy): Deadline | null {
  if (incident.status === 'resolved' || incident.absentSince === null) return null;
  return {
    at: incident.absentSince + clearWindowOf(incident.cause, policy),
    command: { type: 'ReviewIncident', incidentId: incident.id },
  };
}

/** I6. Apart from the clear window, which may be past while the incident is in doubt. */
export function escalationDeadline(incident: Incident, policy: Policy): Deadline | null {
  const at = escalationAt(incident, policy);
  return at === null ? null : { at, command: { type: 'EscalateIncident', incidentId: incident.id } };
}

/** I4: shortly after a loss, when those that share its cause are lost too. */
export function commonCauseDeadline(incident: Incident, lostAt: number, policy: Policy): Deadline | null {
  const { cause, status, absentSince } = incident;
  if (cause !== 'link-lost' || status === 'resolved' || absentSince !== null) return null;
  return { at: lostAt + policy.commonSettleMs, command: { type: 'ReviewCommonCause' } };
}

/** From a round's deadline on at fixed moments until it is frozen, and then once more if somebody was still silent. */
export function roundDeadline(
  round: Round,
  silence: Incident | undefined,
  now: number,
  policy: Policy,
): Deadline | null {
  const command: Command = { type: 'ReviewRound', roundId: round.id };
  if (round.frozenAt !== null) return silence?.absentSince === null ? { at: now, command } : null;
  if (round.deadlineAt === null) return null;
  const passed = Math.max(0, Math.floor((now - round.deadlineAt) / policy.silentEveryMs) + 1);
  return { at: round.deadlineAt + passed * policy.silentEveryMs, command };
}
