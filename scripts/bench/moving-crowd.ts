import { setTimeout as delay } from 'node:timers/promises';
import { firstConnection, nextConnection, POINT_POLICY } from '@hub/client/link/connection.ts';
import type { Connection, ConnectionEvent } from '@hub/client/link/connection.ts';
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
      readonly ports: readonly number[];
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

const CONNECTS_PER_SECOND = 300;
const AT_ONCE = 64;
const ASK_AGAIN_MS = 1_000;

/**
 * A phone that comes back as the page does: when, its connection's own rules say; where it was, and to another hub when
 * nobody answers there.
 */
class Phone {
  readonly point: BenchPoint;
  readonly #ports: readonly number[];
  readonly #homePort: number;
  #port: number;
  #state: Connection = { state: 'stopped' };
  #socket: RawSocket | null = null;
  #isBack: () => void = () => undefined;
  #moves = 0;
  /** As the hub advises: who moves to another one waits so long at most. */
  #spreadMs = 0;
  isStaying = false;
  lostAt: number | null = null;
  backAt: number | null = null;

  constructor(point: BenchPoint, ports: readonly number[], homePort: number) {
    this.point = point;
    this.#ports = ports;
    this.#homePort = homePort;
    this.#port = homePort;
  }

  /** Settles once its own hub has decided what it asked there. */
  async goHome(): Promise<void> {
    [this.lostAt, this.backAt] = [null, null];
    if (this.#port === this.#homePort && this.#state.state === 'connected' && !this.isStaying) return;
    this.#socket?.close();
    this.#moves++;
    this.#port = this.#homePort;
    this.#state = firstConnection(Date.now());
    const isBack = new Promise<void>((resolve) => (this.#isBack = resolve));
    void this.#dial();
    await isBack;
  }

  async #dial(): Promise<void> {
    const auth = { credential: this.point.key, protocol: 1 };
    const target = { host: '127.0.0.1', port: this.#port, path: '/rt/point', namespace: '/point', auth };
    try {
      const socket = await RawSocket.open(target, (name, rest) => {
        if (name === 'hub:nodes') this.#spreadMs = (JSON.parse(rest) as { spreadMs: number }).spreadMs;
      });
      this.#socket = socket;
      socket.onClose = () => this.#lost();
      socket.onAck = (_, body) => {
        if (body.startsWith('{"ok":true')) this.#back();
        else setTimeout(() => this.#ask(socket), ASK_AGAIN_MS);
      };
      this.#take({ type: 'opened' });
      this.#ask(socket);
    } catch {
      // Nobody there, or a hub that turns people away: the next one.
      this.#goElsewhere();
      this.#take({ type: 'failed', error: null });
    }
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

  #goElsewhere(): void {
    this.#port = this.#ports[(this.#ports.indexOf(this.#port) + 1) % this.#ports.length] ?? this.#port;
  }

  #take(event: ConnectionEvent): void {
    const policy = { ...POINT_POLICY, moveMs: this.#spreadMs };
    this.#state = nextConnection(this.#state, event, Date.now(), policy, Math.random());
    if (this.#state.state === 'connecting') void this.#dial();
    if (this.#state.state !== 'waiting') return;
    setTimeout(() => this.#take({ type: 'due' }), Math.max(0, this.#state.retryAt - Date.now()));
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
      const { points, ports, staying } = message;
      if (phones.length === 0) {
        phones = points.map((point, i) => {
          const home = ports[Math.floor((i * ports.length) / points.length)] ?? 0;
          return new Phone(point, ports, home);
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
