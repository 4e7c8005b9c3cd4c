import { setTimeout as delay } from 'node:timers/promises';
import { inParallel } from '../simulate/access.ts';
import type { BenchPoint } from './messages.ts';
import { RawSocket } from './raw-socket.ts';

/** What the measuring script asks of the crowd, and what it is told. Over the child process's channel. */
export type ToCrowd =
  | { readonly kind: 'connect'; readonly port: number; readonly points: readonly BenchPoint[] }
  | { readonly kind: 'report'; readonly roundId: string; readonly overMs: number }
  | { readonly kind: 'confirm'; readonly overMs: number };
export type FromCrowd =
  | { readonly kind: 'connected' }
  /** All were answered. Latencies in ms. */
  | {
      readonly kind: 'answered';
      readonly refused: number;
      readonly p50: number;
      readonly p99: number;
      readonly max: number;
    }
  | { readonly kind: 'failed'; readonly message: string };

/** Below the hub's limit of handshakes from one address. */
const CONNECTS_PER_SECOND = 150;

interface View {
  readonly fence: number;
  readonly lastSeq: number;
  readonly instructions: readonly { readonly id: string; readonly deliveredAt: number | null }[];
}

/** One connected phone, as the page behaves: it says at once what came in and what is on the screen. */
class Phone {
  readonly point: BenchPoint;
  view: View | null = null;
  #socket: RawSocket | null = null;
  #acks = new Map<number, (refused: boolean) => void>();
  #next = 1;
  #told = '';

  constructor(point: BenchPoint) {
    this.point = point;
  }

  async open(port: number): Promise<void> {
    const auth = { credential: this.point.key, protocol: 1 };
    const target = { host: '127.0.0.1', port, path: '/rt/point', namespace: '/point', auth };
    this.#socket = await RawSocket.open(target, (name, rest) => {
      if (name !== 'point:view') return;
      this.view = JSON.parse(rest) as View;
      this.#tell(this.view);
    });
    this.#socket.onAck = (id, body) => {
      this.#acks.get(id)?.(!body.startsWith('{"ok":true'));
      this.#acks.delete(id);
    };
  }

  /** How long it took to be answered, ms, and whether it was refused. */
  async ask(event: string, payload: object): Promise<{ tookMs: number; refused: boolean }> {
    const sentAt = performance.now();
    const id = this.#next++;
    const commandId = `crowd-${this.point.id}-${String(id)}-${String(Date.now())}`;
    const refused = await new Promise<boolean>((resolve) => {
      this.#acks.set(id, resolve);
      this.#socket?.emit(event, JSON.stringify({ commandId, ...payload }), id);
    });
    return { tookMs: performance.now() - sentAt, refused };
  }

  #tell({ instructions }: View): void {
    const fresh = instructions.filter(({ deliveredAt }) => deliveredAt === null).map(({ id }) => id);
    const said = fresh.join();
    if (fresh.length === 0 || said === this.#told) return;
    this.#told = said;
    this.#socket?.emit('point:reading', JSON.stringify({ delivered: fresh, seen: fresh, readUpTo: 0 }));
  }
}

const tell = (message: FromCrowd): void => void process.send?.(message);
let phones: readonly Phone[] = [];

process.on('message', (message: ToCrowd) => {
  act(message).catch((error: unknown) => tell({ kind: 'failed', message: String((error as Error).stack) }));
});
process.on('disconnect', () => process.exit());

async function act(message: ToCrowd): Promise<void> {
  switch (message.kind) {
    case 'connect': {
      const startedAt = performance.now();
      let opened = 0;
      phones = await inParallel(message.points, 16, async (point) => {
        const dueAt = startedAt + (opened++ * 1_000) / CONNECTS_PER_SECOND;
        await delay(Math.max(0, dueAt - performance.now()));
        const phone = new Phone(point);
        await phone.open(message.port);
        return phone;
      });
      return tell({ kind: 'connected' });
    }
    case 'report':
      return spread(message.overMs, (phone) =>
        phone.ask('point:headcount', {
          roundId: message.roundId,
          present: phone.point.summoned,
          excused: 0,
          unexcused: 0,
          guests: 0,
          fence: phone.view?.fence ?? 1,
          seq: (phone.view?.lastSeq ?? 0) + 1,
        }),
      );
    case 'confirm':
      return spread(message.overMs, (phone) => {
        const newest = phone.view?.instructions.at(-1);
        return phone.ask('instruction:confirm', { instructionId: newest?.id ?? 'none' });
      });
  }
}

/** Each phone once, at even distances. */
async function spread(overMs: number, ask: (phone: Phone) => ReturnType<Phone['ask']>): Promise<void> {
  const beganAt = performance.now();
  const answers: ReturnType<Phone['ask']>[] = [];
  for (let next = 0; next < phones.length;) {
    const due = Math.min(phones.length, Math.ceil(((performance.now() - beganAt) / overMs) * phones.length));
    for (; next < due; next++) {
      const phone = phones[next];
      if (phone) answers.push(ask(phone));
    }
    await delay(2);
  }
  const all = await Promise.all(answers);
  const took = all.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(share * took.length))] ?? 0;
  const refused = all.filter((one) => one.refused).length;
  tell({ kind: 'answered', refused, p50: at(0.5), p99: at(0.99), max: at(1) });
}
