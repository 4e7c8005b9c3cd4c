import { createServer, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';

export interface TinyProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** A reverse proxy as towns have one: it appends who spoke to it to `X-Forwarded-For`, and passes WebSockets on. */
export async function openProxy(hubPort: number): Promise<TinyProxy> {
  const open = new Set<Socket>();
  const passOn = (incoming: IncomingMessage) => {
    const peer = incoming.socket.remoteAddress ?? '';
    const before = incoming.headers['x-forwarded-for'];
    const said = Array.isArray(before) ? before.join(', ') : before;
    const headers = {
      ...incoming.headers,
      'x-forwarded-for': said === undefined ? peer : `${said}, ${peer}`,
      'x-forwarded-proto': 'http',
    };
    return request({
      host: '127.0.0.1',
      port: hubPort,
      method: incoming.method,
      path: incoming.url,
      headers,
      agent: false,
    });
  };
  const server = createServer((incoming, answer) => {
    const passed = passOn(incoming);
    passed.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    incoming.pipe(passed);
  });
  server.on('upgrade', (incoming, client: Socket) => {
    const passed = passOn(incoming);
    const answerWith = (response: IncomingMessage): void => {
      const lines = Object.entries(response.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
      client.write(`HTTP/1.1 ${String(response.statusCode)} ${response.statusMessage ?? ''}\r\n${lines.join('')}\r\n`);
    };
    passed.on('upgrade', (response, hub: Socket, head) => {
      answerWith(response);
      client.write(head);
      hub.pipe(client).pipe(hub);
      hub.once('close', () => client.destroy());
      client.once('close', () => hub.destroy());
      hub.on('error', () => client.destroy());
      client.on('error', () => hub.destroy());
    });
    passed.on('response', (response) => {
      answerWith(response);
      response.pipe(client);
    });
    passed.on('error', () => client.destroy());
    passed.end();
  });
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    async close() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}
