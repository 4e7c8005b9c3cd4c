import { httpUp } from '@hub/shared/protocol/up.ts';
import { isClosed } from '@hub/shared/model/session.ts';
import type { RequestHandler } from 'express';
import type { Hub } from '../hub/hub.ts';
import type { Clock } from '../platform/clock.ts';
import type { Metrics } from '../platform/metrics.ts';
import { accepted } from './acks.ts';
import { outcomeOf } from './answer.ts';
import { personOf, refuse } from './http-guard.ts';
import { parseStrict } from './inspect.ts';

export interface EraseRoutePorts {
  readonly hub: Hub;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** Takes names, telephones and free text out of the side table; how many values went, or null where the disk refused. */
  readonly erasePersonal: () => Promise<number | null>;
}

/**
 * G9: only when nobody can reopen the session any more. First the values go, then the fact is recorded: a hub that dies
 * in between has erased without saying so, and is asked again, never the other way round.
 */
export function eraseRoute({ hub, clock, metrics, erasePersonal }: EraseRoutePorts): RequestHandler {
  return async (request, response) => {
    const event = 'POST /api/session/erase';
    const parsed = parseStrict(httpUp[event], request.body);
    if (!parsed.ok) return refuse(response, 'invalid', { field: parsed.field });
    const session = hub.projection.session();
    if (!session || session.head.id !== parsed.value.sessionId)
      return refuse(response, 'not-found', { field: 'sessionId' });
    if (!isClosed(session, clock.now())) return refuse(response, 'wrong-phase');
    const erased = await erasePersonal();
    if (erased === null) return refuse(response, 'not-saved');
    const making = { ok: true, command: { type: 'NoteErasure', erased }, personal: [] } as const;
    const person = personOf(response);
    const outcome = await outcomeOf({ hub, metrics, person, event, message: parsed.value, making });
    if (!outcome.ok) return refuse(response, outcome.kind);
    response.json(accepted(outcome.at, outcome.seq, { erased }));
  };
}
