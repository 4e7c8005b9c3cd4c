import { createClient, ErrorReply } from 'redis';
import { SCRIPTS } from './ledger-scripts.ts';
import type { HostPort, RedisPlace } from './redis-place.ts';

/** No answer for so long, a connection included, is an honest `away`, as from a frozen master. */
const ANSWER_WITHIN_MS = 2_000;
/** What is left for the answer when the connection took long; longer than a WAIT. */
const SHORTEST_MS = 500;
const CONNECT_WITHIN_MS = 1_500;
/** Sentinels that are asked side by side; the slow ones are not waited for longer. */
const SENTINEL_WITHIN_MS = 700;
/** After a connection that failed, the next one is not tried before. */
const PAUSE_MS = 200;

/** The answer did not come, or there is no connection: it may have been done. */
export class AwayError extends Error {}

/** Redis said no. `leaves`: what it said means that it is no master to go on with. */
export class RefusedError extends Error {
  readonly leaves: boolean;

  constructor(message: string, leaves: boolean) {
    super(message);
    this.leaves = leaves;
  }
}

/** What another master would not say. `-UNBLOCKED` is how a master that steps down ends a WAIT. */
const NO_MASTER = /^(READONLY|NOREPLICAS|MASTERDOWN|UNBLOCKED|LOADING)/;

type Client = ReturnType<typeof makeClient>;

function makeClient(
  { host, port }: Partial<HostPort>,
  options: { url?: string; username?: string; password?: string },
) {
  const address = host === undefined ? {} : { host, port: port ?? 6379 };
  return createClient({
    ...options,
    RESP: 2,
    // A lost connection is given up: what it carried is answered `away`, and nothing is ever sent a second time.
    socket: { ...address, reconnectStrategy: false, connectTimeout: CONNECT_WITHIN_MS },
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
  });
}

/** One connection to the master, made when it is needed and made anew after every failure. */
export class LedgerConnection {
  readonly #place: RedisPlace;
  #client: Client | null = null;
  #opening: Promise<Client> | null = null;
  #notBefore = 0;
  #isClosed = false;

  constructor(place: RedisPlace) {
    this.#place = place;
  }

  /** In the order of calls. Throws `AwayError` or `RefusedError`. */
  async send(...commands: readonly (readonly string[])[]): Promise<unknown[]> {
    const began = performance.now();
    const client = await this.#connectedInTime();
    try {
      return await within(
        Math.max(SHORTEST_MS, ANSWER_WITHIN_MS - (performance.now() - began)),
        Promise.all(commands.map((args) => client.sendCommand<unknown>([...args]))),
      );
    } catch (error) {
      if (error instanceof ErrorReply) {
        const leaves = NO_MASTER.test(error.message);
        if (leaves) this.#giveUp(client);
        throw new RefusedError(error.message, leaves);
      }
      this.#giveUp(client);
      throw new AwayError(messageOf(error));
    }
  }

  /** The next call finds out anew who is the master. */
  leave(): void {
    if (this.#client !== null) this.#giveUp(this.#client);
  }

  close(): void {
    this.#isClosed = true;
    this.leave();
  }

  #giveUp(client: Client): void {
    if (this.#client === client) this.#client = null;
    if (client.isOpen) client.destroy();
  }

  /** Who comes too early for a connection goes away with nothing; it is there for the next one. */
  async #connectedInTime(): Promise<Client> {
    try {
      return await within(ANSWER_WITHIN_MS, this.#connected());
    } catch (error) {
      throw error instanceof AwayError ? error : new AwayError(messageOf(error));
    }
  }

  async #connected(): Promise<Client> {
    if (this.#isClosed) throw new AwayError('closed');
    if (this.#client !== null) return this.#client;
    if (performance.now() < this.#notBefore) throw new AwayError('no connection');
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #open(): Promise<Client> {
    try {
      const client = await this.#connect();
      if (this.#isClosed) {
        client.destroy();
        throw new Error('closed');
      }
      this.#client = client;
      return client;
    } catch (error) {
      this.#notBefore = performance.now() + PAUSE_MS;
      throw new AwayError(messageOf(error));
    }
  }

  async #connect(): Promise<Client> {
    const { at, username, password } = this.#place;
    const as = { ...(username !== undefined && { username }), ...(password !== undefined && { password }) };
    const client = at.kind === 'url' ? makeClient({}, { url: at.url, ...as }) : makeClient(await this.#master(), as);
    // Whoever waits for an answer hears of it there.
    client.on('error', () => this.#giveUp(client));
    try {
      await within(ANSWER_WITHIN_MS, client.connect());
      const role = await within(ANSWER_WITHIN_MS, client.sendCommand<unknown>(['ROLE']));
      if (!Array.isArray(role) || role[0] !== 'master') throw new Error('it is not the master');
      await within(
        ANSWER_WITHIN_MS,
        Promise.all(SCRIPTS.map(({ lua }) => client.sendCommand(['SCRIPT', 'LOAD', lua]))),
      );
      return client;
    } catch (error) {
      if (client.isOpen) client.destroy();
      throw error;
    }
  }

  /** By most of the Sentinels that answer: one that is cut off with an old master does not know better. */
  async #master(): Promise<HostPort> {
    const { at } = this.#place;
    if (at.kind === 'url') throw new Error('no Sentinels');
    const answers = await Promise.allSettled(
      at.sentinels.map((sentinel) => askSentinel(sentinel, at.master, at.sentinelPassword)),
    );
    const votes = new Map<string, number>();
    for (const answer of answers) {
      if (answer.status === 'fulfilled') votes.set(answer.value, (votes.get(answer.value) ?? 0) + 1);
    }
    const [best] = [...votes].sort(([, a], [, b]) => b - a)[0] ?? [];
    if (best === undefined) throw new Error('no Sentinel answers');
    const at2 = best.lastIndexOf(' ');
    return { host: best.slice(0, at2), port: Number(best.slice(at2 + 1)) };
  }
}

async function askSentinel(sentinel: HostPort, master: string, password: string | undefined): Promise<string> {
  const client = makeClient(sentinel, password === undefined ? {} : { password });
  client.on('error', () => undefined);
  try {
    await within(SENTINEL_WITHIN_MS, client.connect());
    const answer = await within(
      SENTINEL_WITHIN_MS,
      client.sendCommand<unknown>(['SENTINEL', 'get-master-addr-by-name', master]),
    );
    if (!Array.isArray(answer) || answer.length !== 2) throw new Error(`it does not know ${master}`);
    return `${String(answer[0])} ${String(answer[1])}`;
  } finally {
    if (client.isOpen) client.destroy();
  }
}

function within<T>(ms: number, task: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([task, late]).finally(() => clearTimeout(timer));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
