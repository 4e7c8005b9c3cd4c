import type { HubError } from '@hub/shared/protocol/errors.ts';

/** One socket to the hub, opened and closed by `Link`; the Socket.IO one and the tests' one look the same. */
export interface SocketPort {
  /** Begins one try, at an origin; empty: the page's own. Exactly one of `opened` and `failed` follows, unless `close` is called first. */
  open(at: string): void;
  close(): void;
  /** `answered` gets the ack, at most once; never when the connection goes first. */
  request(event: string, payload: unknown, answered: (ack: unknown) => void): void;
  signal(event: string, payload: unknown): void;
}

export interface SocketListener {
  opened(): void;
  /** Null when the hub was not reached, otherwise its refusal. */
  failed(error: HubError | null): void;
  closed(): void;
  /** Anything arrived, the transport's ping included. */
  heard(): void;
  message(event: string, payload: unknown): void;
}

export type OpenSocket = (listener: SocketListener) => SocketPort;
