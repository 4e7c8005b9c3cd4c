import { PROTOCOL_VERSION } from '@hub/shared/protocol/version.ts';
import { io, type Socket } from 'socket.io-client';
import { hubErrorOf } from './hub-error.ts';
import type { OpenSocket } from './socket-port.ts';

interface Address {
  /** "/point" or "/control". */
  readonly namespace: string;
  readonly path: string;
  readonly credential: string;
}

/** Only this file knows Socket.IO. It never reconnects by itself: `connection.ts` decides when. */
export function socketIoPort({ namespace, path, credential }: Address): OpenSocket {
  return (listener) => {
    let failures = 0;
    let trying = false;
    let pollingWorks = false;
    let at = '';
    let socket = dial();

    function dial(): Socket {
      const line = io(at + namespace, {
        path,
        auth: { credential, protocol: PROTOCOL_VERSION },
        autoConnect: false,
        reconnection: false,
        // A page has one link; a shared manager would outlive it.
        forceNew: true,
        transports: ['websocket', 'polling'],
        tryAllTransports: true,
        timeout: 60_000,
      });
      line.on('connect', () => {
        const { engine } = line.io;
        trying = false;
        failures = 0;
        pollingWorks = engine.transport.name === 'polling';
        engine.once('upgrade', () => (pollingWorks = false));
        listener.opened();
      });
      line.on('connect_error', (error: Error & { data?: unknown }) => {
        trying = false;
        failures += 1;
        listener.failed(hubErrorOf(error.data));
      });
      line.on('disconnect', (reason) => {
        if (reason !== 'io client disconnect') listener.closed();
      });
      line.io.on('ping', () => listener.heard());
      line.onAny((event: string, payload: unknown) => {
        listener.heard();
        listener.message(event, payload);
      });
      return line;
    }

    return {
      open: (to) => {
        if (to !== at) {
          // Of a hub that was left nothing is heard any more.
          socket.removeAllListeners();
          socket.io.removeAllListeners();
          socket.disconnect();
          at = to;
          socket = dial();
        }
        // A proxy that swallows WebSocket without refusing it would hold every try at its time limit. Where polling works,
        // WebSocket is tried beside it, which delays nothing, and again on each new connection.
        const polling = pollingWorks || failures % 2 === 1;
        socket.io.opts.transports = polling ? ['polling', 'websocket'] : ['websocket', 'polling'];
        trying = true;
        socket.connect();
      },
      close: () => {
        // The link's time limit ends a try that nobody answered: of that no event tells.
        if (trying) failures += 1;
        trying = false;
        socket.disconnect();
      },
      request: (event, payload, answered) => {
        socket.emit(event, payload, (ack: unknown) => {
          listener.heard();
          answered(ack);
        });
      },
      signal: (event, payload) => {
        // What could not be sent now is worth nothing later.
        if (socket.connected) socket.emit(event, payload);
      },
    };
  };
}
