import type { PointId } from '@hub/shared/model/ids.ts';
import type { ErrorKind } from '@hub/shared/protocol/errors.ts';
import type { Command } from './commands.ts';
import type { Actor, Fact } from './events.ts';
import type { Policy } from './policy.ts';
import type { PointState, StateReader } from './state.ts';

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

/** The number of the next incident; they go on over all runs. */
export function nextIncident(state: StateReader): number {
  return (state.session()?.incidentCount ?? 0) + 1;
}
