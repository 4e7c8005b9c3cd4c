import { RoomEvent, type Room } from 'livekit-client';
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals-core';
import type { Timing } from '../link/timing.ts';
import { Capture, type DeviceKind } from './capture.ts';
import { adjusted, beginThrift, beginUplink, sparing, type Economy, type Uplink } from './economy.ts';
import { OwnMedia, ownRules, type OwnRules } from './own-media.ts';
import { mutedBy, pressed, told } from './microphone-policy.ts';
import { OwnStats, SAMPLE_MS, type OwnSample } from './own-stats.ts';
import { roomLine } from './room-line.ts';
import { RoomSession, type RoomState, type TicketAnswer } from './room-session.ts';
import { qualityOf, Subscriptions, type Wish } from './subscriptions.ts';

/** What the hub says a point's page should do with its media. */
export interface CallOrders {
  /** False: it only watches. */
  readonly publishes: boolean;
  readonly room: string;
  /** Null: the programme is in the same room. */
  readonly programme: string | null;
  /** Identities whose picture and sound are the programme, the one to be shown large first. */
  readonly watch: readonly string[];
  /** The point is itself seen and heard by all. */
  readonly air: boolean;
  /** A rise means: send anew. */
  readonly restarts: number;
}

/** Rights to the point's rooms; asked for anew with every try. Either may be missing. */
export interface CallTickets {
  readonly contribution: TicketAnswer;
  /** Where the programme has a room of its own. */
  readonly programme: TicketAnswer | null;
}

interface CallPorts {
  readonly timing: Timing;
  readonly random: () => number;
  readonly tickets: () => Promise<CallTickets>;
  /** Null before the hub has said anything, and while it cannot be reached: what was said last holds. */
  readonly orders: ReadonlySignal<CallOrders | null>;
  readonly tell: (sample: OwnSample) => void;
  /** The person, or their browser, asks for less data. */
  readonly saveData: () => boolean;
}

const LISTEN_MS = 250;

/** A point in its call: its own devices, its room, the programme, and what it measures of itself. */
export class PointCall {
  readonly capture = new Capture();
  readonly rules: OwnRules = ownRules();
  readonly programme = new Subscriptions();
  readonly #ports: CallPorts;
  readonly #contribution: RoomSession;
  readonly #apart: RoomSession;
  readonly #stats: OwnStats;
  readonly #joined = signal(false);
  readonly #economy = signal<Economy | null>(null);
  readonly #soundBlocked = signal(false);
  readonly #pictureKept = signal(false);
  /** Where the programme comes from. */
  #programmeRoom: Room | null = null;
  #isApart = false;
  #uplink: Uplink = beginUplink(0);
  #stops: (() => void)[] = [];

  constructor(ports: CallPorts) {
    this.#ports = ports;
    const { timing, random, orders } = ports;
    const own = { capture: this.capture, rules: this.rules, timing };
    const media = new OwnMedia({ ...own, wanted: signal(true) });
    const isOnAir = computed(() => orders.value?.air === true);
    const aired = new OwnMedia({ ...own, wanted: isOnAir });
    this.#stats = new OwnStats(this.capture, this.rules, media);
    this.#contribution = new RoomSession({
      timing,
      random,
      ticket: () => this.#contributionTicket(),
      open: (heard) =>
        roomLine(heard, (room) => {
          media.attend(room);
          if (!this.#isApart) this.#attendProgramme(room);
        }),
    });
    this.#apart = new RoomSession({
      timing,
      random,
      ticket: async () => (await ports.tickets()).programme ?? { kind: 'later' },
      open: (heard) =>
        roomLine(heard, (room) => {
          aired.attend(room);
          this.#attendProgramme(room);
        }),
    });
    effect(() => {
      const { microphone } = this.rules;
      if (orders.value !== null) microphone.value = told(microphone.peek(), !orders.value.air);
    });
    this.#followPlace();
    this.#followRestarts();
    effect(() => this.#want());
  }

  /** Whether the person wants to be in; `state` says how far that has come. */
  get joined(): ReadonlySignal<boolean> {
    return this.#joined;
  }
  get state(): ReadonlySignal<RoomState> {
    return this.#contribution.state;
  }
  get economy(): ReadonlySignal<Economy | null> {
    return this.#economy;
  }
  /** The browser lets nothing sound before the next tap. */
  get soundBlocked(): ReadonlySignal<boolean> {
    return this.#soundBlocked;
  }

  /** The line is too weak for a picture, and the person has not asked for it all the same. */
  readonly hidesPicture: ReadonlySignal<boolean> = computed(
    () => this.#economy.value?.thrift === 'sound-only' && !this.#pictureKept.value,
  );

  /** The person's own switch. */
  press(kind: DeviceKind): void {
    const rule = this.rules[kind];
    const gaveWay = kind === 'camera' && this.rules.spared.peek();
    if (gaveWay) this.#spare(beginUplink(this.#ports.timing.now()));
    if (!gaveWay || mutedBy(rule.peek()) !== null) rule.value = pressed(rule.peek());
  }

  async join(): Promise<void> {
    if (this.#joined.peek()) return;
    this.#joined.value = true;
    const now = this.#ports.timing.now();
    this.#economy.value = beginThrift(now);
    this.#spare(beginUplink(now));
    this.#follow();
    if (this.#ports.orders.peek()?.publishes !== false) await this.capture.open();
    if (this.#joined.peek()) this.#contribution.start();
  }

  /** After it was put out by the same point elsewhere, or refused. */
  again(): void {
    this.#contribution.start();
    if (this.#isApart) this.#apart.start();
  }

  leave(): void {
    if (!this.#joined.peek()) return;
    this.#joined.value = false;
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#contribution.stop();
    this.#apart.stop();
    this.capture.close();
    this.#economy.value = null;
    this.#pictureKept.value = false;
    void this.#say();
  }

  /** The network may be back, or another one. */
  hurry(): void {
    this.#contribution.hurry();
    this.#apart.hurry();
  }

  /** A tap: what the browser held back may sound now. */
  wake(): void {
    this.capture.wake();
    if (this.#soundBlocked.peek()) this.#programmeRoom?.startAudio().catch(() => undefined);
  }

  /** The person wants the picture although the line is weak. */
  keepPicture(): void {
    this.#pictureKept.value = true;
  }

  /** Another room, or other rights: the pen has moved, the points are divided otherwise. */
  #followPlace(): void {
    const place = computed(() => {
      const now = this.#ports.orders.value;
      return now === null ? null : JSON.stringify([now.publishes, now.room, now.programme]);
    });
    let before: string | null = null;
    effect(() => {
      const now = place.value;
      const isNew = now !== null && before !== null && now !== before;
      before = now ?? before;
      if (isNew && this.#joined.peek()) void this.#move();
    });
  }

  async #move(): Promise<void> {
    this.#contribution.stop();
    this.#apart.stop();
    if (this.#ports.orders.peek()?.publishes === false) this.capture.close();
    else await this.capture.open();
    if (this.#joined.peek()) this.#contribution.start();
  }

  #followRestarts(): void {
    let before: number | null = null;
    effect(() => {
      const now = this.#ports.orders.value?.restarts ?? null;
      if (now !== null && before !== null && now > before) void this.capture.reopen();
      before = now ?? before;
    });
  }

  async #contributionTicket(): Promise<TicketAnswer> {
    const { contribution, programme } = await this.#ports.tickets();
    this.#isApart = programme !== null;
    if (programme === null) this.#apart.stop();
    else this.#apart.start();
    return contribution;
  }

  #attendProgramme(room: Room): void {
    this.#programmeRoom = room;
    this.programme.attend(room);
    room.on(RoomEvent.AudioPlaybackStatusChanged, () => (this.#soundBlocked.value = !room.canPlaybackAudio));
  }

  #want(): void {
    const thrift = this.#economy.value?.thrift ?? 'low';
    const wishes = new Map<string, Wish>();
    const hides = this.hidesPicture.value;
    this.#ports.orders.value?.watch.forEach((identity, i) => {
      const picture = hides ? 'none' : thrift === 'full' && i === 0 ? 'high' : 'low';
      wishes.set(identity, { picture, sound: true });
    });
    this.programme.want(wishes);
  }

  #follow(): void {
    const listen = setInterval(() => this.#stats.listen(this.#ports.timing.now()), LISTEN_MS);
    const say = setInterval(() => {
      this.#save();
      void this.#say();
    }, SAMPLE_MS);
    this.#stops.push(
      () => clearInterval(listen),
      () => clearInterval(say),
    );
  }

  #save(): void {
    const before = this.#economy.peek();
    const room = this.#programmeRoom;
    if (before === null || room === null || this.#contribution.state.peek().kind !== 'connected') return;
    const isHeldBack = [...this.programme.seen.peek().values()].some(({ heldBack }) => heldBack);
    const quality = isHeldBack ? 'poor' : qualityOf(room.localParticipant);
    const after = adjusted(before, quality, this.#ports.timing.now(), this.#ports.saveData());
    if (after.thrift !== before.thrift || after.quality !== before.quality) this.#economy.value = after;
    if (after.thrift === 'full') this.#pictureKept.value = false;
  }

  async #say(): Promise<void> {
    const { timing, orders, tell } = this.#ports;
    const sample = await this.#stats.look(timing.now(), this.#contribution.state.peek());
    tell(sample);
    // A picture that nobody asks for takes nothing from the sound.
    const isSent = sample.camera === 'muted' || !sample.resting || orders.peek()?.air === true;
    this.#spare(sparing(this.#uplink, isSent && this.#stats.isStrained, timing.now()));
  }

  #spare(uplink: Uplink): void {
    this.#uplink = uplink;
    this.rules.spared.value = uplink.spared;
  }
}
