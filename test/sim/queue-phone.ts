import type { OpenSocket, SocketListener } from '@hub/client/link/socket-port.ts';
import type { Timing } from '@hub/client/link/timing.ts';
import { PointLink } from '@hub/client/link/point-link.ts';
import { PointStore } from '@hub/client/state/point-store.ts';
import { reportCard, type ReportCard } from '@hub/client/state/report.ts';
import { ServerClock } from '@hub/client/state/server-clock.ts';
import type { PointCommandEvent } from '@hub/server/ingest/to-command.ts';
import type { DeviceId } from '@hub/shared/model/ids.ts';
import { DeviceMemory, TestDisk } from '../support/device-disk.ts';
import type { Random } from '../support/random.ts';
import type { Caller, QueueHub } from './queue-hub.ts';

/** Deliberate breaks of the client, made from outside; the simulation has to notice each. */
export const BREAKS = ['sent before it is kept', 'a new id on a retry', 'a tick before the answer'] as const;
export type Break = (typeof BREAKS)[number];

export interface Tally {
  reports: number;
  /** Phones whose reports must have come in the order in which they were typed. */
  orderly: number;
  kept: number;
  ticked: number;
  cuts: number;
  doubled: number;
  overtaken: number;
  ghosts: number;
  answersLost: number;
  restarts: number;
  restartsBeforeCommit: number;
  fullLogs: number;
  takeOvers: number;
  pagesKilled: number;
  secondTabs: number;
  fullPhones: number;
}

export interface World {
  readonly random: Random;
  readonly hub: QueueHub;
  readonly tally: Tally;
  readonly broken: Break | null;
  /** False once the trouble is over and everything shall settle. */
  isRough: boolean;
}

/** One device: its network, what its disk keeps, and the pages that are open on it. */
export class Phone {
  readonly deviceId: DeviceId;
  readonly memory = new DeviceMemory();
  readonly tabs: Tab[] = [];
  isOnline = true;
  isFull = false;
  /** Two pages send side by side, and a page that cannot read its disk knows nothing of what is on it. */
  keepsOrder = true;
  readonly world: World;

  constructor(world: World, name: string) {
    this.world = world;
    this.deviceId = name as DeviceId;
  }

  openTab(): void {
    this.tabs.push(new Tab(this));
    if (this.tabs.length > 1) this.keepsOrder = false;
  }

  killTab(tab: Tab): void {
    tab.die();
    this.tabs.splice(this.tabs.indexOf(tab), 1);
  }

  cut(): void {
    this.isOnline = false;
    for (const tab of this.tabs) tab.line.drop();
  }
}

/** One page of a device: the real link, queue and store, until it is killed. */
export class Tab {
  readonly store = new PointStore();
  readonly link: PointLink;
  readonly line: Line;
  readonly #disk: TestDisk;
  #dead = false;

  constructor(phone: Phone) {
    const { world, memory, deviceId } = phone;
    const { clock } = world.hub;
    const alive = (run: () => void) => (): void => {
      if (!this.#dead) run();
    };
    const timing: Timing = {
      now: () => clock.now(),
      after: (delayMs, run) => clock.setTimer(clock.now() + delayMs, alive(run)),
    };
    let freeAt = 0;
    this.#disk = new TestDisk(memory, {
      // A phone's disk takes its time, and does one thing after the other.
      later: (run) => {
        freeAt = Math.max(freeAt, clock.now()) + (world.isRough ? world.random.int(0, 60) : 1);
        clock.setTimer(freeAt, run);
      },
      broken: () => phone.isFull,
    });
    this.line = new Line(phone, alive);
    this.link = new PointLink({
      open: this.line.port,
      timing,
      random: () => world.random.next(),
      store: this.store,
      clock: new ServerClock(timing.now),
      disk: world.broken === 'sent before it is kept' ? hasty(this.#disk) : this.#disk,
      deviceId,
      wallNow: timing.now,
    });
    void this.link.start();
  }

  /** What the person sees where the headcount is; null before there is a picture. */
  card(): ReportCard | null {
    const view = this.store.view.peek();
    return view === null ? null : reportCard(view, this.store.sending.peek(), this.store.editing.peek());
  }

  die(): void {
    this.#dead = true;
    this.#disk.die();
    this.line.drop();
  }
}

/** Says that it is kept before it is. */
function hasty(disk: TestDisk): TestDisk {
  const eager = Object.create(disk) as TestDisk;
  eager.save = (command) => {
    void TestDisk.prototype.save.call(disk, command).catch(() => undefined);
    return Promise.resolve();
  };
  for (const name of ['load', 'remove', 'nextSeq', 'loadSeen', 'saveSeen'] as const) {
    Object.assign(eager, { [name]: disk[name].bind(disk) });
  }
  return eager;
}

interface LineCaller extends Caller {
  /** Downwards nothing overtakes: the next message arrives no earlier. */
  quietUntil: number;
}

/** The network between one page and the hub: late, doubled, out of order, cut; what was on its way may still arrive. */
export class Line {
  readonly #phone: Phone;
  readonly #alive: (run: () => void) => () => void;
  #listener: SocketListener | null = null;
  /** The connection there is now; what belongs to an earlier one is not heard any more. */
  #caller: LineCaller | null = null;
  #lastSentAt = 0;
  #retries = 0;

  constructor(phone: Phone, alive: (run: () => void) => () => void) {
    this.#phone = phone;
    this.#alive = alive;
  }

  readonly port: OpenSocket = (listener) => {
    this.#listener = listener;
    return {
      open: () => this.#open(),
      close: () => this.#end(),
      request: (event, payload, answered) => this.#request(event as PointCommandEvent, payload, answered),
      signal: () => undefined,
    };
  };

  /** The network goes; the page is told a little later. */
  drop(): void {
    if (this.#caller === null) return;
    this.#end();
    this.#later(this.#delay(), () => this.#listener?.closed());
  }

  #open(): void {
    const { hub } = this.#phone.world;
    this.#later(this.#delay(), () => {
      if (!this.#phone.isOnline) return this.#listener?.failed(null);
      const caller: LineCaller = {
        deviceId: this.#phone.deviceId,
        quietUntil: 0,
        push: (event, payload) => this.#down(caller, () => this.#listener?.message(event, payload)),
      };
      this.#caller = caller;
      this.#listener?.opened();
      void hub.join(caller);
    });
  }

  #end(): void {
    if (this.#caller !== null) this.#phone.world.hub.leave(this.#caller);
    this.#caller = null;
  }

  #request(event: PointCommandEvent, payload: unknown, answered: (ack: unknown) => void): void {
    const { world } = this.#phone;
    const { random, tally, broken } = world;
    let sent = payload;
    if (broken === 'a new id on a retry' && this.#retries++ % 2 === 1) {
      sent = { ...(payload as object), commandId: `again-${this.#retries}` };
    }
    if (broken === 'a tick before the answer') {
      answered({ ok: true, at: world.hub.clock.now(), seq: 1, durability: 'saved', counts: true, amendment: false });
    }
    const copies = world.isRough && random.chance(0.15) ? 2 : 1;
    if (copies === 2) tally.doubled++;
    for (let copy = 0; copy < copies; copy++) this.#up(event, sent, answered);
  }

  #up(event: PointCommandEvent, payload: unknown, answered: (ack: unknown) => void): void {
    const { world, deviceId } = this.#phone;
    const { random, tally, hub } = world;
    const caller = this.#caller;
    const { life } = hub;
    if (caller === null) return;
    const arrivesAt = hub.clock.now() + this.#delay();
    if (arrivesAt < this.#lastSentAt) tally.overtaken++;
    this.#lastSentAt = arrivesAt;
    // Not through `alive`: what has left the phone arrives, whatever becomes of the page.
    hub.clock.setTimer(arrivesAt, () => {
      if (hub.life !== life) return;
      if (this.#caller !== caller) {
        if (!random.chance(0.5)) return;
        tally.ghosts++;
      }
      void hub.receive(deviceId, event, payload).then((ack) => {
        if (hub.life !== life || this.#caller !== caller) return void tally.answersLost++;
        this.#down(caller, () => answered(ack));
      });
    });
  }

  /** Downwards a connection keeps its order. */
  #down(caller: LineCaller, hear: () => void): void {
    caller.quietUntil = Math.max(caller.quietUntil, this.#phone.world.hub.clock.now() + this.#delay());
    const delayMs = caller.quietUntil - this.#phone.world.hub.clock.now();
    this.#later(delayMs, () => {
      if (this.#caller !== caller) return void this.#phone.world.tally.answersLost++;
      this.#listener?.heard();
      hear();
    });
  }

  #later(delayMs: number, run: () => void): void {
    const { clock } = this.#phone.world.hub;
    clock.setTimer(clock.now() + delayMs, this.#alive(run));
  }

  #delay(): number {
    const { random, isRough } = this.#phone.world;
    if (!isRough) return 20;
    return random.chance(0.08) ? random.int(4_000, 7_000) : random.int(5, 800);
  }
}
