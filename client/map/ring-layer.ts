import type { CustomLayerInterface, Map as MapLibre } from 'maplibre-gl';
import type { LinkState } from '@hub/shared/model/link.ts';
import { MIX_ORDER } from '../ui/states.ts';
import { programOf } from './gl.ts';
import type { Camera, WorldPoint } from './mercator.ts';

export const RING_OUTER = 19;
export const RING_INNER = 15;

/** Per ring: place (2 × f32), then how far round each state of the mix reaches (8 × u8, of 255). */
const BYTES = 16;

const VERTEX = `#version 300 es
in vec2 corner;
in vec2 place;
in vec4 first;
in vec4 rest;
uniform vec2 centre;
uniform float worldSize;
uniform vec2 viewport;
out vec2 around;
flat out vec4 reach;
flat out vec4 further;
void main() {
  around = corner * ${(RING_OUTER + 2).toFixed(1)};
  vec2 px = (place - centre) * worldSize + around;
  gl_Position = vec4(px / viewport * vec2(2.0, -2.0), 0.0, 1.0);
  reach = first;
  further = rest;
}`;

const FRAGMENT = `#version 300 es
precision highp float;
in vec2 around;
flat in vec4 reach;
flat in vec4 further;
uniform vec3 colours[7];
uniform vec3 ground;
out vec4 colour;
void main() {
  float r = length(around);
  float inside = 1.0 - smoothstep(${(RING_OUTER - 0.5).toFixed(1)}, ${(RING_OUTER + 0.5).toFixed(1)}, r);
  float band = smoothstep(${(RING_INNER - 0.5).toFixed(1)}, ${(RING_INNER + 0.5).toFixed(1)}, r);
  float turn = fract(atan(around.x, -around.y) / 6.2831853 + 1.0);
  vec3 c = turn <= reach.x ? colours[0] : turn <= reach.y ? colours[1] : turn <= reach.z ? colours[2]
    : turn <= reach.w ? colours[3] : turn <= further.x ? colours[4] : turn <= further.y ? colours[5] : colours[6];
  colour = vec4(mix(ground, c, band) * inside, inside);
}`;

export type Mix = Record<LinkState, number>;

/** How far round each state reaches. A state that is there at all is seen: one of a hundred is no hair. */
export function reaches(mix: Mix): number[] {
  const LEAST = 12;
  const whole = MIX_ORDER.reduce((sum, state) => sum + mix[state], 0);
  const parts = MIX_ORDER.map((state) =>
    mix[state] === 0 ? 0 : Math.max(LEAST, (mix[state] / Math.max(1, whole)) * 255),
  );
  const drawn = parts.reduce((sum, part) => sum + part, 0) || 1;
  let sum = 0;
  return parts.map((part) => Math.min(255, Math.round(((sum += part) / drawn) * 255)));
}

/** What stands too near to be told apart, as rings that show the mix of states. */
export class RingLayer implements CustomLayerInterface {
  readonly id = 'rings';
  readonly type = 'custom';
  readonly renderingMode = '2d';
  readonly #camera: () => Camera;
  #gl: WebGL2RenderingContext | null = null;
  #program: WebGLProgram | null = null;
  #buffer: WebGLBuffer | null = null;
  #corners: WebGLBuffer | null = null;
  #array: WebGLVertexArrayObject | null = null;
  #bytes = new ArrayBuffer(0);
  #floats = new Float32Array(0);
  #small = new Uint8Array(0);
  #count = 0;
  #origin: WorldPoint = { x: 0, y: 0 };
  #colours = new Float32Array(21);
  #ground: readonly [number, number, number] = [0, 0, 0];
  #changed = false;

  constructor(camera: () => Camera) {
    this.#camera = camera;
  }

  setColours(colours: readonly (readonly number[])[], ground: readonly [number, number, number]): void {
    this.#colours = new Float32Array(colours.flat());
    this.#ground = ground;
  }

  setAll(places: readonly WorldPoint[], origin: WorldPoint): void {
    this.#count = places.length;
    this.#origin = origin;
    this.#bytes = new ArrayBuffer(places.length * BYTES);
    this.#floats = new Float32Array(this.#bytes);
    this.#small = new Uint8Array(this.#bytes);
    places.forEach((place, i) => {
      this.#floats[i * 4] = place.x - origin.x;
      this.#floats[i * 4 + 1] = place.y - origin.y;
    });
    this.#changed = true;
  }

  setMix(ring: number, mix: Mix): void {
    const place = ring * BYTES + 8;
    const drawn = reaches(mix);
    if (drawn.every((reach, i) => this.#small[place + i] === reach)) return;
    this.#small.set(drawn, place);
    this.#changed = true;
  }

  /** Something is not on the screen yet. */
  get isStale(): boolean {
    return this.#changed;
  }

  onAdd(_map: MapLibre, gl: WebGL2RenderingContext): void {
    this.#gl = gl;
    this.#program = programOf(gl, VERTEX, FRAGMENT);
    this.#buffer = gl.createBuffer();
    this.#corners = gl.createBuffer();
    this.#array = gl.createVertexArray();
    this.#changed = true;
    const program = this.#program;
    gl.bindVertexArray(this.#array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#corners);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW);
    const corner = gl.getAttribLocation(program, 'corner');
    gl.enableVertexAttribArray(corner);
    gl.vertexAttribPointer(corner, 2, gl.FLOAT, false, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    for (const [name, size, type, offset] of [
      ['place', 2, gl.FLOAT, 0],
      ['first', 4, gl.UNSIGNED_BYTE, 8],
      ['rest', 4, gl.UNSIGNED_BYTE, 12],
    ] as const) {
      const location = gl.getAttribLocation(program, name);
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, size, type, type === gl.UNSIGNED_BYTE, BYTES, offset);
      gl.vertexAttribDivisor(location, 1);
    }
    gl.bindVertexArray(null);
  }

  onRemove(_map: MapLibre, gl: WebGL2RenderingContext): void {
    gl.deleteBuffer(this.#buffer);
    gl.deleteBuffer(this.#corners);
    gl.deleteVertexArray(this.#array);
    gl.deleteProgram(this.#program);
    this.#gl = null;
  }

  /** A few hundred rings at most: they go up whole. */
  upload(): void {
    const gl = this.#gl;
    if (gl === null || !this.#changed) return;
    this.#changed = false;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    gl.bufferData(gl.ARRAY_BUFFER, this.#bytes, gl.DYNAMIC_DRAW);
    gl.bindBuffer(gl.ARRAY_BUFFER, null);
  }

  render(gl: WebGL2RenderingContext | WebGLRenderingContext): void {
    if (!(gl instanceof WebGL2RenderingContext) || this.#count === 0 || this.#program === null) return;
    this.upload();
    const program = this.#program;
    const camera = this.#camera();
    gl.useProgram(program);
    const u = (name: string) => gl.getUniformLocation(program, name);
    gl.uniform2f(u('centre'), camera.centre.x - this.#origin.x, camera.centre.y - this.#origin.y);
    gl.uniform1f(u('worldSize'), camera.worldSize);
    gl.uniform2f(u('viewport'), camera.width, camera.height);
    gl.uniform3fv(u('colours'), this.#colours);
    gl.uniform3fv(u('ground'), this.#ground);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.STENCIL_TEST);
    gl.bindVertexArray(this.#array);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, this.#count);
    gl.bindVertexArray(null);
  }
}
