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
/** While a master does not let one in, the Sentinels are asked so often whether it is still the one. */
const ASK_AGAIN_MS = 200;
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

type Client = ReturnType<typeof makePattern>;

function makePattern() {
  return createClient({
    RESP: 2,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
  });
}

let pattern: Client | undefined;
// A lost connection is given up: what it carried is answered `away`, and nothing is ever sent a second time.
const SOCKET = { reconnectStrategy: false, connectTimeout: CONNECT_WITHIN_MS } as const;

/** All are copies of one: what `createClient` does with the commands it knows was a tenth of a hub's time in a failover. */
function makeClient(
  { host, port }: Partial<HostPort>,
  options: { url?: string; username?: string; password?: string },
): Client {
  pattern ??= makePattern();
  const address = host === undefined ? {} : { host, port: port ?? 6379 };
  return pattern.duplicate({ ...options, socket: { ...address, ...SOCKET } });
}

/** One connection to the master, made when it is needed and made anew after every failure. */
export class LedgerConnection {
  readonly #place: RedisPlace;
  readonly #moved: (to: HostPort) => void;
  #client: Client | null = null;
  #opening: Promise<Client> | null = null;
  #notBefore = 0;
  #isClosed = false;

  /** `moved`: it is connected with this master. */
  constructor(place: RedisPlace, moved: (to: HostPort) => void = () => undefined) {
    this.#place = place;
    this.#moved = moved;
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
    const master = at.kind === 'url' ? null : await masterBy(at);
    const client = at.kind === 'url' ? makeClient({}, { url: at.url, ...as }) : makeClient(master ?? {}, as);
    // Whoever waits for an answer hears of it there.
    client.on('error', () => this.#giveUp(client));
    const over = new AbortController();
    try {
      const replaced = master === null || at.kind === 'url' ? [] : [untilReplaced(at, master, over.signal)];
      await Promise.race([enter(client), ...replaced]);
    } catch (error) {
      if (client.isOpen) client.destroy();
      throw error;
    } finally {
      over.abort();
    }
    if (master !== null) this.#moved(master);
    return client;
  }
}

async function enter(client: Client): Promise<void> {
  await within(ANSWER_WITHIN_MS, client.connect());
  const role = await within(ANSWER_WITHIN_MS, client.sendCommand<unknown>(['ROLE']));
  if (!Array.isArray(role) || role[0] !== 'master') throw new Error('it is not the master');
  await within(ANSWER_WITHIN_MS, Promise.all(SCRIPTS.map(({ lua }) => client.sendCommand(['SCRIPT', 'LOAD', lua]))));
}

type Sentinels = Extract<RedisPlace['at'], { kind: 'sentinels' }>;

/** A master that hangs lets nobody in and refuses nobody: whoever waits for it would miss the next one. */
async function untilReplaced(at: Sentinels, master: HostPort, over: AbortSignal): Promise<never> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    over.throwIfAborted();
    const now = await masterBy(at).catch(() => master);
    if (now.host !== master.host || now.port !== master.port) throw new Error('another one is the master');
  }
}

/**
 * By most of the Sentinels, or of those that answer: one that is cut off with an old master does not know better, and is
 * not waited for where the others agree.
 */
function masterBy({ sentinels, master, sentinelPassword }: Sentinels): Promise<HostPort> {
  const votes = new Map<string, number>();
  return new Promise((resolve, reject) => {
    let asked = sentinels.length;
    const heard = (address: string | null): void => {
      asked -= 1;
      if (address !== null) votes.set(address, (votes.get(address) ?? 0) + 1);
      const [best, count] = [...votes].sort(([, a], [, b]) => b - a)[0] ?? [null, 0];
      if (best !== null && (asked === 0 || count > sentinels.length / 2)) resolve(addressIn(best));
      else if (asked === 0) reject(new Error('no Sentinel answers'));
    };
    for (const sentinel of sentinels) {
      askSentinel(sentinel, master, sentinelPassword).then(heard, () => heard(null));
    }
  });
}

function addressIn(text: string): HostPort {
  const blank = text.lastIndexOf(' ');
  return { host: text.slice(0, blank), port: Number(text.slice(blank + 1)) };
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
