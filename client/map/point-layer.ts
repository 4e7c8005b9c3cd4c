import type { CustomLayerInterface, Map as MapLibre } from 'maplibre-gl';
import { programOf } from './gl.ts';
import type { Camera, WorldPoint } from './mercator.ts';
import { MARK_STATES, type MarkAtlas } from './mark-atlas.ts';

/** Per point: place (2 × f32), state, look, step aside in pixels (4 × i8), time of its flash (f32). */
const BYTES = 16;
/** Records nearer than this go up in one piece: a call costs more than the bytes between. */
const JOIN_RECORDS = 64;
const FLASH_S = 1.6;
/** A soft surface that spreads from under the mark and fades: nothing like the sharp ring of the point on air. */
const HALO = 13;
const HALO_INK = 0.5;

/** How a point is drawn. */
export const LOOK = { hidden: 0, full: 1, back: 2 } as const;
export type PointLook = (typeof LOOK)[keyof typeof LOOK];

const VERTEX = `#version 300 es
in vec2 corner;
in vec2 place;
in vec4 mark;
in float flashed;
uniform vec2 centre;
uniform float worldSize;
uniform vec2 viewport;
uniform float ratio;
uniform float now;
uniform float pass;
uniform float still;
uniform vec2 sizes[8];
out vec2 uv;
out vec2 around;
out float glow;
flat out float edge;
flat out float spread;
flat out float shade;
flat out float state;
void main() {
  state = mark.x;
  float look = mark.y;
  bool foremost = state > 0.5;
  vec2 drawn = sizes[int(state)];
  shade = look > 1.5 ? 0.22 : 1.0;
  if (look < 0.5 || foremost != (pass > 0.5)) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  float age = now - flashed;
  glow = age >= 0.0 && age < ${FLASH_S.toFixed(1)} ? (still > 0.5 ? 1.0 : 1.0 - age / ${FLASH_S.toFixed(1)}) : 0.0;
  float own = drawn.x * (shade < 1.0 ? 0.7 : 1.0);
  // Only what flashes is larger than its mark: a country's marks are painted many times a second.
  float box = own + (glow > 0.0 ? ${(HALO * 2).toFixed(1)} : 2.0);
  vec2 px = floor(((place - centre) * worldSize + mark.zw) * ratio + 0.5) + corner * box * 0.5 * ratio;
  gl_Position = vec4(px / (viewport * ratio) * vec2(2.0, -2.0), 0.0, 1.0);
  edge = own * 0.5;
  spread = still > 0.5 ? ${(HALO * 0.6).toFixed(1)} : mix(${HALO.toFixed(1)}, 4.0, glow * glow);
  around = corner * box * 0.5;
  uv = around / own + 0.5;
}`;

const FRAGMENT = `#version 300 es
precision highp float;
in vec2 uv;
in vec2 around;
in float glow;
flat in float edge;
flat in float spread;
flat in float shade;
flat in float state;
uniform sampler2D atlas;
uniform vec3 flashColour;
uniform float cells;
out vec4 colour;
void main() {
  vec4 drawn = vec4(0.0);
  if (all(greaterThanEqual(uv, vec2(0.0))) && all(lessThan(uv, vec2(1.0)))) {
    drawn = texture(atlas, vec2((uv.x + state) / cells, uv.y));
  }
  float halo = 1.0 - smoothstep(edge + spread * 0.4, edge + spread, length(around));
  float lit = glow * ${HALO_INK} * halo * (1.0 - drawn.a);
  colour = drawn * shade + vec4(flashColour * lit, lit);
}`;

export interface FrameCost {
  readonly bytes: number;
  readonly pieces: number;
}

/**
 * All points in one buffer and one draw call (two, so that what needs a person lies over what does not). A change rewrites
 * 16 bytes of its point, and once per frame only the stretches that changed go to the graphics card: what a source of
 * MapLibre's own would cut into tiles anew each time.
 */
export class PointLayer implements CustomLayerInterface {
  readonly id = 'points';
  readonly type = 'custom';
  readonly renderingMode = '2d';
  #map: MapLibre | null = null;
  #gl: WebGL2RenderingContext | null = null;
  #program: WebGLProgram | null = null;
  #buffer: WebGLBuffer | null = null;
  #corners: WebGLBuffer | null = null;
  #array: WebGLVertexArrayObject | null = null;
  #texture: WebGLTexture | null = null;
  readonly #uniforms = new Map<string, WebGLUniformLocation | null>();
  #bytes = new ArrayBuffer(0);
  #floats = new Float32Array(0);
  #small = new Int8Array(0);
  #count = 0;
  #capacity = 0;
  #dirty = new Set<number>();
  #everything = true;
  #origin: WorldPoint = { x: 0, y: 0 };
  #atlas: MarkAtlas | null = null;
  #atlasChanged = false;
  #sizes = new Float32Array(16);
  #flashUntil = 0;
  readonly #camera: () => Camera;
  readonly #scale: () => number;
  readonly #still: () => boolean;
  /** Of the last upload, for the bench. */
  cost: FrameCost = { bytes: 0, pieces: 0 };

  /** `scale`: pixels of the page to a unit of `camera`; `still`: the viewer wants no motion, so a flash is a surface that stands and goes. */
  constructor(camera: () => Camera, scale: () => number, still: () => boolean) {
    this.#camera = camera;
    this.#scale = scale;
    this.#still = still;
  }

  /** Places are kept as distances from `origin`: near to it, half the bits of a place are enough for a metre. */
  setAll(count: number, origin: WorldPoint): void {
    this.#count = count;
    this.#origin = origin;
    this.#bytes = new ArrayBuffer(count * BYTES);
    this.#floats = new Float32Array(this.#bytes);
    this.#small = new Int8Array(this.#bytes);
    for (let i = 0; i < count; i += 1) this.#floats[i * 4 + 3] = -FLASH_S * 2;
    this.#everything = true;
  }

  setPlace(point: number, place: WorldPoint): void {
    this.#floats[point * 4] = place.x - this.#origin.x;
    this.#floats[point * 4 + 1] = place.y - this.#origin.y;
    this.#touch(point);
  }

  #touch(point: number): void {
    if (!this.#everything) this.#dirty.add(point);
  }

  /** `state`: its place in the atlas. */
  setMark(point: number, state: number, look: PointLook, dx: number, dy: number): void {
    const byte = point * BYTES + 8;
    const small = this.#small;
    const [x, y] = [Math.round(dx), Math.round(dy)];
    if (small[byte] === state && small[byte + 1] === look && small[byte + 2] === x && small[byte + 3] === y) return;
    small[byte] = state;
    small[byte + 1] = look;
    small[byte + 2] = x;
    small[byte + 3] = y;
    this.#touch(point);
  }

  flash(point: number): void {
    const at = performance.now() / 1_000;
    this.#floats[point * 4 + 3] = at % FLASH_WRAP_S;
    this.#flashUntil = at + FLASH_S;
    this.#touch(point);
  }

  setAtlas(atlas: MarkAtlas, sizes: readonly number[]): void {
    this.#atlas = atlas;
    this.#atlasChanged = true;
    this.setSizes(sizes);
  }

  setSizes(sizes: readonly number[]): void {
    sizes.forEach((size, i) => {
      this.#sizes[i * 2] = size;
    });
  }

  onAdd(map: MapLibre, gl: WebGL2RenderingContext): void {
    this.#map = map;
    this.#gl = gl;
    this.#program = programOf(gl, VERTEX, FRAGMENT);
    this.#buffer = gl.createBuffer();
    this.#corners = gl.createBuffer();
    this.#array = gl.createVertexArray();
    this.#texture = gl.createTexture();
    this.#capacity = 0;
    this.#everything = true;
    this.#atlasChanged = this.#atlas !== null;
    const program = this.#program;
    for (const name of [...UNIFORMS, 'sizes']) this.#uniforms.set(name, gl.getUniformLocation(program, name));
    gl.bindVertexArray(this.#array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#corners);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW);
    const bind = (
      name: string,
      size: number,
      type: number,
      stride: number,
      offset: number,
      perPoint: boolean,
    ): void => {
      const location = gl.getAttribLocation(program, name);
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, size, type, false, stride, offset);
      gl.vertexAttribDivisor(location, perPoint ? 1 : 0);
    };
    bind('corner', 2, gl.FLOAT, 0, 0, false);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    bind('place', 2, gl.FLOAT, BYTES, 0, true);
    bind('mark', 4, gl.BYTE, BYTES, 8, true);
    bind('flashed', 1, gl.FLOAT, BYTES, 12, true);
    gl.bindVertexArray(null);
  }

  onRemove(_map: MapLibre, gl: WebGL2RenderingContext): void {
    gl.deleteBuffer(this.#buffer);
    gl.deleteBuffer(this.#corners);
    gl.deleteVertexArray(this.#array);
    gl.deleteTexture(this.#texture);
    gl.deleteProgram(this.#program);
    this.#gl = null;
    this.#map = null;
  }

  /** Sends what changed. Called by `render`; apart from it so that the bench can measure it alone. */
  upload(): void {
    const gl = this.#gl;
    if (gl === null || (!this.#everything && this.#dirty.size === 0)) return;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    const points = this.#dirty;
    if (this.#everything || this.#capacity < this.#count) {
      gl.bufferData(gl.ARRAY_BUFFER, this.#bytes, gl.DYNAMIC_DRAW);
      this.#capacity = this.#count;
      this.cost = { bytes: this.#bytes.byteLength, pieces: 1 };
    } else this.cost = uploadStretches(gl, this.#bytes, points);
    this.#everything = false;
    points.clear();
    gl.bindBuffer(gl.ARRAY_BUFFER, null);
  }

  render(gl: WebGL2RenderingContext | WebGLRenderingContext): void {
    if (!(gl instanceof WebGL2RenderingContext) || this.#count === 0) return;
    if (this.#atlas === null) return;
    this.upload();
    const camera = this.#camera();
    const now = performance.now() / 1_000;
    gl.useProgram(this.#program);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    if (this.#atlasChanged) this.#uploadAtlas(gl, this.#atlas);
    const u = (name: string) => this.#uniforms.get(name) ?? null;
    gl.uniform2f(u('centre'), camera.centre.x - this.#origin.x, camera.centre.y - this.#origin.y);
    gl.uniform1f(u('worldSize'), camera.worldSize);
    gl.uniform2f(u('viewport'), camera.width, camera.height);
    gl.uniform1f(u('ratio'), window.devicePixelRatio * this.#scale());
    gl.uniform1f(u('now'), now % FLASH_WRAP_S);
    gl.uniform1f(u('still'), this.#still() ? 1 : 0);
    gl.uniform1f(u('cells'), MARK_STATES.length);
    gl.uniform3fv(u('flashColour'), this.#atlas.flash);
    gl.uniform2fv(u('sizes'), this.#sizes);
    gl.uniform1i(u('atlas'), 0);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.STENCIL_TEST);
    gl.bindVertexArray(this.#array);
    for (const pass of [0, 1]) {
      gl.uniform1f(u('pass'), pass);
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, this.#count);
    }
    gl.bindVertexArray(null);
    if (now < this.#flashUntil) this.#again(now);
  }

  /** A halo that fades is drawn again each frame; one that stands still only once more, when it goes. */
  #again(now: number): void {
    const map = this.#map;
    if (!this.#still()) return void map?.triggerRepaint();
    setTimeout(() => this.#map?.triggerRepaint(), (this.#flashUntil - now) * 1_000 + 20);
  }

  #uploadAtlas(gl: WebGL2RenderingContext, atlas: MarkAtlas): void {
    this.#atlasChanged = false;
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, atlas.picture);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  }
}

/** Keeps times small enough for 32 bits to tell milliseconds apart. */
const FLASH_WRAP_S = 3_600;
const UNIFORMS = ['centre', 'worldSize', 'viewport', 'ratio', 'now', 'pass', 'still', 'atlas', 'flashColour', 'cells'];

/** Changed records, joined where they lie near to one another. */
export function stretches(points: Iterable<number>): readonly (readonly [number, number])[] {
  const order = Int32Array.from(points).sort();
  const found: [number, number][] = [];
  let last: [number, number] | null = null;
  for (const point of order) {
    if (last !== null && point - last[1] <= JOIN_RECORDS) last[1] = point;
    else {
      last = [point, point];
      found.push(last);
    }
  }
  return found;
}

function uploadStretches(gl: WebGL2RenderingContext, bytes: ArrayBuffer, points: Iterable<number>): FrameCost {
  const pieces = stretches(points);
  let sent = 0;
  for (const [from, to] of pieces) {
    const length = (to - from + 1) * BYTES;
    gl.bufferSubData(gl.ARRAY_BUFFER, from * BYTES, new Uint8Array(bytes, from * BYTES, length));
    sent += length;
  }
  return { bytes: sent, pieces: pieces.length };
}
