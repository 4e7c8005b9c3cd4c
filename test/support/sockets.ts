import type { ControlDown, HubNotice, PointDown } from '@hub/shared/protocol/down.ts';
import type { HubError } from '@hub/shared/protocol/errors.ts';
import { CONTROL_PATH, POINT_PATH } from '@hub/shared/protocol/registry.ts';
import { PROTOCOL_VERSION } from '@hub/shared/protocol/version.ts';
import { io } from 'socket.io-client';
import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client';

type Down = PointDown & ControlDown;
type Options = Partial<ManagerOptions & SocketOptions>;

/** How long a fact that must come may take before the test gives up. Not a measurement. */
const PATIENCE_MS = 30_000;

export type Answer = ({ ok: true; at: number; seq: number } & Record<string, unknown>) | { ok: false; error: HubError };

/** A Socket.IO client that remembers all it was sent, and waits for facts instead of times. */
export interface TestSocket {
  readonly socket: Socket;
  /** Resolves with the hub's answer. */
  ask(event: string, payload?: unknown): Promise<Answer>;
  received<E extends keyof Down>(event: E): Down[E][];
  /** The first message, old or new, that is what the test waits for. */
  until<E extends keyof Down>(event: E, is?: (payload: Down[E]) => boolean): Promise<Down[E]>;
  untilClosed(): Promise<string>;
  readonly notices: readonly HubNotice[];
  close(): void;
}

export function openPoint(url: string, credential: string, options: Options = {}): Promise<TestSocket> {
  return open(url, '/point', POINT_PATH, credential, options);
}

export function openControl(url: string, credential: string, options: Options = {}): Promise<TestSocket> {
  return open(url, '/control', CONTROL_PATH, credential, options);
}

/** Asked as pages ask: of several hubs again under the same id, until it is decided. */
export async function askUntilDecided(
  socket: Pick<TestSocket, 'ask'>,
  event: string,
  payload: object,
): Promise<Answer> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await socket.ask(event, payload);
    if (answer.ok || answer.error.kind !== 'undecided' || performance.now() > end) return answer;
    await new Promise((resolve) => setTimeout(resolve, answer.error.afterMs));
  }
}

/** Why the hub would not let a client in. */
export async function refusedAt(opening: Promise<TestSocket>): Promise<HubError> {
  const opened = await opening.catch((error: unknown) => error as Error & { data?: HubError });
  if (!(opened instanceof Error)) {
    opened.close();
    throw new Error('the hub let it in');
  }
  if (!opened.data) throw opened;
  return opened.data;
}

function open(
  url: string,
  namespace: string,
  path: string,
  credential: unknown,
  options: Options,
): Promise<TestSocket> {
  const socket = io(`${url}${namespace}`, {
    path,
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: { credential, protocol: PROTOCOL_VERSION },
    ...options,
  });
  const messages: { readonly event: string; readonly payload: unknown }[] = [];
  const watchers = new Set<() => void>();
  let closed: string | null = null;
  const changed = (): void => {
    for (const watch of [...watchers]) watch();
  };
  socket.onAny((event: string, payload: unknown) => {
    messages.push({ event, payload });
    changed();
  });
  socket.on('disconnect', (reason) => {
    closed = reason;
    changed();
  });

  function wait<T>(what: string, look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = setTimeout(() => {
        watchers.delete(watch);
        reject(new Error(`waited in vain for ${what}`));
      }, PATIENCE_MS);
      // What nobody waits for any more must not keep the file's process.
      giveUp.unref();
      const watch = (): void => {
        const found = look();
        if (found === undefined) return;
        clearTimeout(giveUp);
        watchers.delete(watch);
        resolve(found);
      };
      watchers.add(watch);
      watch();
    });
  }

  const received = <E extends keyof Down>(event: E): Down[E][] =>
    messages.filter((message) => message.event === event).map(({ payload }) => payload as Down[E]);

  const test: TestSocket = {
    socket,
    ask: (event, payload) => socket.timeout(PATIENCE_MS).emitWithAck(event, payload) as Promise<Answer>,
    received,
    until: (event, is = () => true) => wait(event, () => received(event).find(is)),
    untilClosed: () => wait('the close', () => closed ?? undefined),
    get notices() {
      return received('hub:notice');
    },
    close: () => void socket.disconnect(),
  };
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(test));
    socket.once('connect_error', (error) => {
      socket.disconnect();
      reject(error);
    });
  });
}

let made = 0;
/** A new command id. */
export function command(): string {
  made += 1;
  return `test-command-${process.pid}-${made}`;
}
