import type { Logger } from '../platform/logger.ts';
import { AreaStore } from './area-store.ts';
import { BaseMapStore } from './base-map.ts';

export interface MapFiles {
  readonly areas: AreaStore;
  readonly baseMap: BaseMapStore;
}

/** A file that cannot be read counts as none: a session does not wait for a picture. */
export async function openMapFiles(folder: string, logger: Logger): Promise<MapFiles> {
  const [areas, baseMap] = [new AreaStore(folder), new BaseMapStore(folder)];
  const where = await areas.load();
  if (where !== null) logger.warn({ where }, 'the area boundaries in the data folder cannot be read');
  const fault = await baseMap.load();
  if (fault !== null) logger.warn({ fault }, 'the base map in the data folder cannot be drawn');
  return { areas, baseMap };
}
