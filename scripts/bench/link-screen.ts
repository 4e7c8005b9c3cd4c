import { setTimeout as delay } from 'node:timers/promises';
import { openScreen } from './country.ts';
import type { RawSocket } from './raw-socket.ts';

interface Told {
  readonly rows?: readonly { readonly id: string; readonly link?: { readonly state: string } }[];
}

const LOOK_EVERY_MS = 20;

/** A screen that takes everything in, shows nothing, and notes when it saw which link as what. */
export class LinkScreen {
  readonly socket: RawSocket;
  readonly #state = new Map<string, string>();
  /** Epoch ms, since `beginAnew`. */
  readonly unknownAt = new Map<string, number>();
  readonly lost = new Set<string>();

  private constructor(socket: RawSocket) {
    this.socket = socket;
  }

  static async open(port: number, credential: string): Promise<LinkScreen> {
    const told: Told[] = [];
    let take = (one: Told): void => void told.push(one);
    const socket = await openScreen(port, credential, (name, rest) => {
      if (name === 'view:snapshot' || name === 'view:patch') take(JSON.parse(rest) as Told);
    });
    const screen = new LinkScreen(socket);
    take = (one) => screen.#take(one);
    told.forEach(take);
    return screen;
  }

  beginAnew(): void {
    this.unknownAt.clear();
    this.lost.clear();
  }

  /** Settles when all of these are `up`, or when it has been waited long enough. */
  async untilUp(ids: readonly string[], withinMs = 300_000): Promise<boolean> {
    const end = Date.now() + withinMs;
    while (!ids.every((id) => this.#state.get(id) === 'up')) {
      if (Date.now() > end) return false;
      await delay(LOOK_EVERY_MS);
    }
    return true;
  }

  close(): void {
    this.socket.close();
  }

  #take({ rows = [] }: Told): void {
    for (const { id, link } of rows) {
      if (link === undefined) continue;
      this.#state.set(id, link.state);
      if (link.state === 'unknown' && !this.unknownAt.has(id)) this.unknownAt.set(id, Date.now());
      if (link.state === 'lost') this.lost.add(id);
    }
  }
}
