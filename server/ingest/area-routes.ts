import { AREA_FILE_BYTES } from '@hub/shared/protocol/area-file.ts';
import type { MapFile } from '@hub/shared/model/area-map.ts';
import { areaFaultField, baseFaultField } from '@hub/shared/model/map-faults.ts';
import express from 'express';
import type { RequestHandler, Response } from 'express';
import type { Hub } from '../hub/hub.ts';
import type { Outcome } from '../hub/receipt.ts';
import type { AreaStore } from '../maps/area-store.ts';
import type { BaseMapStore } from '../maps/base-map.ts';
import type { Metrics } from '../platform/metrics.ts';
import { accepted } from './acks.ts';
import { outcomeOf } from './answer.ts';
import { personOf, refuse } from './http-guard.ts';

export interface AreaRoutePorts {
  readonly hub: Hub;
  readonly metrics: Metrics;
  readonly areas: AreaStore;
  readonly baseMap: BaseMapStore;
}

interface MapRoutes {
  readonly get: readonly RequestHandler[];
  readonly replace: readonly RequestHandler[];
  readonly base: readonly RequestHandler[];
  readonly replaceBase: readonly RequestHandler[];
}

const NONE = Buffer.from('{"type":"FeatureCollection","features":[]}');
const NO_FILE = { feature: null, fault: 'json' } as const;
/** A country down to its streets. */
const BASE_FILE_BYTES = 4 * 1024 ** 3;

/**
 * M2, M7: the boundaries of the map and what lies under them. Both are the same for every desk, so a screen that has them is
 * told so and gets no second copy. What is put in place of another is recorded first: the trail never lacks what is shown.
 */
export function areaRoutes({ hub, metrics, areas, baseMap }: AreaRoutePorts): MapRoutes {
  const record = (response: Response, file: MapFile, bytes: number): Promise<Outcome> => {
    const event = file === 'areas' ? 'POST /api/map/areas' : 'POST /api/map/base';
    const making = { ok: true, command: { type: 'NoteMapFile', file, bytes }, personal: [] } as const;
    return outcomeOf({ hub, metrics, person: personOf(response), event, message: {}, making });
  };
  return {
    get: [
      (request, response) => {
        const held = areas.get();
        const base = baseMap.get();
        // One answer says all there is, so that no screen asks for a base map in vain.
        const etag = `${(held?.etag ?? '"none"').slice(0, -1)}${base ? `-${base.etag.slice(1)}` : '"'}`;
        response.set('Cache-Control', 'private, no-cache').set('ETag', etag);
        if (base) response.set('Base-Map-Bytes', String(base.bytes));
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
        if (!Buffer.isBuffer(body)) return refuse(response, 'invalid', { field: areaFaultField(NO_FILE) });
        const replaced = await areas.replace(body, () => record(response, 'areas', body.length));
        if (replaced.kind === 'wrong') return refuse(response, 'invalid', { field: replaced.where });
        if (!replaced.outcome.ok) return refuse(response, replaced.outcome.kind);
        const { at, seq } = replaced.outcome;
        response.json(accepted(at, seq, { areas: areas.get()?.map.features.length ?? 0 }));
      },
    ],
    base: [
      (request, response, next) => {
        const held = baseMap.get();
        if (held === null) return refuse(response, 'not-found');
        response.set('Cache-Control', 'private, no-cache').set('ETag', held.etag).type('application/vnd.pmtiles');
        response.vary('Authorization');
        if (request.headers['if-none-match'] === held.etag) return void response.status(304).end();
        const how = { root: held.folder, cacheControl: false, lastModified: false, dotfiles: 'allow' } as const;
        response.sendFile(held.name, how, (error: unknown) => {
          // Whoever asks beyond the end is told where it is; one who went away is told nothing.
          if (!(error instanceof Error) || response.headersSent) return;
          if (!('status' in error) || error.status !== 416) return next(error);
          response.status(416).set('Content-Range', `bytes */${held.bytes}`).end();
        });
      },
    ],
    replaceBase: [
      async (request, response, next) => {
        const arrived = await baseMap.receive(request, BASE_FILE_BYTES);
        if (arrived.kind === 'wrong') {
          return refuse(response, 'invalid', { field: baseFaultField(arrived.fault) });
        }
        if (arrived.kind === 'too-large') return refuse(response, 'too-large');
        response.locals['arrived'] = arrived;
        // Whoever lost the right to it meanwhile is refused before the last step.
        if (arrived.kind === 'file') response.once('close', () => void baseMap.drop(arrived.path));
        next();
      },
      async (_, response) => {
        const arrived = response.locals['arrived'] as Parameters<BaseMapStore['keep']>[0];
        const bytes = arrived.kind === 'file' ? arrived.bytes : 0;
        const outcome = await record(response, 'base', bytes);
        if (!outcome.ok) return refuse(response, outcome.kind);
        await baseMap.keep(arrived);
        response.json(accepted(outcome.at, outcome.seq, { bytes }));
      },
    ],
  };
}
