import { AREA_FILE_BYTES } from '@hub/shared/protocol/area-file.ts';
import express from 'express';
import type { RequestHandler } from 'express';
import type { AreaStore } from '../maps/area-store.ts';
import type { Logger } from '../platform/logger.ts';
import { personOf, refuse } from './http-guard.ts';

export interface AreaRoutePorts {
  readonly areas: AreaStore;
  readonly logger: Logger;
}

interface AreaRoutes {
  readonly get: readonly RequestHandler[];
  readonly replace: readonly RequestHandler[];
}

const NONE = Buffer.from('{"type":"FeatureCollection","features":[]}');

/** The boundaries of the map: the same for every desk, so a screen that has them is told so and gets no second copy. */
export function areaRoutes({ areas, logger }: AreaRoutePorts): AreaRoutes {
  return {
    get: [
      (request, response) => {
        const held = areas.get();
        const etag = held?.etag ?? '"none"';
        response.set('Cache-Control', 'private, no-cache').set('ETag', etag);
        response.vary('Authorization').vary('Accept-Encoding');
        if (request.headers['if-none-match'] === etag) return void response.status(304).end();
        response.type('application/geo+json');
        if (held === null) return void response.send(NONE);
        if (request.acceptsEncodings('gzip') === 'gzip') {
          response.set('Content-Encoding', 'gzip').send(held.gzip);
        } else response.send(held.json);
      },
    ],
    replace: [
      express.raw({ type: () => true, limit: AREA_FILE_BYTES }),
      async (request, response) => {
        const body: unknown = request.body;
        if (!Buffer.isBuffer(body)) return refuse(response, 'invalid', { field: 'file' });
        const replaced = await areas.replace(body);
        if (!replaced.ok) return refuse(response, 'invalid', { field: replaced.where });
        const count = areas.get()?.map.features.length ?? 0;
        logger.info({ areas: count, device: personOf(response).deviceId }, 'area boundaries replaced');
        response.json({ ok: true, areas: count });
      },
    ],
  };
}
