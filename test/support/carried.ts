import type { Beat, CarriedEntry, Carrier, CarrierListener, Ears } from '@hub/server/exchange/carrier.ts';
import type { NodeId, NumberedCommand, Position } from '@hub/server/log/node-store.ts';

export function command(origin: NodeId, seq: number, size = 0): NumberedCommand {
  return { origin, seq, body: JSON.stringify({ ask: `${origin} ${seq}`, fill: 'x'.repeat(size) }) };
}

export function commands(origin: NodeId, first: number, last: number): NumberedCommand[] {
  return Array.from({ length: last - first + 1 }, (_, i) => command(origin, first + i));
}

/** An entry that goes on from another one; it carries what every kind of value looks like. */
export function entry(before: Position, fence: number, by: NodeId = 'a'): CarriedEntry {
  const index = before.index + 1;
  return {
    fence,
    index,
    prevFence: before.fence,
    by,
    decided: [{ origin: by, seq: index, outcome: '{"ok":true}', events: 1 }],
    bodies: [command(by, index).body],
    events: [
      {
        at: 1_662_854_400_000 + index,
        sessionId: 'phiên-1',
        run: 0,
        type: 'note:added',
        version: 1,
        actor: { kind: 'staff', deviceId: null, role: 'controller' },
        commandId: `c${index}`,
        data: { text: null, n: index },
      },
    ],
    personal: [{ id: `p${index}`, kind: 'text', value: { name: 'Đặng Thị Ngọ' } }],
  };
}

/** `count` entries of one fence, the first after `before`. */
export function line(before: Position, fence: number, count: number, by: NodeId = 'a'): CarriedEntry[] {
  const entries: CarriedEntry[] = [];
  for (let at = before; entries.length < count; at = entries.at(-1) ?? at) entries.push(entry(at, fence, by));
  return entries;
}

export function beatOf(node: NodeId, tail: Position = { fence: 0, index: 0 }): Beat {
  const url = `http://${node}.example`;
  return {
    node,
    life: 'l1',
    url,
    version: '1',
    tail,
    foundation: '0 ',
    isLevel: true,
    sawFence: tail.fence,
    sockets: 3,
    undecided: 0,
  };
}

/** What the ears of one node told, in order. */
export class Heard implements CarrierListener {
  readonly commandsTold: NumberedCommand[] = [];
  readonly entriesTold: CarriedEntry[] = [];
  readonly words: string[] = [];
  readonly reach: boolean[] = [];
  breaks = 0;
  leaseChanges = 0;
  readonly ears: Ears;

  constructor(carrier: Carrier) {
    this.ears = carrier.listen(this);
  }

  commands(told: readonly NumberedCommand[]): void {
    this.commandsTold.push(...told);
  }
  entries(told: readonly CarriedEntry[]): void {
    this.entriesTold.push(...told);
  }
  epochBroke(): void {
    this.breaks++;
    this.commandsTold.length = 0;
    this.entriesTold.length = 0;
  }
  heard(from: NodeId, topic: string, body: string): void {
    this.words.push(`${from} ${topic} ${body}`);
  }
  leaseChanged(): void {
    this.leaseChanges++;
  }
  reached(reached: boolean): void {
    this.reach.push(reached);
  }

  get reaches(): boolean {
    return this.reach.at(-1) ?? false;
  }
  /** "a1 a2 b1" */
  get numbers(): string {
    return this.commandsTold.map(({ origin, seq }) => `${origin}${seq}`).join(' ');
  }
  /** "1:5" for index 1 under the fence whose count is 5. */
  get positions(): string {
    return this.entriesTold.map(({ index, fence }) => `${index}:${Math.floor(fence / 1_000_000)}`).join(' ');
  }
}
