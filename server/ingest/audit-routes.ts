import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { PointId, SessionId } from '@hub/shared/model/ids.ts';
import { auditQuery } from '@hub/shared/protocol/up.ts';
import type { Trail } from '@hub/shared/protocol/down.ts';
import type { Request, RequestHandler, Response } from 'express';
import type { Hub } from '../hub/hub.ts';
import type { Clock } from '../platform/clock.ts';
import type { TrailQuery } from '../report/trail.ts';
import { accepted } from './acks.ts';
import { refuse } from './http-guard.ts';
import { parseStrict } from './inspect.ts';

/** The trail, as `server/report` reads it from the log. */
export interface TrailReader {
  read(query: TrailQuery & { readonly before: number | null; readonly limit: number }): Promise<Trail>;
  csv(query: TrailQuery): AsyncIterable<string>;
}

export interface AuditRoutePorts {
  readonly hub: Hub;
  readonly clock: Clock;
  readonly trail: TrailReader;
}

const PAGE = 200;

export function auditRoutes({ hub, clock, trail }: AuditRoutePorts): {
  readonly list: RequestHandler;
  readonly export: RequestHandler;
} {
  return {
    list: async (request, response) => {
      const asked = askedBy(hub, request, response);
      if (asked) response.json(accepted(clock.now(), hub.projection.head, await trail.read({ ...asked, limit: PAGE })));
    },
    export: async (request, response) => {
      const asked = askedBy(hub, request, response);
      if (!asked) return;
      response.set('Content-Type', 'text/csv; charset=utf-8');
      response.set('Content-Disposition', 'attachment; filename="nhat-ky.csv"');
      await pipeline(Readable.from(trail.csv(asked)), response);
    },
  };
}

/** What the query asks for; null after it was refused. */
function askedBy(
  hub: Hub,
  request: Request,
  response: Response,
): (TrailQuery & { readonly before: number | null }) | null {
  const parsed = parseStrict(auditQuery, request.query);
  if (!parsed.ok) {
    refuse(response, 'invalid', { field: parsed.field });
    return null;
  }
  const { point, lang, before, session } = parsed.value;
  const known = hub.projection.session();
  if (session !== undefined && session !== known?.head.id && !known?.earlier.some(({ id }) => id === session)) {
    refuse(response, 'not-found', { field: 'session' });
    return null;
  }
  return {
    pointId: (point as PointId | undefined) ?? null,
    sessionId: session === undefined || session === known?.head.id ? null : (session as SessionId),
    lang: lang ?? 'vi',
    before: before === undefined ? null : Number(before),
  };
}
