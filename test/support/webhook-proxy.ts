import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of webhooks on their way. `mess`: each comes twice, and none in its place. */
export type WebhookFate = 'pass' | 'lose' | 'mess';

interface Letter {
  readonly body: Buffer;
  readonly authorization: string;
}

/** As many are gathered and then handed on in reverse; what is left goes on after this time. */
const GATHERED = 4;
const GATHER_MS = 150;

/** Stands between LiveKit and the hub, and answers LiveKit at once, so that it sends nothing again by itself. */
export class WebhookProxy {
  readonly url: string;
  fate: WebhookFate = 'pass';
  /** How many LiveKit sent, and how many the hub was handed. */
  sent = 0;
  handed = 0;
  readonly #server: ReturnType<typeof createServer>;
  readonly #target: Promise<string>;
  #aim: (url: string) => void = () => undefined;
  #held: Letter[] = [];
  #timer: NodeJS.Timeout | null = null;

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
    this.#target = new Promise((resolve) => {
      this.#aim = resolve;
    });
    const { port } = server.address() as AddressInfo;
    this.url = `http://127.0.0.1:${String(port)}/livekit/webhook`;
  }

  /** LiveKit must be told where it is before the hub is there. */
  static async open(): Promise<WebhookProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new WebhookProxy(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        response.writeHead(200).end();
        proxy.#take({ body: Buffer.concat(parts), authorization: request.headers.authorization ?? '' });
      });
    });
    return proxy;
  }

  /** Where the hub is; what came before that waits. */
  aim(hubUrl: string): void {
    this.#aim(`${hubUrl}/livekit/webhook`);
  }

  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #take(letter: Letter): void {
    this.sent++;
    if (this.fate === 'lose') return;
    if (this.fate === 'pass') return void this.#hand(letter);
    this.#held.push(letter, letter);
    if (this.#held.length >= 2 * GATHERED) return this.#release();
    this.#timer ??= setTimeout(() => this.#release(), GATHER_MS);
  }

  #release(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const held = this.#held.splice(0).reverse();
    // One after the other, or the network would put them in order again.
    void held.reduce((before, letter) => before.then(() => this.#hand(letter)), Promise.resolve());
  }

  async #hand({ body, authorization }: Letter): Promise<void> {
    const headers = { 'Content-Type': 'application/webhook+json', Authorization: authorization };
    try {
      const response = await fetch(await this.#target, { method: 'POST', headers, body: new Uint8Array(body) });
      await response.arrayBuffer();
      if (response.ok) this.handed++;
    } catch {
      // The hub is being restarted: LiveKit's own webhook would be lost as well.
    }
  }
}
