import { createServer } from 'node:http';
import { Server } from 'socket.io';

/**
 * The hub most people would write: keeps the newest figures of every point in a Map and emits every update as JSON to
 * everyone. No log, no checks, no credentials, so it does less than the hub it is compared with.
 * Speaks enough of the same names for the same generator to drive it.
 */
const port = Number(process.argv[2]);
const http = createServer();
const io = new Server(http, { path: '/rt', serveClient: false });
const points = new Map<string, object>();

io.of('/control').on('connection', (socket) => {
  socket.emit('view:all', [...points.values()]);
});

io.of('/point').on('connection', (socket) => {
  const { pointId } = socket.handshake.auth as { pointId: string };
  socket.on('point:headcount', (report: Record<string, unknown>, answer?: (ack: object) => void) => {
    const row = {
      id: pointId,
      link: { state: 'up', reasons: [], since: 0 },
      headcount: {
        present: report['present'],
        excused: report['excused'],
        unexcused: report['unexcused'],
        guests: report['guests'],
        summoned: report['summoned'],
        at: Date.now(),
      },
    };
    points.set(pointId, row);
    io.of('/control').emit('point:update', row);
    answer?.({ ok: true });
  });
});

http.listen(port, '127.0.0.1', 4_096, () => {
  process.stdout.write('listening\n');
});
