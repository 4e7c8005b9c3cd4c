import { createServer } from 'node:http';
import type { RequestListener, Server as HttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { CONTROL_PATH, POINT_PATH } from '@hub/shared/protocol/registry.ts';

/** A slow sender of headers holds a socket for 5 s, not for Node's 60. */
const TIMES = {
  headersTimeout: 5_000,
  // A spreadsheet over a poor line takes its time.
  requestTimeout: 60_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
};

export type AnyServer = HttpServer | TlsServer;

/** A server itself forgets those that became WebSockets. */
const openSockets = new WeakMap<AnyServer, Set<Socket>>();

export function createHttpServer(
  app: RequestListener,
  tls: { readonly cert: Buffer; readonly key: Buffer } | null,
): AnyServer {
  const server = tls === null ? createServer(TIMES, app) : createTlsServer({ ...TIMES, ...tls }, app);
  const open = new Set<Socket>();
  openSockets.set(server, open);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  // Engine.IO would leave a WebSocket to an unknown path open for a second; there is nothing to wait for.
  server.on('upgrade', (request, socket) => {
    const path = request.url ?? '';
    if (path.startsWith(`${POINT_PATH}/`) || path.startsWith(`${CONTROL_PATH}/`)) return;
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  return server;
}

/** The queue of connections the kernel holds while the hub is busy: a whole province may come back at once. */
const BACKLOG = 4_096;

export function listen(server: AnyServer, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Time for a WebSocket's peer to answer the goodbye. One that is gone without a word would hold the stop for 30 s. */
const GOODBYE_MS = 1_000;

/** Stops listening and ends what is open; resolves when the port is free. */
export function closeServer(server: AnyServer): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!server.listening) return resolve();
    const cutOff = setTimeout(() => {
      for (const socket of openSockets.get(server) ?? []) socket.destroy();
    }, GOODBYE_MS);
    server.close((error) => {
      clearTimeout(cutOff);
      if (error) reject(error);
      else resolve();
    });
    server.closeAllConnections();
  });
}
