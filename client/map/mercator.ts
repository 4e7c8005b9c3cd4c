/** Web Mercator as MapLibre draws it: the whole world is one square of side 1, x to the east and y to the south. */
export interface WorldPoint {
  readonly x: number;
  readonly y: number;
}

/** A view without turn or tilt. */
export interface Camera {
  readonly centre: WorldPoint;
  /** Pixels of the whole world's side. */
  readonly worldSize: number;
  readonly width: number;
  readonly height: number;
}

export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
}

const TILE = 512;
const MAX_LATITUDE = 85.051_129;

export function worldOf(longitude: number, latitude: number): WorldPoint {
  const held = Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, latitude));
  const sin = Math.sin((held * Math.PI) / 180);
  return { x: longitude / 360 + 0.5, y: 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI) };
}

export function worldSizeAt(zoom: number): number {
  return TILE * 2 ** zoom;
}

export function toScreen(point: WorldPoint, camera: Camera): ScreenPoint {
  return {
    x: (point.x - camera.centre.x) * camera.worldSize + camera.width / 2,
    y: (point.y - camera.centre.y) * camera.worldSize + camera.height / 2,
  };
}

export function toWorld(point: ScreenPoint, camera: Camera): WorldPoint {
  return {
    x: (point.x - camera.width / 2) / camera.worldSize + camera.centre.x,
    y: (point.y - camera.height / 2) / camera.worldSize + camera.centre.y,
  };
}
