import type { IncomingMessage } from 'node:http';
import { CONTROL_PATH, POINT_PATH } from '@hub/shared/protocol/registry.ts';
import { Server } from 'socket.io';
import type { Namespace, ServerOptions } from 'socket.io';
import { addressGroup, clientAddress, isDirectLoopback } from '../access/client-address.ts';
import type { EdgeLimits } from '../access/limits.ts';
import { isNamed, isOriginAllowed } from '../access/origins.ts';
import type { OriginRule } from '../access/origins.ts';
import type { Metrics } from '../platform/metrics.ts';
import { hubError } from './acks.ts';
import { isEncrypted } from './http-guard.ts';
import type { AnyServer } from './http-server.ts';

/** One Socket.IO server has one ping interval and one payload limit for all its namespaces, hence two. */
export interface SocketServers {
  readonly point: Namespace;
  readonly control: Namespace;
  /** Closes every socket. The HTTP server is closed by its owner. */
  close(): void;
}

export interface SocketServerPorts {
  readonly origins: OriginRule;
  readonly limits: EdgeLimits;
  readonly metrics: Metrics;
}

type EngineRequest = IncomingMessage & { readonly _query?: Readonly<Record<string, string>> };
interface EngineSocket {
  readonly request: IncomingMessage;
  once(event: 'close', run: () => void): void;
}

/** For answers that are never a page. */
const BARE_ANSWER = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
};
const POINT_PAYLOAD_BYTES = 16 * 1024;
const STAFF_PAYLOAD_BYTES = 256 * 1024;

/** Who may read the answers of polling: other hubs' pages come and go. */
function corsOrigin(origins: OriginRule) {
  return (origin: string | undefined, decide: (error: Error | null, allow?: boolean) => void): void =>
    decide(null, origin !== undefined && isNamed(origin, origins));
}

export function attachSocketServers(http: AnyServer, ports: SocketServerPorts): SocketServers {
  const { origins, limits, metrics } = ports;

  // A simulator or a load test on this machine is a whole province behind one address.
  const addressOf = (request: IncomingMessage): string | null =>
    isDirectLoopback(request) ? null : addressGroup(clientAddress(request, origins.trustProxy));

  const common: Partial<ServerOptions> = {
    transports: ['websocket', 'polling'],
    // Both measured to cost more than they save for small messages.
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    connectTimeout: 5_000,
    destroyUpgrade: false,
    // Liveness is judged by our own leases; the engine's timeout only frees what is long dead. Sharper, it would fire
    // falsely after a stall of the hub's own loop (L9).
    pingTimeout: 20_000,
    ...(origins.allowed.length > 0 || origins.otherHubs ? { cors: { origin: corsOrigin(origins) } } : {}),
    allowRequest: (request, decide) => {
      const refuse = (kind: 'foreign-origin' | 'busy' | 'rate-limited'): void => {
        metrics.refused.inc({ kind });
        decide(kind, false);
      };
      if (!isOriginAllowed(request.headers, isEncrypted(request), origins)) return refuse('foreign-origin');
      const address = addressOf(request);
      if (!limits.hasRoom(address)) return refuse('busy');
      limits.handshake(address).then(
        (waitMs) => (waitMs === 0 ? decide(null, true) : refuse('rate-limited')),
        () => refuse('busy'),
      );
    },
  };

  const make = (path: string, options: Partial<ServerOptions>): Server => {
    const io = new Server(http, { ...common, ...options, path });
    // `allowRequest` sees handshakes only; the later requests of a session are asked here (A5).
    io.engine.use((request: EngineRequest, _: unknown, next: (error?: Error) => void) => {
      const isHandshake = request._query?.['sid'] === undefined;
      const allowed = isHandshake || isOriginAllowed(request.headers, isEncrypted(request), origins);
      next(allowed ? undefined : new Error('foreign-origin'));
    });
    // Answers of polling do not pass the pages' guard.
    io.engine.on('headers', (headers: Record<string, string>) => Object.assign(headers, BARE_ANSWER));
    io.engine.on('connection', (socket: EngineSocket) => {
      const address = addressOf(socket.request);
      limits.opened(address);
      socket.once('close', () => limits.closed(address));
    });
    // The default namespace is always there; nobody lives in it.
    io.use((_, next) => next(Object.assign(new Error('unauthorized'), { data: hubError('unauthorized') })));
    return io;
  };

  const points = make(POINT_PATH, { pingInterval: 2_500, maxHttpBufferSize: POINT_PAYLOAD_BYTES });
  const staff = make(CONTROL_PATH, { pingInterval: 5_000, maxHttpBufferSize: STAFF_PAYLOAD_BYTES });
  return {
    point: points.of('/point'),
    control: staff.of('/control'),
    close() {
      points.disconnectSockets(true);
      staff.disconnectSockets(true);
      points.engine.close();
      staff.engine.close();
    },
  };
}
