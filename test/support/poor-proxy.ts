import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface ProxyOptions {
  readonly port: number;
  readonly host?: string;
  /** Added between page and hub, half each way; a new connection waits for one more, as its handshake would. */
  readonly roundTripMs?: number;
  /**
   * What a strict proxy does to a request that would become a WebSocket: answers no, answers nothing, or answers yes and
   * then passes nothing on. The last two hold the page's connection open.
   */
  readonly upgrade?: 'refuse' | 'swallow' | 'mute';
}

/**
 * Stands between page and hub on a TCP connection of its own each way: delays, refuses to upgrade, or falls silent.
 * What the kernel does to loss and bandwidth happens on the page's side of it and is not delayed by it.
 */
export class PoorProxy {
  readonly #options: ProxyOptions;
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #silenced = new WeakSet<Socket>();
  /** Bytes from page to hub and back. */
  readonly bytes = { up: 0, down: 0 };
  #onUpgrade: () => void = () => undefined;
  opened = 0;
  upgrades = 0;

  private constructor(options: ProxyOptions) {
    this.#options = options;
    this.#server = createServer((page) => this.#take(page));
  }

  static async open(options: ProxyOptions): Promise<PoorProxy> {
    const proxy = new PoorProxy(options);
    proxy.#server.listen(0, options.host ?? '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://${this.#options.host ?? '127.0.0.1'}:${port}`;
  }

  /** What is connected now hears nothing any more, as after a change of network. New connections work. */
  silence(): void {
    for (const pair of this.#pairs) for (const socket of pair) this.#silenced.add(socket);
  }

  /** When this many requests to become a WebSocket have come. */
  async upgraded(count: number): Promise<void> {
    while (this.upgrades < count) await new Promise<void>((resolve) => (this.#onUpgrade = resolve));
  }

  close(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
    this.#server.close();
  }

  #take(page: Socket): void {
    this.opened += 1;
    const { port, roundTripMs = 0, upgrade } = this.#options;
    const hub = connect(port, '127.0.0.1');
    const pair = [page, hub] as const;
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      for (const socket of pair) if (!this.#silenced.has(socket)) socket.destroy();
    };
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    const openedAt = performance.now();
    const pipe = (from: Socket, to: Socket, way: 'up' | 'down'): void => {
      const waiting: Buffer[] = [];
      const pass = (chunk: Buffer | undefined): void => {
        if (chunk !== undefined && !to.destroyed && !this.#silenced.has(to)) to.write(chunk);
      };
      from.on('data', (chunk) => {
        if (this.#silenced.has(from)) return;
        const isUpgrade = way === 'up' && /\r\nupgrade: websocket/i.test(chunk.toString('latin1'));
        if (isUpgrade) {
          this.upgrades += 1;
          this.#onUpgrade();
        }
        if (isUpgrade && upgrade === 'refuse') {
          page.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
          return;
        }
        if (isUpgrade && upgrade !== undefined) {
          // The hub soon closes a connection that asks nothing; the page must not be helped by that.
          this.#silenced.add(page);
          if (upgrade === 'mute') page.write(accepted(chunk.toString('latin1')));
          return;
        }
        this.bytes[way] += chunk.length;
        if (roundTripMs === 0) return pass(chunk);
        const handshake = way === 'up' ? Math.max(0, openedAt + roundTripMs - performance.now()) : 0;
        // Timers of different length may fire in another order than they were set: each takes the oldest chunk.
        waiting.push(chunk);
        setTimeout(() => pass(waiting.shift()), handshake + roundTripMs / 2);
      });
    };
    pipe(page, hub, 'up');
    pipe(hub, page, 'down');
  }
}

function accepted(asked: string): string {
  const key = /sec-websocket-key: (\S+)/i.exec(asked)?.[1] ?? '';
  // The fixed half of the answer is from RFC 6455, section 1.3.
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  return [...lines, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n');
}
