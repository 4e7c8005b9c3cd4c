import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A network between page and hub that a test takes away and gives back. */
export class CutProxy {
  readonly #hubPort: number;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #isCut = false;
  #swallows = false;

  private constructor(hubPort: number) {
    this.#hubPort = hubPort;
    this.#server = createServer((page) => this.#take(page));
  }

  static async open(hubPort: number, port = 0): Promise<CutProxy> {
    const proxy = new CutProxy(hubPort);
    proxy.#server.listen(port, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Every connection breaks, and none can be made. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#open) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
    this.#swallows = false;
  }

  /** What the page says still reaches the hub; nothing the hub says reaches the page. */
  swallowAnswers(): void {
    this.#swallows = true;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #take(page: Socket): void {
    if (this.#isCut) return void page.destroy();
    const hub = connect(this.#hubPort, '127.0.0.1');
    for (const [socket, other] of [
      [page, hub],
      [hub, page],
    ] as const) {
      this.#open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#open.delete(socket);
        other.destroy();
      });
    }
    page.on('data', (chunk) => hub.write(chunk));
    hub.on('data', (chunk) => {
      if (!this.#swallows) page.write(chunk);
    });
  }
}
