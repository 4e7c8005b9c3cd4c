import * as z from 'zod';
import type { AreaMap } from '../model/area-map.ts';
import type { AreaFileFault } from '../model/map-faults.ts';

/** A province's boundaries at the scale of a screen, with room to spare. */
export const AREA_FILE_BYTES = 8 * 1024 * 1024;
const AREAS_MAX = 12_000;
const POLYGONS_MAX = 2_000;
const PLACES_MAX = 100_000;
const NAME_MAX = 120;

const place = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).rest(z.number());
const polygon = z.array(z.array(place).min(4).max(PLACES_MAX)).min(1).max(POLYGONS_MAX);
const geometry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: polygon }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(polygon).min(1).max(POLYGONS_MAX) }),
]);
const feature = z.object({
  type: z.literal('Feature'),
  properties: z.object({ name: z.string().trim().min(1).max(NAME_MAX) }),
  geometry,
});

/** Tolerant of what other programs write beside it; none of that is kept. */
export const areaFile = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(feature).max(AREAS_MAX),
});

/** Null, and the first fault, for a file that is none. */
export function readAreaFile(
  parsed: unknown,
): { readonly map: AreaMap } | { readonly map: null; readonly wrong: AreaFileFault } {
  const read = areaFile.safeParse(parsed);
  if (read.success) return { map: read.data };
  return { map: null, wrong: faultOf(read.error.issues[0]) };
}

function faultOf(issue: z.core.$ZodIssue | undefined): AreaFileFault {
  const [list, feature, part] = issue?.path ?? [];
  if (list !== 'features') return { feature: null, fault: 'collection' };
  if (typeof feature !== 'number') {
    return { feature: null, fault: issue?.code === 'too_big' ? 'many' : 'collection' };
  }
  if (part === 'properties') return { feature, fault: 'name' };
  if (part !== 'geometry' || issue?.path[3] !== 'coordinates') return { feature, fault: 'shape' };
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return { feature, fault: 'coordinates' };
  return { feature, fault: issue.origin === 'number' ? 'degrees' : 'outline' };
}
