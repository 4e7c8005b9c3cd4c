import type { Histogram } from 'hdr-histogram-js';
import { RawSocket } from './raw-socket.ts';
import type { Phase } from './messages.ts';

/** When each change was meant to be sent. Every report of a point has another number of guests, by which it is known. */
export class Intentions {
  readonly #at = new Map<string, Map<number, number>>();
  readonly #last = new Map<string, number>();

  add(pointId: string, mark: number, at: number): void {
    let marks = this.#at.get(pointId);
    if (marks === undefined) this.#at.set(pointId, (marks = new Map()));
    marks.set(mark, at);
    this.#last.set(pointId, mark);
  }

  of(pointId: string, mark: number): number | undefined {
    return this.#at.get(pointId)?.get(mark);
  }

  /** The newest mark of each point that sent anything. */
  get last(): ReadonlyMap<string, number> {
    return this.#last;
  }
}

interface SeenRow {
  readonly id: string;
  readonly headcount?: { readonly guests: number } | null;
}

/** Screens that take part in a measurement: they follow the stream and note when each change arrives. */
export class Viewers {
  delivered = 0;
  lastEventAt = 0;
  readonly #sockets: RawSocket[] = [];
  readonly #held: Map<string, number>[] = [];
  readonly #intended: Intentions;
  readonly #latency: Histogram;
  /** Before this moment nothing is counted. */
  countFrom = Number.POSITIVE_INFINITY;

  constructor(intended: Intentions, latency: Histogram) {
    this.#intended = intended;
    this.#latency = latency;
  }

  async open(phase: Phase, key: string): Promise<void> {
    const held = new Map<string, number>();
    const socket = await RawSocket.open({
      host: '127.0.0.1',
      port: phase.port,
      path: phase.peer === 'hub' ? '/rt/control' : '/rt',
      namespace: '/control',
      auth: { credential: key, protocol: 1 },
    });
    this.#sockets.push(socket);
    this.#held.push(held);
    let cursor = '';
    socket.onEvent = (name, rest) => {
      const at = performance.now();
      if (name === 'view:patch') {
        const patch = JSON.parse(rest) as { from: string; to: string; rows?: readonly SeenRow[] };
        if (patch.from !== cursor)
          socket.emit('view:subscribe', JSON.stringify({ vitals: phase.telemetryMs !== null }));
        cursor = patch.to;
        for (const row of patch.rows ?? []) this.#arrived(held, row, at);
      } else if (name === 'point:update') {
        this.#arrived(held, JSON.parse(rest) as SeenRow, at);
      } else if (name === 'view:snapshot') {
        const snapshot = JSON.parse(rest) as { cursor: string; rows: readonly SeenRow[] };
        cursor = snapshot.cursor;
        for (const row of snapshot.rows) this.#arrived(held, row, at);
      } else {
        return;
      }
      this.lastEventAt = at;
    };
    if (phase.peer === 'hub') socket.emit('view:subscribe', JSON.stringify({ vitals: phase.telemetryMs !== null }));
  }

  bytes(): number {
    return this.#sockets.reduce((sum, socket) => sum + socket.bytesRead, 0);
  }

  /** How many viewers do not hold what was last sent. */
  inconsistent(): number {
    const { last } = this.#intended;
    return this.#held.filter((held) => [...last].some(([id, mark]) => held.get(id) !== mark)).length;
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
  }

  #arrived(held: Map<string, number>, row: SeenRow, at: number): void {
    const mark = row.headcount?.guests;
    if (mark === undefined || held.get(row.id) === mark) return;
    held.set(row.id, mark);
    const intendedAt = this.#intended.of(row.id, mark);
    if (intendedAt === undefined || intendedAt < this.countFrom) return;
    this.delivered += 1;
    this.#latency.recordValue(Math.max(1, Math.round((at - intendedAt) * 1_000)));
  }
}
