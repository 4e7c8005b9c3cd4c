import { setTimeout as delay } from 'node:timers/promises';
import { build, type Histogram } from 'hdr-histogram-js';
import { inParallel } from '../simulate/access.ts';
import { seededRandom } from '../simulate/random.ts';
import { LineVitals } from '../simulate/vitals.ts';
import type { BenchPoint, FromGenerator, Phase, PhaseResult, ToGenerator } from './messages.ts';
import { RawSocket } from './raw-socket.ts';
import { Intentions, Viewers } from './viewers.ts';

/** Below the hub's limit of handshakes from one address. */
const CONNECTS_PER_SECOND = 150;
const WARM_UP_MS = 1_000;
const STRAGGLERS_MS = 1_500;
const QUIET_MS = 1_200;

interface OwnView {
  readonly fence: number;
  readonly lastSeq: number;
  readonly headcount: { readonly guests: number } | null;
}

/** One simulated point: a socket, and the numbers the hub wants with a report. */
class Reporter {
  readonly point: BenchPoint;
  readonly #socket: RawSocket;
  readonly #phase: Phase;
  readonly #sent = new Map<number, number>();
  readonly #fence: number;
  #seq: number;
  #mark: number;
  acked = 0;

  private constructor(point: BenchPoint, phase: Phase, socket: RawSocket, view: OwnView) {
    this.point = point;
    this.#phase = phase;
    this.#socket = socket;
    this.#fence = view.fence;
    this.#seq = view.lastSeq;
    this.#mark = view.headcount?.guests ?? 0;
  }

  static async open(point: BenchPoint, phase: Phase, ackLatency: Histogram): Promise<Reporter> {
    const naive = phase.peer === 'naive';
    const target = {
      host: '127.0.0.1',
      port: phase.port,
      path: naive ? '/rt' : '/rt/point',
      namespace: '/point',
      auth: naive ? { pointId: point.id } : { credential: point.key, protocol: 1 },
    };
    let told: (view: OwnView) => void = () => undefined;
    const view = new Promise<OwnView>((resolve) => (told = resolve));
    if (naive) told({ fence: 1, lastSeq: 0, headcount: null });
    let isTold = false;
    const socket = await RawSocket.open(target, (name, rest) => {
      // One parse when it joins; afterwards the generator knows its own numbers.
      if (isTold || name !== 'point:view') return;
      isTold = true;
      told(JSON.parse(rest) as OwnView);
    });
    const reporter = new Reporter(point, phase, socket, await view);
    socket.onAck = (id, body) => {
      const sentAt = reporter.#sent.get(id);
      if (sentAt === undefined) return;
      reporter.#sent.delete(id);
      if (!body.startsWith('{"ok":true')) throw new Error(`${point.id} was refused: ${body}`);
      reporter.acked += 1;
      ackLatency.recordValue(Math.max(1, Math.round((performance.now() - sentAt) * 1_000)));
    };
    return reporter;
  }

  report(intendedAt: number, intended: Intentions): void {
    this.#seq += 1;
    this.#mark += 1;
    intended.add(this.point.id, this.#mark, intendedAt);
    this.#sent.set(this.#seq, intendedAt);
    const { summoned, id } = this.point;
    const missing = this.#mark % 3;
    this.#socket.emit(
      'point:headcount',
      JSON.stringify({
        commandId: `bench-${id}-${String(this.#seq)}`,
        roundId: this.#phase.roundId,
        present: summoned - missing,
        excused: missing,
        unexcused: 0,
        guests: this.#mark,
        fence: this.#fence,
        seq: this.#seq,
      }),
      this.#seq,
    );
  }

  vitals(sample: object): void {
    this.#socket.emit('point:vitals', JSON.stringify(sample));
  }

  leave(): void {
    // In good order, so that the next phase does not begin with a thousand incidents.
    if (this.#phase.peer === 'hub') {
      this.#socket.emit(
        'point:leave',
        JSON.stringify({ commandId: `leave-${String(Date.now())}-${this.point.id}` }),
        0,
      );
    }
    setTimeout(() => {
      this.#socket.close();
    }, 1_000);
  }
}

const tell = (message: FromGenerator): void => void process.send?.(message);
let go: () => void = () => undefined;

process.on('message', (message: ToGenerator) => {
  if (message.kind === 'go') go();
  else
    run(message.phase).catch((error: unknown) => {
      tell({ kind: 'failed', message: String((error as Error).stack) });
    });
});
process.on('disconnect', () => process.exit());

async function run(phase: Phase): Promise<void> {
  const latency = build({ highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3 });
  const ackLatency = build({ highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3 });
  const intended = new Intentions();
  const viewers = new Viewers(intended, latency);
  const startedAt = performance.now();
  let opened = 0;
  const paced = async (): Promise<void> => {
    const dueAt = startedAt + (opened++ * 1_000) / CONNECTS_PER_SECOND;
    await delay(Math.max(0, dueAt - performance.now()));
  };
  await inParallel(phase.viewerKeys, 8, async (key) => {
    await paced();
    await viewers.open(phase, key);
  });
  const reporters = await inParallel(phase.points, 16, async (point) => {
    await paced();
    return Reporter.open(point, phase, ackLatency);
  });
  const telemetry = phase.telemetryMs === null ? null : startTelemetry(reporters, phase.telemetryMs);
  while (performance.now() - viewers.lastEventAt < QUIET_MS) await delay(100);
  const started = new Promise<void>((resolve) => (go = resolve));
  tell({ kind: 'armed' });
  await started;

  const beginAt = performance.now();
  viewers.countFrom = beginAt + WARM_UP_MS;
  const bytesBefore = viewers.bytes();
  const cpuBefore = process.cpuUsage();
  const changes = await openLoop(phase, reporters, intended, beginAt);
  const cpu = process.cpuUsage(cpuBefore);
  const tookMs = performance.now() - beginAt;
  tell({ kind: 'measured' });
  await delay(STRAGGLERS_MS);
  const ms = (of: Histogram, percentile: number): number => of.getValueAtPercentile(percentile) / 1_000;
  const result: PhaseResult = {
    changes: changes.counted,
    acked: reporters.reduce((sum, { acked }) => sum + acked, 0) - changes.warmUp,
    expected: changes.counted * phase.viewerKeys.length,
    delivered: viewers.delivered,
    inconsistent: viewers.inconsistent(),
    p50: ms(latency, 50),
    p99: ms(latency, 99),
    p999: ms(latency, 99.9),
    max: latency.maxValue / 1_000,
    ackP50: ms(ackLatency, 50),
    ackP99: ms(ackLatency, 99),
    viewerBytes: viewers.bytes() - bytesBefore,
    generatorCpu: (cpu.user + cpu.system) / 1_000 / tookMs,
  };
  if (telemetry !== null) clearInterval(telemetry);
  viewers.close();
  for (const reporter of reporters) reporter.leave();
  await delay(2_000);
  tell({ kind: 'done', result });
}

/** Sends each change when it is due, or late if it must, but always counted from when it was due. */
async function openLoop(
  phase: Phase,
  reporters: readonly Reporter[],
  intended: Intentions,
  beginAt: number,
): Promise<{ counted: number; warmUp: number }> {
  const total = Math.floor(phase.rate * (phase.seconds + WARM_UP_MS / 1_000));
  let [next, warmUp] = [0, 0];
  while (next < total) {
    const now = performance.now();
    for (; next < total; next++) {
      const dueAt = beginAt + (next * 1_000) / phase.rate;
      if (dueAt > now) break;
      if (dueAt < beginAt + WARM_UP_MS) warmUp += 1;
      reporters[next % reporters.length]?.report(dueAt, intended);
    }
    await delay(1);
  }
  return { counted: total - warmUp, warmUp };
}

function startTelemetry(reporters: readonly Reporter[], everyMs: number): NodeJS.Timeout {
  const lines = reporters.map(({ point }) => new LineVitals(seededRandom(1, point.id)));
  const slices = 20;
  let turn = 0;
  // Spread over the period, as phones are.
  return setInterval(() => {
    turn = (turn + 1) % slices;
    for (let index = turn; index < reporters.length; index += slices)
      reporters[index]?.vitals(lines[index]?.next() ?? {});
  }, everyMs / slices);
}
