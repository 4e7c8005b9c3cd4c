import { PROTOCOL_VERSION } from '@hub/shared/protocol/version.ts';
import { WebSocket } from 'ws';

export interface RawSocket {
  readonly socket: WebSocket;
  send(text: string): void;
  next(is: (text: string) => boolean): Promise<string>;
}

/** A WebSocket that joined a namespace and may then send anything at all. With `silent` it answers no ping. */
export function openRaw(
  url: string,
  path: string,
  namespace: string,
  credential: string,
  silent = false,
): Promise<RawSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}/?EIO=4&transport=websocket`);
  const waiting = new Set<(text: string) => void>();
  const raw: RawSocket = {
    socket,
    send: (text) => socket.send(text),
    next: (is) =>
      new Promise((resolve) => {
        const look = (text: string): void => {
          if (!is(text)) return;
          waiting.delete(look);
          resolve(text);
        };
        waiting.add(look);
      }),
  };
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    if (text === '2' && !silent) socket.send('3');
    for (const look of [...waiting]) look(text);
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    const joined = raw.next((text) => text.startsWith(`40${namespace},{"sid"`));
    socket.once('open', () =>
      socket.send(`40${namespace},${JSON.stringify({ credential, protocol: PROTOCOL_VERSION })}`),
    );
    void joined.then(() => resolve(raw));
  });
}
