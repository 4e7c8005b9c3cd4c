import { setTimeout as delay } from 'node:timers/promises';
import { RawSocket } from './raw-socket.ts';

interface Told {
  readonly rows?: readonly { readonly id: string; readonly link?: { readonly state: string } }[];
}

const LOOK_EVERY_MS = 20;

/** A screen that takes everything in, shows nothing, and notes when it saw which link as what. */
export class LinkScreen {
  readonly socket: RawSocket;
  readonly #state: Map<string, string>;
  /** Epoch ms, since `beginAnew`. */
  readonly unknownAt = new Map<string, number>();
  readonly lost = new Set<string>();

  private constructor(socket: RawSocket, state: Map<string, string>) {
    this.socket = socket;
    this.#state = state;
  }

  static async open(port: number, credential: string): Promise<LinkScreen> {
    const auth = { credential, protocol: 1 };
    const state = new Map<string, string>();
    let take: (told: Told) => void = () => undefined;
    let shown: () => void = () => undefined;
    const isShown = new Promise<void>((resolve) => (shown = resolve));
    const target = { host: '127.0.0.1', port, path: '/rt/control', namespace: '/control', auth };
    const socket = await RawSocket.open(target, (name, rest) => {
      if (name !== 'view:snapshot' && name !== 'view:patch') return;
      take(JSON.parse(rest) as Told);
      if (name === 'view:snapshot') shown();
    });
    const screen = new LinkScreen(socket, state);
    take = (told) => screen.#take(told);
    socket.emit('view:subscribe', '{}', 1);
    await isShown;
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
