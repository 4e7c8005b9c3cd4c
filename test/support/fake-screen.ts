import type { Channels, ViewEvent, Viewer } from '@hub/server/hub/viewer.ts';
import type { ControlDown } from '@hub/shared/protocol/down.ts';

export type Message = {
  [E in ViewEvent]: { readonly event: E; readonly payload: ControlDown[E]; readonly own: boolean };
}[ViewEvent];

/** Rooms of screens, as the publisher sees them. */
export class FakeChannels implements Channels {
  readonly members = new Map<string, Set<FakeScreen>>();
  broadcasts = 0;

  broadcast<E extends ViewEvent>(channel: string, event: E, payload: ControlDown[E]): void {
    this.broadcasts++;
    for (const screen of this.members.get(channel) ?? []) screen.take({ event, payload, own: false } as Message);
  }
}

/** One screen: what was sent to it waits in `inbox`; `slow` stops it from reading until `drain`. */
export class FakeScreen implements Viewer {
  readonly id: string;
  readonly inbox: Message[] = [];
  readonly #channels: FakeChannels;
  #slow = false;
  #waiting: (() => void)[] = [];
  /** Most that ever waited while the screen was not reading. */
  queuedWhileSlow = 0;

  constructor(id: string, channels: FakeChannels) {
    this.id = id;
    this.#channels = channels;
  }

  writable(): boolean {
    return !this.#slow;
  }

  send<E extends ViewEvent>(event: E, payload: ControlDown[E]): void {
    this.take({ event, payload, own: true } as Message);
  }

  take(message: Message): void {
    if (this.#slow) this.queuedWhileSlow++;
    this.inbox.push(message);
  }

  enter(channel: string): void {
    const members = this.#channels.members.get(channel) ?? new Set();
    this.#channels.members.set(channel, members.add(this));
  }

  exit(channel: string): void {
    this.#channels.members.get(channel)?.delete(this);
  }

  onDrain(run: () => void): void {
    this.#waiting.push(run);
  }

  get isSlow(): boolean {
    return this.#slow;
  }

  stall(): void {
    this.#slow = true;
  }

  /** Reads again. With `unannounced` nobody is told, as when a drain is missed. */
  drain(unannounced = false): void {
    this.#slow = false;
    const waiting = unannounced ? [] : this.#waiting;
    this.#waiting = [];
    for (const run of waiting) run();
  }

  /** As a closed socket: in no room any more. */
  vanish(): void {
    for (const members of this.#channels.members.values()) members.delete(this);
  }

  /** Takes what waits, of one kind or of all. */
  read<E extends ViewEvent>(event: E): ControlDown[E][] {
    const found = this.inbox
      .filter((message) => message.event === event)
      .map(({ payload }) => payload as ControlDown[E]);
    this.inbox.splice(0, this.inbox.length, ...this.inbox.filter((message) => message.event !== event));
    return found;
  }
}
