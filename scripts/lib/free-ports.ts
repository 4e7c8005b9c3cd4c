import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range the system gives to outgoing connections (from 32768), so that none of them takes the port meanwhile. */
const [FIRST, COUNT] = [20_000, 12_000];

/** A port that nobody holds now, for TCP and UDP alike. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if ((await isFreeTcp(port, host)) && (await isFreeUdp(port, host))) return port;
  }
}

async function isFreeTcp(port: number, host: string): Promise<boolean> {
  const server = createServer();
  const free = await settles((done, failed) => {
    server.once('error', failed);
    server.listen(port, host, done);
  });
  if (free) {
    server.close();
    await once(server, 'close');
  }
  return free;
}

async function isFreeUdp(port: number, host: string): Promise<boolean> {
  const socket = createSocket('udp4');
  const free = await settles((done, failed) => {
    socket.once('error', failed);
    socket.bind(port, host, done);
  });
  socket.close();
  return free;
}

function settles(begin: (done: () => void, failed: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    begin(
      () => {
        resolve(true);
      },
      () => {
        resolve(false);
      },
    );
  });
}
