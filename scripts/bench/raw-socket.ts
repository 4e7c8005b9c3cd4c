import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const TEXT = 0x81;
const CLOSE_FRAME = Buffer.from([0x88, 0x80, 0, 0, 0, 0]);
const PONG = frame('3');

/** A masked text frame. The mask is zero: allowed, and it costs nothing. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head =
    payload.length < 126
      ? Buffer.from([TEXT, 0x80 | payload.length, 0, 0, 0, 0])
      : Buffer.from([TEXT, 0x80 | 126, payload.length >> 8, payload.length & 0xff, 0, 0, 0, 0]);
  return Buffer.concat([head, payload]);
}

export interface RawTarget {
  readonly host: string;
  readonly port: number;
  /** "/rt/point". */
  readonly path: string;
  /** "/point". */
  readonly namespace: string;
  readonly auth: object;
}

/**
 * Socket.IO on a bare TCP socket, by docs/protocol.md: a tenth of what a client library costs, so that the generator of a
 * measurement does not become what is measured.
 */
export class RawSocket {
  /** Called with the event's name and the JSON text that follows it. */
  onEvent: (name: string, rest: string) => void = () => undefined;
  onAck: (id: number, body: string) => void = () => undefined;
  onClose: () => void = () => undefined;
  readonly #socket: Socket;
  readonly #namespace: string;
  #buffer: Buffer = Buffer.alloc(0);
  #upgraded = false;
  #joined: (() => void) | null = null;
  #refused: ((error: Error) => void) | null = null;

  private constructor(socket: Socket, namespace: string) {
    this.#socket = socket;
    this.#namespace = namespace;
  }

  /** The hub may speak in the very packet that says one has joined, so whoever waits for that must listen from the start. */
  static open(target: RawTarget, onEvent?: RawSocket['onEvent']): Promise<RawSocket> {
    return new Promise((resolve, reject) => {
      const socket = connect(target.port, target.host);
      const raw = new RawSocket(socket, target.namespace);
      if (onEvent !== undefined) raw.onEvent = onEvent;
      raw.#joined = () => {
        resolve(raw);
      };
      raw.#refused = reject;
      socket.setNoDelay(true);
      socket.on('error', reject);
      socket.on('close', () => {
        reject(new Error('closed before it had joined'));
        raw.onClose();
      });
      socket.on('data', (data: Buffer) => {
        raw.#take(data, target);
      });
      const key = randomBytes(16).toString('base64');
      socket.write(
        `GET ${target.path}/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${target.host}:${String(target.port)}\r\n` +
          `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      );
    });
  }

  get bytesRead(): number {
    return this.#socket.bytesRead;
  }

  emit(event: string, payload: string, ackId?: number): void {
    this.#socket.write(
      frame(`42${this.#namespace},${ackId === undefined ? '' : String(ackId)}["${event}",${payload}]`),
    );
  }

  close(): void {
    this.onClose = () => undefined;
    this.#socket.end(CLOSE_FRAME);
  }

  #take(data: Buffer, target: RawTarget): void {
    this.#buffer = this.#buffer.length === 0 ? data : Buffer.concat([this.#buffer, data]);
    if (!this.#upgraded) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      if (!this.#buffer.subarray(0, 16).includes(' 101')) {
        this.#refused?.(new Error(this.#buffer.toString('latin1', 0, 200)));
        return;
      }
      this.#buffer = this.#buffer.subarray(end + 4);
      this.#upgraded = true;
    }
    let offset = 0;
    for (;;) {
      const left = this.#buffer.length - offset;
      if (left < 2) break;
      const short = (this.#buffer[offset + 1] ?? 0) & 0x7f;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (left < head) break;
      const length =
        short < 126
          ? short
          : short === 126
            ? this.#buffer.readUInt16BE(offset + 2)
            : Number(this.#buffer.readBigUInt64BE(offset + 2));
      if (left < head + length) break;
      const opcode = (this.#buffer[offset] ?? 0) & 0x0f;
      if (opcode === 1) this.#message(this.#buffer.toString('utf8', offset + head, offset + head + length), target);
      offset += head + length;
    }
    this.#buffer = offset === this.#buffer.length ? Buffer.alloc(0) : this.#buffer.subarray(offset);
  }

  #message(text: string, target: RawTarget): void {
    if (text === '2') {
      this.#socket.write(PONG);
    } else if (text.startsWith('0')) {
      this.#socket.write(frame(`40${this.#namespace},${JSON.stringify(target.auth)}`));
    } else if (text.startsWith('42')) {
      const quote = text.indexOf('"', 4);
      const close = text.indexOf('"', quote + 1);
      this.onEvent(text.slice(quote + 1, close), text.slice(close + 2, -1));
    } else if (text.startsWith('43')) {
      const bracket = text.indexOf('[');
      this.onAck(Number(text.slice(2 + this.#namespace.length + 1, bracket)), text.slice(bracket + 1, -1));
    } else if (text.startsWith('40')) {
      this.#joined?.();
    } else if (text.startsWith('44')) {
      this.#refused?.(new Error(text));
    }
  }
}
