import { PROTOCOL_VERSION } from '@hub/shared/protocol/version.ts';
import { Socket } from 'engine.io-client';
import { hubErrorOf } from './hub-error.ts';
import type { OpenSocket } from './socket-port.ts';

interface Address {
  /** "/point" or "/control". */
  readonly namespace: string;
  readonly path: string;
  readonly credential: string;
}

/** Socket.IO's packets, as far as a page of ours meets them (docs/protocol.md section 2). All of them are messages of Engine.IO. */
const JOIN = '0';
const LEAVE = '1';
const EVENT = '2';
const ACK = '3';
const REFUSED = '4';

/** `2/point,7["point:word",{…}]`: the type, the namespace, the acknowledgement's number, and JSON. */
const PACKET = /^(\d)(\/[^,]*),(\d*)(.*)$/s;

/**
 * The same line as `socketIoPort`, on the transport alone: one namespace, no binary, no reconnecting of its own, which is
 * 5 KB less for a phone to fetch.
 */
export function enginePort({ namespace, path, credential }: Address): OpenSocket {
  return (listener) => {
    let engine: Socket | null = null;
    let joined = false;
    let failures = 0;
    let pollingWorks = false;
    let lastId = 0;
    const waiting = new Map<string, (ack: unknown) => void>();
    const send = (packet: string, body: unknown): void =>
      void engine?.send(`${packet[0] ?? ''}${namespace},${packet.slice(1)}${JSON.stringify(body)}`);

    /** Of a line that was let go nothing is heard any more. */
    function letGo(): void {
      const old = engine;
      engine = null;
      joined = false;
      waiting.clear();
      old?.close();
    }

    function fail(data: unknown): void {
      letGo();
      failures += 1;
      listener.failed(hubErrorOf(data));
    }

    function receive(text: string): void {
      const [, type, to, id = '', json = ''] = PACKET.exec(text) ?? [];
      if (to !== namespace) return;
      if (type === JOIN) {
        joined = true;
        failures = 0;
        pollingWorks = engine?.transport.name === 'polling';
        listener.opened();
      } else if (type === EVENT) {
        const [event, payload] = JSON.parse(json) as [string, unknown];
        listener.heard();
        listener.message(event, payload);
      } else if (type === ACK) {
        const answered = waiting.get(id);
        waiting.delete(id);
        listener.heard();
        answered?.((JSON.parse(json) as [unknown])[0]);
      } else if (type === REFUSED) {
        fail((JSON.parse(json) as { readonly data?: unknown }).data);
      } else if (type === LEAVE) {
        letGo();
        listener.closed();
      }
    }

    return {
      open(at) {
        letGo();
        // A proxy that swallows WebSocket without refusing it would hold every try at its time limit. Where polling works,
        // WebSocket is tried beside it, which delays nothing, and again on each new connection.
        const polling = pollingWorks || failures % 2 === 1;
        const transports = polling ? ['polling', 'websocket'] : ['websocket', 'polling'];
        const line = new Socket(at || location.origin, { path, transports, tryAllTransports: true });
        engine = line;
        line.on('open', () => send(JOIN, { credential, protocol: PROTOCOL_VERSION }));
        line.on('ping', () => listener.heard());
        line.on('upgrade', () => (pollingWorks = false));
        line.on('data', (text) => {
          if (engine === line) receive(String(text));
        });
        line.on('close', () => {
          if (engine !== line) return;
          if (!joined) return fail(null);
          letGo();
          listener.closed();
        });
      },
      close() {
        // The link's time limit ends a try that nobody answered: of that no event tells.
        if (engine !== null && !joined) failures += 1;
        letGo();
      },
      request(event, payload, answered) {
        const id = String(++lastId);
        waiting.set(id, answered);
        send(EVENT + id, [event, payload]);
      },
      signal(event, payload) {
        // What could not be sent now is worth nothing later.
        if (joined) send(EVENT, [event, payload]);
      },
    };
  };
}
