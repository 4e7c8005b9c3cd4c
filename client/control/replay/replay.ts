import type { PointId } from '@hub/shared/model/ids.ts';
import type { PointDetail } from '@hub/shared/protocol/down.ts';
import type { ReplayStrip, ReplayView } from '@hub/shared/view/replay.ts';
import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { Timing } from '../../link/timing.ts';
import { BoardStore } from '../../state/board-store.ts';

export const SPEEDS = [1, 10, 60] as const;
export type Speed = (typeof SPEEDS)[number];

export type PastAnswer =
  | { readonly kind: 'view'; readonly view: ReplayView; readonly tag: string | null }
  /** Nothing more had happened than in the picture under that tag. */
  | { readonly kind: 'same' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'failed' };

/** Where the past is fetched from. None of these rejects; null is no answer. */
export interface PastSource {
  view(at: number, tag: string | null): Promise<PastAnswer>;
  detail(at: number, pointId: PointId): Promise<PointDetail | null>;
  strip(run: number | null): Promise<ReplayStrip | null>;
}

export interface ReplayPorts {
  readonly source: PastSource;
  readonly timing: Timing;
  readonly nextFrame: (run: () => void) => void;
}

/** Where a person stands in the past, and whether it runs. */
export interface Place {
  /** The moment chosen, epoch ms. */
  readonly at: number;
  readonly speed: Speed | null;
}

/** Two moments are asked for no closer than this: the hub answers each device 15 times a second. */
const GAP_MS = 80;
/** How often the moment moves while it plays. */
const STEP_MS = 250;
const RETRY_MS = 1_000;

/** Q4, Q6: the past on this screen. Fills a store like the live one, so that every part draws it without knowing. */
export class Replay {
  readonly board: BoardStore;
  readonly #ports: ReplayPorts;
  readonly #place = signal<Place | null>(null);
  readonly #shownAt = signal<number | null>(null);
  readonly #strip = signal<ReplayStrip | null>(null);
  readonly #failed = signal(false);
  readonly #detail = signal<PointDetail | null>(null);
  #chosen: PointId | null = null;
  /** The run whose strip is wanted; a new one each time another is chosen. */
  #wish: { readonly run: number | null } = { run: null };
  #isStripAsked = false;
  #tag: string | null = null;
  #detailFor = '';
  #isAsking = false;
  #steps = 0;
  #stopClock: (() => void) | null = null;

  constructor(ports: ReplayPorts) {
    this.#ports = ports;
    this.board = new BoardStore(ports.nextFrame);
  }

  /** Null while the screen is live. */
  get place(): ReadonlySignal<Place | null> {
    return this.#place;
  }

  /** The moment of the picture in `board`; null before the first one. */
  get shownAt(): ReadonlySignal<number | null> {
    return this.#shownAt;
  }

  get strip(): ReadonlySignal<ReplayStrip | null> {
    return this.#strip;
  }

  /** The hub gave no picture of the moment chosen; it is asked again. */
  get failed(): ReadonlySignal<boolean> {
    return this.#failed;
  }

  /** Of the point that is chosen, at the moment shown; null while it is fetched. */
  get detail(): ReadonlySignal<PointDetail | null> {
    return this.#detail;
  }

  /** One question at a time: a hub that is slow to answer must not be asked more and more. */
  async loadStrip(run?: number | null): Promise<void> {
    if (run !== undefined) this.#wish = { run };
    if (this.#isStripAsked) return;
    this.#isStripAsked = true;
    let asked;
    do {
      asked = this.#wish;
      const strip = await this.#ports.source.strip(asked.run);
      if (asked === this.#wish && strip) this.#strip.value = strip;
    } while (asked !== this.#wish);
    this.#isStripAsked = false;
  }

  /** To a moment, and stays there. */
  go(at: number): void {
    this.#setClock(null);
    this.#place.value = { at: this.#within(at), speed: null };
    void this.#pump();
  }

  play(speed: Speed): void {
    const end = this.#strip.peek()?.run?.to;
    const from = this.#strip.peek()?.run?.from;
    const held = this.#place.peek();
    if (end === undefined || from === undefined) return;
    // From its end there is nothing to play: it begins again.
    const at = held === null || held.at >= end ? from : held.at;
    this.#place.value = { at, speed };
    this.#setClock(speed);
    void this.#pump();
  }

  pause(): void {
    const held = this.#place.peek();
    if (held) this.go(held.at);
  }

  live(): void {
    this.#setClock(null);
    this.#place.value = null;
    this.#shownAt.value = null;
    this.#failed.value = false;
    this.#tag = null;
    this.#detail.value = null;
    this.#detailFor = '';
  }

  choose(pointId: PointId | null): void {
    if (pointId === this.#chosen) return;
    this.#chosen = pointId;
    this.#detail.value = null;
    void this.#pump();
  }

  #within(at: number): number {
    const run = this.#strip.peek()?.run;
    return Math.round(run ? Math.min(run.to, Math.max(run.from, at)) : at);
  }

  #setClock(speed: Speed | null): void {
    this.#stopClock?.();
    this.#stopClock = null;
    if (speed === null) return;
    let before = this.#ports.timing.now();
    const step = (): void => {
      const now = this.#ports.timing.now();
      const held = this.#place.peek();
      const end = this.#strip.peek()?.run?.to;
      if (held === null || end === undefined) return;
      const at = Math.min(end, held.at + (now - before) * speed);
      before = now;
      this.#place.value = { at, speed: at < end ? speed : null };
      void this.#pump();
      this.#stopClock = at < end ? this.#ports.timing.after(STEP_MS, step) : null;
    };
    this.#stopClock = this.#ports.timing.after(STEP_MS, step);
  }

  /** Asks for the newest moment chosen, one at a time: what was passed over meanwhile is not asked for. */
  async #pump(): Promise<void> {
    if (this.#isAsking) return;
    const at = this.#place.peek()?.at ?? null;
    if (at === null || (at === this.#shownAt.peek() && this.#hasDetail(at))) return;
    this.#isAsking = true;
    const waitMs = at === this.#shownAt.peek() ? await this.#fetchDetail(at) : await this.#fetchView(at);
    this.#ports.timing.after(waitMs, () => {
      this.#isAsking = false;
      void this.#pump();
    });
  }

  async #fetchView(at: number): Promise<number> {
    const answer = await this.#ports.source.view(Math.floor(at), this.#tag);
    // Back at the live picture meanwhile.
    if (this.#place.peek() === null) return GAP_MS;
    if (answer.kind === 'wait') return answer.ms;
    this.#failed.value = answer.kind === 'failed';
    if (answer.kind === 'failed') return RETRY_MS;
    if (answer.kind === 'view') {
      this.#tag = answer.tag;
      const { view } = answer;
      this.board.applySnapshot({ ...view, cursor: `past-${++this.#steps}`, role: 'controller' });
    }
    this.#shownAt.value = at;
    return GAP_MS;
  }

  #hasDetail(at: number): boolean {
    return this.#chosen === null || this.#detailFor === `${this.#chosen} ${at}`;
  }

  async #fetchDetail(at: number): Promise<number> {
    const pointId = this.#chosen;
    if (pointId === null) return GAP_MS;
    const detail = await this.#ports.source.detail(Math.floor(at), pointId);
    if (pointId !== this.#chosen || this.#place.peek() === null) return GAP_MS;
    this.#detailFor = `${pointId} ${at}`;
    if (detail) this.#detail.value = detail;
    return GAP_MS;
  }
}
