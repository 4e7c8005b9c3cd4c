import type { OpenSocket, SocketListener } from '@hub/client/link/socket-port.ts';

interface Sent {
  readonly event: string;
  readonly payload: Record<string, unknown>;
  readonly answer: (ack: unknown) => void;
}

/** A socket whose other end is the test. */
export class FakeSocket {
  readonly sent: Sent[] = [];
  readonly signals: { readonly event: string; readonly payload: unknown }[] = [];
  opens = 0;
  /** Where it was opened last; empty: the page's own hub. */
  at = '';
  closes = 0;
  #listener: SocketListener | null = null;

  readonly port: OpenSocket = (listener) => {
    this.#listener = listener;
    return {
      open: (at) => {
        this.opens++;
        this.at = at;
      },
      close: () => void this.closes++,
      request: (event, payload, answered) => {
        this.sent.push({
          event,
          payload: payload as Record<string, unknown>,
          answer: (ack) => {
            listener.heard();
            answered(ack);
          },
        });
      },
      signal: (event, payload) => void this.signals.push({ event, payload }),
    };
  };

  get hub(): SocketListener {
    if (this.#listener === null) throw new Error('nobody has opened this socket');
    return this.#listener;
  }

  /** Something arrives. */
  push(event: string, payload: unknown): void {
    this.hub.heard();
    this.hub.message(event, payload);
  }

  last(): Sent {
    const last = this.sent.at(-1);
    if (!last) throw new Error('nothing was sent');
    return last;
  }
}
