import type { PointId } from '@hub/shared/model/ids.ts';
import { WATCHED_MAX } from '@hub/shared/model/media.ts';
import type { MediaWatch } from '@hub/shared/protocol/down.ts';
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals-core';
import { pageTiming } from '../../link/timing.ts';
import { recall, remember } from '../../ui/remember.ts';
import type { StaffWatch, Wish } from '../../video/staff-watch.ts';
import type { Desk } from '../desk.ts';

/** How far the part that shows pictures has come. It is fetched when the first picture is wanted. */
export type WatchPart =
  | { readonly kind: 'none' | 'loading' | 'failed' | 'unsupported' }
  | { readonly kind: 'here'; readonly watch: StaffWatch };

const STORED_AS = 'video-wall';
/** Who walks through a list with the arrows wants no picture of each. */
const STAY_MS = 350;

/** What a staff screen watches and hears: one point in its drawer, some on the wall of pictures, and one by ear. */
export class VideoDesk {
  readonly #desk: Desk;
  readonly #part = signal<WatchPart>({ kind: 'none' });
  readonly #wall = signal<readonly PointId[]>(storedWall());
  readonly #wallShown = signal(false);
  readonly #drawer = signal<PointId | null>(null);
  readonly #standby = signal<readonly PointId[]>([]);
  readonly #sharp = signal(false);
  readonly #listening = signal<PointId | null>(null);
  readonly #wanted = computed(() => this.#wishes());
  #cancelStay: () => void = () => undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
    effect(() => {
      const wishes = this.#wanted.value;
      const part = this.#part.value;
      if (part.kind === 'here') part.watch.claim('screen', wishes);
      else if (part.kind === 'none' && wishes.size > 0) this.load();
    });
  }

  get part(): ReadonlySignal<WatchPart> {
    return this.#part;
  }
  /** Chosen for the wall of pictures, in the order chosen. */
  get wall(): ReadonlySignal<readonly PointId[]> {
    return this.#wall;
  }
  get sharp(): ReadonlySignal<boolean> {
    return this.#sharp;
  }
  /** Whom this screen hears; one at a time. */
  get listening(): ReadonlySignal<PointId | null> {
    return this.#listening;
  }

  setWall(points: readonly PointId[]): void {
    this.#wall.value = points.slice(0, WATCHED_MAX);
    remember(STORED_AS, JSON.stringify(this.#wall.peek()));
  }
  toggleOnWall(pointId: PointId): void {
    const wall = this.#wall.peek();
    this.setWall(wall.includes(pointId) ? wall.filter((id) => id !== pointId) : [...wall, pointId]);
  }
  showWall(shown: boolean): void {
    this.#wallShown.value = shown;
  }

  /** The point whose drawer shows its picture; null: none. */
  open(pointId: PointId | null): void {
    this.#cancelStay();
    this.#sharp.value = false;
    if (pointId === null) this.#drawer.value = null;
    else this.#cancelStay = pageTiming.after(STAY_MS, () => (this.#drawer.value = pointId));
  }
  /** Seen beside its turn while it stands by. */
  prepare(pointId: PointId, isStandby: boolean): void {
    const others = this.#standby.peek().filter((id) => id !== pointId);
    this.#standby.value = isStandby ? [...others, pointId] : others;
  }
  setSharp(sharp: boolean): void {
    this.#sharp.value = sharp;
  }
  listen(pointId: PointId | null): void {
    this.#listening.value = pointId;
  }

  load(): void {
    const { kind } = this.#part.peek();
    if (kind === 'here' || kind === 'loading') return;
    if (typeof RTCPeerConnection !== 'function') {
      this.#part.value = { kind: 'unsupported' };
      return;
    }
    this.#part.value = { kind: 'loading' };
    void import('../../video/staff-watch.ts').then(
      ({ StaffWatch }) => {
        const watch = new StaffWatch({
          timing: pageTiming,
          random: Math.random,
          ask: (pointIds) => this.#desk.link.ask<MediaWatch>('media:watch', { pointIds }),
        });
        window.addEventListener('online', () => watch.hurry());
        this.#part.value = { kind: 'here', watch };
      },
      () => (this.#part.value = { kind: 'failed' }),
    );
  }

  #wishes(): ReadonlyMap<PointId, Wish> {
    const wishes = new Map<PointId, Wish>();
    const heard = this.#listening.value;
    const add = (pointId: PointId, picture: Wish['picture']): void => {
      // What was asked for singly comes before the wall, which gives way.
      if (wishes.size < WATCHED_MAX || wishes.has(pointId)) wishes.set(pointId, { picture, sound: pointId === heard });
    };
    if (heard !== null) add(heard, 'none');
    for (const pointId of this.#standby.value) add(pointId, 'low');
    const drawer = this.#drawer.value;
    if (drawer !== null) add(drawer, 'low');
    if (this.#wallShown.value) for (const pointId of this.#wall.value) add(pointId, 'low');
    if (drawer !== null && this.#sharp.value) add(drawer, 'high');
    return wishes;
  }
}

function storedWall(): readonly PointId[] {
  try {
    const stored: unknown = JSON.parse(recall(STORED_AS) ?? '[]');
    const ids = Array.isArray(stored) ? stored.filter((id): id is string => typeof id === 'string') : [];
    return ids.slice(0, WATCHED_MAX) as PointId[];
  } catch {
    return [];
  }
}
