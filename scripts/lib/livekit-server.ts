import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-ports.ts';
import { provideLivekit, type BuildOptions } from './livekit-binary.ts';
import { ServerProcess } from './server-process.ts';

const POLL_MS = 25;

export interface LivekitOptions {
  /** The hub's route for webhooks; null sends none. */
  readonly webhookUrl?: string | null;
  /** The address of this machine that browsers reach it at. */
  readonly host?: string;
  readonly ports?: LivekitPorts;
  /** False: a room exists only when the hub made it. */
  readonly autoCreate?: boolean;
  readonly binary?: string;
  readonly build?: BuildOptions;
  readonly keys?: { readonly apiKey: string; readonly secret: string };
}

export interface LivekitPorts {
  readonly http: number;
  readonly tcp: number;
  readonly udp: number;
}

/** A livekit-server of our own on this machine, with nothing asked of the internet. It can be killed and started again on its ports. */
export class LivekitServer {
  readonly apiKey: string;
  readonly secret: string;
  readonly ports: LivekitPorts;
  readonly #options: LivekitOptions;
  readonly #binary: string;
  readonly #host: string;
  readonly #process = new ServerProcess('livekit-server', POLL_MS);

  private constructor(options: LivekitOptions, binary: string, ports: LivekitPorts) {
    this.#options = options;
    this.#binary = binary;
    this.#host = options.host ?? '127.0.0.1';
    this.ports = ports;
    const keys = options.keys ?? { apiKey: 'devkey', secret: randomBytes(24).toString('hex') };
    [this.apiKey, this.secret] = [keys.apiKey, keys.secret];
  }

  /** Not started yet: the hub has to be told its address before, and it the hub's. */
  static async prepare(options: LivekitOptions = {}): Promise<LivekitServer> {
    const binary = options.binary ?? (await provideLivekit(options.build));
    const { host } = options;
    const ports = options.ports ?? {
      http: await freePort(host),
      tcp: await freePort('0.0.0.0'),
      udp: await freePort(host),
    };
    return new LivekitServer(options, binary, ports);
  }

  static async start(options: LivekitOptions = {}): Promise<LivekitServer> {
    const server = await LivekitServer.prepare(options);
    await server.start();
    return server;
  }

  /** What browsers dial. */
  get url(): string {
    return `ws://${this.#host}:${String(this.ports.http)}`;
  }

  /** What the hub is started with to be joined to it. */
  get env(): { readonly LIVEKIT_URL: string; readonly LIVEKIT_API_KEY: string; readonly LIVEKIT_API_SECRET: string } {
    return { LIVEKIT_URL: this.url, LIVEKIT_API_KEY: this.apiKey, LIVEKIT_API_SECRET: this.secret };
  }

  get pid(): number {
    return this.#process.pid;
  }

  get running(): boolean {
    return this.#process.running;
  }

  /** The end of what it has written, for a failing test. */
  get output(): string {
    return this.#process.output;
  }

  async start(): Promise<void> {
    this.#process.start(this.#binary, [], {
      env: { PATH: process.env['PATH'], LIVEKIT_CONFIG: this.#config() },
      // Ctrl-C reaches a whole terminal group at once; whoever started it ends it, after what needs it.
      detached: true,
    });
    try {
      await this.#process.until('it answers', () => this.#answers());
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  /** As a machine that dies: nobody is told. */
  kill(): Promise<void> {
    return this.#process.kill();
  }

  /** On the same ports; rooms and participants of before are forgotten, as they live in its memory alone. */
  async restart(downForMs = 0): Promise<void> {
    await this.kill();
    await delay(downForMs);
    await this.start();
  }

  /** It has nothing to save, and asked to end in order it waits for everybody to go first. */
  async stop(): Promise<void> {
    await this.kill();
  }

  async #answers(): Promise<boolean> {
    const response = await fetch(`http://${this.#host}:${String(this.ports.http)}/`);
    await response.arrayBuffer();
    return response.ok;
  }

  /** YAML is a superset of JSON. */
  #config(): string {
    const { webhookUrl = null, autoCreate = true } = this.#options;
    const { http, tcp, udp } = this.ports;
    const isLoopback = this.#host.startsWith('127.');
    return JSON.stringify({
      port: http,
      bind_addresses: isLoopback ? [this.#host] : ['127.0.0.1', this.#host],
      rtc: {
        tcp_port: tcp,
        udp_port: udp,
        use_external_ip: false,
        node_ip: this.#host,
        // Else its UDP socket is bound to other addresses than the one it tells browsers.
        enable_loopback_candidate: isLoopback,
        ips: { includes: [`${this.#host}/32`] },
        // Else browsers are sent to servers of the internet.
        stun_servers: [`${this.#host}:3478`],
      },
      keys: { [this.apiKey]: this.secret },
      ...(webhookUrl === null
        ? {}
        : {
            webhook: {
              api_key: this.apiKey,
              urls: [webhookUrl],
              resource_url_notifier: { max_depth: 5_000, max_age: '5m' },
            },
          }),
      room: { auto_create: autoCreate, empty_timeout: 7_200, departure_timeout: 7_200, enable_remote_unmute: true },
      api: { enable_psrpc_for_get_list_participants: true },
      logging: { level: 'info' },
    });
  }
}
