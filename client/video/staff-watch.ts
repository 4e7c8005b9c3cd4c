import type { PointId } from '@hub/shared/model/ids.ts';
import type { MediaWatch } from '@hub/shared/protocol/down.ts';
import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { Answer } from '../link/commands.ts';
import type { Timing } from '../link/timing.ts';
import { roomLine } from './room-line.ts';
import { noTicket, RoomSession, type RoomState, type Ticket, type TicketAnswer } from './room-session.ts';
import { NOTHING, Subscriptions, type Seen, type Wish } from './subscriptions.ts';

export type { Seen, Wish } from './subscriptions.ts';

interface WatchPorts {
  readonly timing: Timing;
  readonly random: () => number;
  readonly ask: (pointIds: readonly PointId[]) => Promise<Answer<MediaWatch>>;
}

interface WatchedRoom {
  readonly session: RoomSession;
  readonly subscriptions: Subscriptions;
  /** From the answer that named the room: good for its first try. */
  ticket: Ticket | null;
  /** Ends the room once nobody of it has been wanted for a while. */
  cancelEnd: () => void;
}

interface Place {
  readonly room: string;
  readonly identity: string;
}

/** What is wanted at one moment, by many clicks, is asked for once. */
const GATHER_MS = 120;
/** Points whose device was not there: it may be now. */
const ASK_AGAIN_MS = 5_000;
/** A drawer that is closed and opened again finds its room still open. */
const LINGER_MS = 30_000;

const ORDER: readonly Wish['picture'][] = ['none', 'low', 'high'];

/**
 * Pictures and sound of points for a staff screen, hidden and receive-only: low layer for many, the high one and sound
 * where they are asked for. Rooms are entered as points of them are wanted.
 */
export class StaffWatch {
  readonly #ports: WatchPorts;
  readonly #rooms = signal<ReadonlyMap<string, WatchedRoom>>(new Map());
  readonly #places = signal<ReadonlyMap<PointId, Place>>(new Map());
  readonly #claims = new Map<string, ReadonlyMap<PointId, Wish>>();
  readonly #refused = signal(false);
  #cancelAsk: () => void = () => undefined;
  #asking = false;

  /** How its rooms stand, the worst first; `off` while nothing is wanted. */
  readonly state: ReadonlySignal<RoomState['kind'] | 'refused'> = computed(() => {
    if (this.#refused.value) return 'refused';
    const kinds = [...this.#rooms.value.values()].map(({ session }) => session.state.value.kind);
    const worst = (['stopped', 'waiting', 'mending', 'connecting', 'connected'] as const).find((kind) =>
      kinds.includes(kind),
    );
    return worst ?? 'off';
  });

  constructor(ports: WatchPorts) {
    this.#ports = ports;
  }

  /** What one part of the screen wants, in place of what it wanted before. */
  claim(part: string, wishes: ReadonlyMap<PointId, Wish>): void {
    if (wishes.size === 0) this.#claims.delete(part);
    else this.#claims.set(part, wishes);
    this.#apply();
    if ([...wishes.keys()].some((pointId) => !this.#places.peek().has(pointId))) this.#askAfter(GATHER_MS);
  }

  of(pointId: PointId): Seen {
    const place = this.#places.value.get(pointId);
    const room = place && this.#rooms.value.get(place.room);
    return room && place ? room.subscriptions.of(place.identity) : NOTHING;
  }

  /** The network may be back. */
  hurry(): void {
    for (const { session } of this.#rooms.peek().values()) session.hurry();
  }

  #wishes(): Map<PointId, Wish> {
    const all = new Map<PointId, Wish>();
    for (const wishes of this.#claims.values()) {
      for (const [pointId, wish] of wishes) {
        const other = all.get(pointId) ?? { picture: 'none', sound: false };
        const larger = ORDER.indexOf(wish.picture) > ORDER.indexOf(other.picture) ? wish.picture : other.picture;
        all.set(pointId, { picture: larger, sound: wish.sound || other.sound });
      }
    }
    return all;
  }

  /** Not in its room, or not under the name that is known: another device may have the pen now. */
  #missing(): boolean {
    return [...this.#wishes().keys()].some((pointId) => {
      const place = this.#places.peek().get(pointId);
      const room = place && this.#rooms.peek().get(place.room);
      if (!place || !room) return true;
      return room.session.state.peek().kind === 'connected' && !room.subscriptions.has(place.identity);
    });
  }

  #askAfter(delayMs: number): void {
    this.#cancelAsk();
    this.#cancelAsk = this.#ports.timing.after(delayMs, () => void this.#ask());
  }

  async #ask(): Promise<void> {
    if (this.#asking) return this.#askAfter(GATHER_MS);
    const pointIds = [...this.#wishes().keys()];
    if (pointIds.length === 0) return;
    if (!this.#missing()) return this.#askAfter(ASK_AGAIN_MS);
    this.#asking = true;
    const answer = await this.#ports.ask(pointIds);
    this.#asking = false;
    if (answer.ok) this.#take(answer);
    this.#refused.value = !answer.ok && answer.error !== 'unanswered' && answer.error.retry !== 'after';
    if (!this.#refused.peek()) this.#askAfter(ASK_AGAIN_MS);
  }

  #take({ url, rooms }: MediaWatch): void {
    const places = new Map(this.#places.peek());
    const open = new Map(this.#rooms.peek());
    for (const { room, token, points } of rooms) {
      for (const { pointId, identity } of points) places.set(pointId, { room, identity });
      if (!open.has(room)) open.set(room, this.#room(room, { url, token }));
    }
    this.#places.value = places;
    this.#rooms.value = open;
    this.#apply();
  }

  #room(name: string, ticket: Ticket): WatchedRoom {
    const { timing, random } = this.#ports;
    const subscriptions = new Subscriptions();
    const room: WatchedRoom = {
      subscriptions,
      ticket,
      cancelEnd: () => undefined,
      session: new RoomSession({
        timing,
        random,
        ticket: () => this.#ticket(name),
        open: (heard) => roomLine(heard, (opened) => subscriptions.attend(opened)),
      }),
    };
    return room;
  }

  async #ticket(name: string): Promise<TicketAnswer> {
    const room = this.#rooms.peek().get(name);
    const first = room?.ticket ?? null;
    if (room) room.ticket = null;
    if (first !== null) return { kind: 'ticket', ticket: first };
    const inside = [...this.#places.peek()].filter(([, place]) => place.room === name).map(([pointId]) => pointId);
    const wanted = this.#wishes();
    const answer = await this.#ports.ask(inside.filter((pointId) => wanted.has(pointId)));
    if (!answer.ok) return noTicket(answer.error);
    const right = answer.rooms.find((one) => one.room === name);
    return right === undefined
      ? { kind: 'later' }
      : { kind: 'ticket', ticket: { url: answer.url, token: right.token } };
  }

  /** Tells each room who is wanted of it, and leaves those of which nobody is. */
  #apply(): void {
    const wishes = this.#wishes();
    const places = this.#places.peek();
    for (const [name, room] of this.#rooms.peek()) {
      const own = new Map<string, Wish>();
      for (const [pointId, wish] of wishes) {
        const place = places.get(pointId);
        if (place?.room === name) own.set(place.identity, wish);
      }
      room.subscriptions.want(own);
      room.cancelEnd();
      if (own.size > 0) room.session.start();
      else room.cancelEnd = this.#ports.timing.after(LINGER_MS, () => this.#leave(name));
    }
  }

  #leave(name: string): void {
    const rooms = new Map(this.#rooms.peek());
    rooms.get(name)?.session.stop();
    rooms.delete(name);
    this.#rooms.value = rooms;
    // Where its points are is asked again: the session, and with it the rooms, may be another then.
    this.#places.value = new Map([...this.#places.peek()].filter(([, { room }]) => room !== name));
  }
}
