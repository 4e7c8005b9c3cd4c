import type { Namespace, Socket } from 'socket.io';
import type { Channels, Viewer } from '../hub/viewer.ts';
import type { Metrics } from '../platform/metrics.ts';

/** A channel of the publisher is a room: the adapter encodes a room's packet once. */
export function roomChannels(namespace: Namespace): Channels {
  return {
    broadcast: (channel, event, payload) => void namespace.to(channel).emit(event, payload),
  };
}

/** One snapshot object goes to every screen that comes back at the same cursor, so its text is made once. */
const encoded = new WeakMap<object, string>();

function encodeOnce(namespaceName: string, event: string, payload: object): string {
  const known = encoded.get(payload);
  if (known !== undefined) return known;
  // A Socket.IO packet as its parser writes it: type 2 (EVENT), namespace, JSON.
  const text = `2${namespaceName},${JSON.stringify([event, payload])}`;
  encoded.set(payload, text);
  return text;
}

/** Two members that the libraries' types hide: what waits in the engine, and sending a packet that is encoded already. */
interface Engine {
  readonly conn: { readonly writeBuffer: readonly unknown[] };
  readonly client: { writeToEngine(packets: readonly string[], options: { readonly compress: boolean }): void };
}

export function socketViewer(socket: Socket, namespaceName: string, metrics: Metrics): Viewer {
  const { conn, client } = socket as unknown as Engine;
  const writable = (): boolean => socket.conn.transport.writable && conn.writeBuffer.length === 0;
  return {
    id: socket.id,
    writable,
    send(event, payload) {
      if (event === 'view:snapshot') metrics.snapshots.inc();
      if (socket.connected) {
        client.writeToEngine([encodeOnce(namespaceName, event, payload)], { compress: false });
      }
    },
    enter: (channel) => void socket.join(channel),
    exit: (channel) => void socket.leave(channel),
    onDrain(run) {
      const { transport } = socket.conn;
      // The engine's own `drain` means "handed to the transport". The transport is ready when the kernel took it all, and
      // then first sends what has queued since.
      const whenReady = (): void => {
        if (writable()) run();
        else transport.once('ready', whenReady);
      };
      transport.once('ready', whenReady);
    },
  };
}
