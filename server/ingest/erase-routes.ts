import { httpUp } from '@hub/shared/protocol/up.ts';
import { isClosed } from '@hub/shared/model/session.ts';
import type { SessionId } from '@hub/shared/model/ids.ts';
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
  /**
   * Takes names, telephones and free text out of the side table: all of them, or those of an earlier session. How many
   * values went, or null where the disk refused.
   */
  readonly erasePersonal: (earlier: SessionId | null) => Promise<number | null>;
}

/**
 * G9, S10: only when nobody can reopen the session any more. First the values go, then the fact is recorded: a hub that dies
 * in between has erased without saying so, and is asked again, never the other way round.
 */
export function eraseRoute({ hub, clock, metrics, erasePersonal }: EraseRoutePorts): RequestHandler {
  return async (request, response) => {
    const event = 'POST /api/session/erase';
    const parsed = parseStrict(httpUp[event], request.body);
    if (!parsed.ok) return refuse(response, 'invalid', { field: parsed.field });
    const session = hub.projection.session();
    const sessionId = parsed.value.sessionId as SessionId;
    const isEarlier = session?.earlier.some(({ id }) => id === sessionId) ?? false;
    if (!session || (session.head.id !== sessionId && !isEarlier)) {
      return refuse(response, 'not-found', { field: 'sessionId' });
    }
    if (!isEarlier && !isClosed(session, clock.now())) return refuse(response, 'wrong-phase');
    const erased = await erasePersonal(isEarlier ? sessionId : null);
    if (erased === null) return refuse(response, 'not-saved');
    const making = { ok: true, command: { type: 'NoteErasure', erased, sessionId }, personal: [] } as const;
    const person = personOf(response);
    const outcome = await outcomeOf({ hub, metrics, person, event, message: parsed.value, making });
    if (!outcome.ok) return refuse(response, outcome.kind);
    response.json(accepted(outcome.at, outcome.seq, { erased }));
  };
}
