import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { PointId } from '@hub/shared/model/ids.ts';
import { auditQuery } from '@hub/shared/protocol/up.ts';
import type { Trail } from '@hub/shared/protocol/down.ts';
import type { RequestHandler } from 'express';
import type { Hub } from '../hub/hub.ts';
import type { Clock } from '../platform/clock.ts';
import { accepted } from './acks.ts';
import { refuse } from './http-guard.ts';
import { parseStrict } from './inspect.ts';

/** The trail, as `server/report` reads it from the log. */
export interface TrailReader {
  read(query: AuditAsked & { readonly before: number | null; readonly limit: number }): Promise<Trail>;
  csv(query: AuditAsked): AsyncIterable<string>;
}

interface AuditAsked {
  readonly pointId: PointId | null;
  readonly lang: 'vi' | 'en';
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
      const parsed = parseStrict(auditQuery, request.query);
      if (!parsed.ok) return refuse(response, 'invalid', { field: parsed.field });
      const { point, lang, before } = parsed.value;
      const page = await trail.read({
        pointId: (point as PointId | undefined) ?? null,
        lang: lang ?? 'vi',
        before: before === undefined ? null : Number(before),
        limit: PAGE,
      });
      response.json(accepted(clock.now(), hub.projection.head, page));
    },
    export: async (request, response) => {
      const parsed = parseStrict(auditQuery, request.query);
      if (!parsed.ok) return refuse(response, 'invalid', { field: parsed.field });
      const { point, lang } = parsed.value;
      response.set('Content-Type', 'text/csv; charset=utf-8');
      response.set('Content-Disposition', 'attachment; filename="nhat-ky.csv"');
      const pieces = trail.csv({ pointId: (point as PointId | undefined) ?? null, lang: lang ?? 'vi' });
      await pipeline(Readable.from(pieces), response);
    },
  };
}
