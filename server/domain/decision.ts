import type { IncidentId, PointId } from '@hub/shared/model/ids.ts';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import type { Command } from './commands.ts';
import type { Actor, Fact } from './events.ts';
import type { Policy } from './policy.ts';
import type { PointState, SessionState, StateReader } from './state.ts';

/** What a decision may look at besides the command. Time and ids are data (no clock, no randomness in here). */
export interface Given {
  readonly state: StateReader;
  readonly actor: Actor;
  readonly at: number;
  readonly policy: Policy;
  readonly mediaConfigured: boolean;
}

/** Facts (none: nothing changed, which is an answer too), or an expected refusal. */
export type Decision =
  | { readonly ok: true; readonly facts: readonly Fact[] }
  | { readonly ok: false; readonly kind: ErrorKind; readonly field?: string };

export type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

export const NOTHING: Decision = { ok: true, facts: [] };

export function happened(...facts: readonly Fact[]): Decision {
  return { ok: true, facts };
}

export function refuse(kind: ErrorKind, field?: string): Decision {
  return field === undefined ? { ok: false, kind } : { ok: false, kind, field };
}

/** A point that is in the roster now. */
export function rosterPoint(state: StateReader, id: PointId): PointState | undefined {
  const point = state.point(id);
  return point && !point.retired ? point : undefined;
}

/** Of the next incident, or of one `further` on; numbers go on over all runs of a session. */
export function nextIncident(
  state: StateReader,
  further = 0,
): { readonly incidentId: IncidentId; readonly number: number } {
  const session = state.session();
  const number = (session?.incidentCount ?? 0) + 1 + further;
  return { incidentId: incidentIdOf(session, number), number };
}

export function incidentIdOf(session: Pick<SessionState, 'ordinal'> | null, number: number): IncidentId {
  // A screen that still shows the session before must not name an incident of this one (S9).
  const ofSession = (session?.ordinal ?? 1) > 1 ? `${session?.ordinal}-` : '';
  return `sc-${ofSession}${number}` as IncidentId;
}
