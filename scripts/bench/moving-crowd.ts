import { setTimeout as delay } from 'node:timers/promises';
import { firstConnection, nextConnection, POINT_POLICY } from '@hub/client/link/connection.ts';
import type { Connection, ConnectionEvent } from '@hub/client/link/connection.ts';
import { hubsOf } from '@hub/client/link/hubs.ts';
import type { Several } from '@hub/client/link/link.ts';
import { pageTiming } from '@hub/client/link/timing.ts';
import type { HubNodes } from '@hub/shared/protocol/down.ts';
import type { BenchPoint } from './messages.ts';
import { RawSocket } from './raw-socket.ts';

/** What the measuring script asks of phones that know several hubs, and what it is told. */
export type ToMovingCrowd =
  /**
   * The first half is at home at the first hub, the others at the second; whoever is elsewhere goes home. When a hub
   * goes away, these do not look for another: what is known of them is what the hubs find out.
   */
  | {
      readonly kind: 'go-home';
      readonly hubs: readonly string[];
      readonly points: readonly BenchPoint[];
      readonly staying: readonly string[];
    }
  | { readonly kind: 'tell-returns' };
export type FromMovingCrowd =
  | { readonly kind: 'home' }
  | { readonly kind: 'returns'; readonly returns: readonly Return[] }
  | { readonly kind: 'failed'; readonly message: string };

/** Of a phone whose hub went away, epoch ms: when it noticed, and when another hub had decided what it asked there. */
export interface Return {
  readonly id: string;
  readonly lostAt: number;
  readonly backAt: number | null;
}

/** A device that remembers no hubs. */
const nothingKept = (): null => null;

const CONNECTS_PER_SECOND = 300;
const AT_ONCE = 64;
const ASK_AGAIN_MS = 1_000;

/** A phone that comes back as the page does: when and where, the rules of its connection and of its hubs say. */
class Phone {
  readonly point: BenchPoint;
  readonly #home: string;
  #several: Several | null = null;
  #state: Connection = { state: 'stopped' };
  #socket: RawSocket | null = null;
  #isBack: () => void = () => undefined;
  #moves = 0;
  isStaying = false;
  lostAt: number | null = null;
  backAt: number | null = null;

  /** `home`: the origin of the hub that its page came from. */
  constructor(point: BenchPoint, home: string) {
    this.point = point;
    this.#home = home;
  }

  /** Where it speaks; empty: at home. */
  get #here(): string {
    return this.#several?.here ?? '';
  }

  /** Settles once its own hub has decided what it asked there. */
  async goHome(): Promise<void> {
    [this.lostAt, this.backAt] = [null, null];
    if (this.#here === '' && this.#state.state === 'connected' && !this.isStaying) return;
    this.#socket?.close();
    this.#moves++;
    this.#several = null;
    this.#state = firstConnection(pageTiming.now());
    const isBack = new Promise<void>((resolve) => (this.#isBack = resolve));
    void this.#dial();
    await isBack;
  }

  async #dial(): Promise<void> {
    const auth = { credential: this.point.key, protocol: 1 };
    const port = Number(new URL(this.#here || this.#home).port);
    const target = { host: '127.0.0.1', port, path: '/rt/point', namespace: '/point', auth };
    try {
      // A page is in before it is told anything; here the first word may come in the very packet that lets one in.
      const early: HubNodes[] = [];
      let hear = (nodes: HubNodes): void => void early.push(nodes);
      const socket = await RawSocket.open(target, (name, rest) => {
        if (name === 'hub:nodes') hear(JSON.parse(rest) as HubNodes);
      });
      this.#socket = socket;
      socket.onClose = () => this.#lost();
      socket.onAck = (_, body) => {
        if (body.startsWith('{"ok":true')) this.#back();
        else setTimeout(() => this.#ask(socket), ASK_AGAIN_MS);
      };
      this.#take({ type: 'opened' });
      hear = (nodes) => this.#hear(nodes);
      early.forEach(hear);
      this.#ask(socket);
    } catch {
      // Nobody there, or a hub that turns people away.
      this.#take({ type: 'failed', error: null });
    }
  }

  /** A page knows its own address, and counts the hub it came from once. */
  #hear({ urls, spreadMs }: HubNodes): void {
    const nodes = { urls: urls.filter((url) => url !== this.#home), spreadMs };
    const ports = { timing: pageTiming, random: Math.random };
    this.#several = hubsOf(this.#several, nodes, ports, nothingKept, nothingKept);
  }

  /** What a socket asks is decided in order: its answer says that its connection is known too. */
  #ask(socket: RawSocket): void {
    if (socket !== this.#socket) return;
    const commandId = `moving-${this.point.id}-${String(this.#moves)}`;
    socket.emit('point:word', JSON.stringify({ commandId, seesAndHears: true }), 1);
  }

  #back(): void {
    this.backAt ??= Date.now();
    this.#isBack();
  }

  #lost(): void {
    this.lostAt = Date.now();
    this.backAt = null;
    this.#moves++;
    if (!this.isStaying) this.#take({ type: 'closed' });
  }

  #take(event: ConnectionEvent): void {
    const before = this.#state;
    const next = nextConnection(before, event, pageTiming.now(), POINT_POLICY, Math.random());
    this.#state = this.#several?.follow(before, event, next) ?? next;
    if (this.#state.state === 'connecting') void this.#dial();
    if (this.#state.state !== 'waiting') return;
    setTimeout(() => this.#take({ type: 'due' }), Math.max(0, this.#state.retryAt - pageTiming.now()));
  }
}

const tell = (message: FromMovingCrowd): void => void process.send?.(message);
let phones: readonly Phone[] = [];

process.on('message', (message: ToMovingCrowd) => {
  act(message).catch((error: unknown) => tell({ kind: 'failed', message: String((error as Error).stack) }));
});
process.on('disconnect', () => process.exit());

async function act(message: ToMovingCrowd): Promise<void> {
  switch (message.kind) {
    case 'go-home': {
      const { points, hubs, staying } = message;
      if (phones.length === 0) {
        phones = points.map((point, i) => {
          const home = hubs[Math.floor((i * hubs.length) / points.length)] ?? '';
          return new Phone(point, home);
        });
      }
      await goHome();
      for (const phone of phones) phone.isStaying = staying.includes(phone.point.id);
      return tell({ kind: 'home' });
    }
    case 'tell-returns':
      return tell({
        kind: 'returns',
        returns: phones.flatMap(({ point: { id }, lostAt, backAt }) =>
          lostAt === null ? [] : [{ id, lostAt, backAt }],
        ),
      });
  }
}

/** Evenly, and only so many at once: a hub that is slow is waited for. */
async function goHome(): Promise<void> {
  const startedAt = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < phones.length; i = next++) {
      await delay(Math.max(0, startedAt + (i * 1_000) / CONNECTS_PER_SECOND - performance.now()));
      await phones[i]?.goHome();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
