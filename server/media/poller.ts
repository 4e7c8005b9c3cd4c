import type { Clock, Disposer } from '../platform/clock.ts';
import type { Feed } from './feed.ts';
import type { ApiResult, LivekitApi, RoomSeen } from './livekit-api.ts';
import type { SeenParticipant } from './seen.ts';

export const POLL_MS = 2_000;
/** Who was missed once is looked for again so soon: one list alone proves nothing. */
const AGAIN_MS = 300;
/** While a point is called to speak every list counts. */
const CLOSELY_MS = 3_000;
/** What came in a burst of webhooks is looked at once. */
const SOON_MS = 250;
/** The clocks, and what else changes seldom, are compared every so many lists. */
const SELDOM = 30;
/** A large session's rooms are gone through within so many turns. */
const TURNS_PER_ROUND = 5;
const AT_ONCE = 8;

export interface RoomListing {
  readonly room: string;
  readonly askedAt: number;
  readonly participants: readonly SeenParticipant[];
  /** The room is another one than before, or the feed is back: who is not in it is gone. */
  readonly sure: boolean;
}

export interface PollPorts {
  readonly clock: Clock;
  readonly api: Pick<LivekitApi, 'rooms' | 'createRoom' | 'participants' | 'clockSkew'>;
  readonly feed: Feed;
  /** A room of the session that is on. */
  readonly isOurs: (room: string) => boolean;
  /** Rooms that must be there: LiveKit forgets them when it is restarted. */
  readonly wanted: () => Iterable<string>;
  /** False: the same list is wanted again at once. */
  readonly listed: (listings: readonly RoomListing[]) => boolean;
  /** The video system answered again: after the start, or after a time in which it did not. */
  readonly onBack: () => void;
  readonly onSeldom: () => void;
  /** A fault of our own: the next turn comes all the same, and the hub goes on. */
  readonly onFault: (error: unknown) => void;
  /** After each turn, whatever came of it. */
  readonly onTurn: () => void;
}

/** Asks LiveKit what is there, every 2 s. What fails changes nothing but the feed's health. */
export class Poller {
  readonly #ports: PollPorts;
  /** By name, the sid of the room when it was listed last. */
  readonly #known = new Map<string, string>();
  #turn = 0;
  #next = 0;
  #timer: Disposer | null = null;
  #isBusy = false;
  #wantedSoon = false;
  #dueAt = 0;
  #closelyUntil = 0;
  #stopped = false;

  constructor(ports: PollPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#arm(0);
  }

  /** What was heard does not fit: look sooner. */
  soon(): void {
    if (this.#isBusy) this.#wantedSoon = true;
    else this.#arm(SOON_MS);
  }

  /** Something is about to change that no webhook tells of. */
  closely(): void {
    this.#closelyUntil = this.#ports.clock.now() + CLOSELY_MS;
    this.soon();
  }

  /** Resolves once the room is there, as far as LiveKit can be reached. */
  async ensure(room: string): Promise<void> {
    if (this.#known.has(room)) return;
    const made = await this.#ports.api.createRoom(room);
    if (made.ok && !this.#known.has(room)) this.#known.set(room, made.value.sid);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.();
  }

  #arm(inMs: number): void {
    const at = this.#ports.clock.now() + inMs;
    if (this.#stopped || (this.#timer && this.#dueAt <= at)) return;
    this.#timer?.();
    this.#dueAt = at;
    this.#timer = this.#ports.clock.setTimer(at, () => {
      this.#timer = null;
      if (!this.#isBusy) void this.#look();
    });
  }

  async #look(): Promise<void> {
    this.#isBusy = true;
    let isSettled = true;
    try {
      isSettled = await this.#ask();
    } catch (error) {
      this.#ports.onFault(error);
    } finally {
      this.#isBusy = false;
      this.#ports.feed.tick(this.#ports.clock.now());
      this.#ports.onTurn();
      const isClose = this.#ports.clock.now() < this.#closelyUntil;
      this.#arm(isClose || this.#wantedSoon || !isSettled ? AGAIN_MS : POLL_MS);
      this.#wantedSoon = false;
    }
  }

  async #ask(): Promise<boolean> {
    const { api, clock, feed, isOurs } = this.#ports;
    const isSeldom = this.#turn++ % SELDOM === 0;
    const found = await api.rooms();
    if (isSeldom || (!found.ok && found.why === 'wrong-key')) await this.#compareClocks();
    if (!found.ok) return this.#failed(found);
    const rooms = new Map(found.value.filter(({ name }) => isOurs(name)).map(({ name, sid }) => [name, sid]));
    for (const made of await this.#makeMissing(rooms)) rooms.set(made.name, made.sid);
    const isBack = !feed.isLive;
    const chosen = isBack ? [...rooms.keys()] : this.#choose([...rooms.keys()]);
    const listings: RoomListing[] = [];
    for (let from = 0; from < chosen.length; from += AT_ONCE) {
      const names = chosen.slice(from, from + AT_ONCE);
      const answers = await Promise.all(
        names.map(async (room) => ({ room, askedAt: clock.now(), found: await api.participants(room) })),
      );
      for (const { room, askedAt, found: list } of answers) {
        if (!list.ok) continue;
        const sure = isBack || this.#known.get(room) !== rooms.get(room);
        listings.push({ room, askedAt, participants: list.value, sure });
      }
    }
    if (chosen.length > 0 && listings.length === 0) return this.#failed({ ok: false, why: 'unreachable', message: '' });
    // A room that is no longer there holds nobody.
    for (const room of this.#known.keys()) {
      if (rooms.has(room)) continue;
      this.#known.delete(room);
      if (isOurs(room)) listings.push({ room, askedAt: clock.now(), participants: [], sure: true });
    }
    for (const { room } of listings) {
      const sid = rooms.get(room);
      if (sid !== undefined) this.#known.set(room, sid);
    }
    const isSettled = this.#ports.listed(listings);
    if (feed.answered(clock.now())) this.#ports.onBack();
    if (isSeldom) this.#ports.onSeldom();
    return isSettled;
  }

  async #makeMissing(rooms: ReadonlyMap<string, string>): Promise<RoomSeen[]> {
    const missing = [...this.#ports.wanted()].filter((name) => !rooms.has(name)).slice(0, AT_ONCE);
    const made = await Promise.all(missing.map((name) => this.#ports.api.createRoom(name)));
    return made.flatMap((one) => (one.ok ? [one.value] : []));
  }

  #choose(rooms: readonly string[]): string[] {
    const count = Math.max(2, Math.ceil(rooms.length / TURNS_PER_ROUND));
    if (rooms.length <= count) return [...rooms];
    const from = this.#next % rooms.length;
    this.#next = from + count;
    return [...rooms, ...rooms].slice(from, from + count);
  }

  #failed({ why }: Extract<ApiResult<never>, { ok: false }>): true {
    const { feed, clock } = this.#ports;
    const isRefused = why === 'wrong-key';
    feed.failed(isRefused && feed.isClockOff ? 'clock-off' : isRefused ? 'wrong-key' : 'unreachable', clock.now());
    return true;
  }

  async #compareClocks(): Promise<void> {
    const skewMs = await this.#ports.api.clockSkew();
    if (skewMs !== null) this.#ports.feed.measuredSkew(skewMs);
  }
}
