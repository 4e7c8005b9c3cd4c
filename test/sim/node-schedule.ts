import { MemoryCarrierWorld } from '@hub/server/exchange/memory-carrier.ts';
import type { CarrierMark, Way } from '@hub/server/exchange/memory-carrier.ts';
import type { Entry } from '@hub/server/log/node-store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { Random } from '../support/random.ts';
import { copyOf, NodeMachine } from './node-machine.ts';
import type { Break, MachineWorld } from './node-machine.ts';
import type { ToyCommand } from './toy-town.ts';

/** What an operator remembers of a report, and nobody else. */
export interface Asked extends ToyCommand {
  /** Machines whose disk has it, as they said. */
  readonly savedAt: Set<NodeMachine>;
  decided: number | null;
  safe: boolean;
}

export interface Tally {
  saved: number;
  safe: number;
  repeated: number;
  rewound: number;
  takeovers: number;
  /** Nodes that saw that their id was another's too, or that their disk was old. */
  refused: number;
  /** Nodes that were told what the streams no longer hold. */
  leapt: number;
  faults: Record<Fault, number>;
}

export type Fault =
  | 'kill'
  | 'lose-disk'
  | 'old-disk'
  | 'clone'
  | 'cut'
  | 'freeze'
  | 'wipe'
  | 'failover'
  | 'refuse'
  | 'disk-full'
  | 'part';

export function emptyTally(): Tally {
  const faults = {
    kill: 0,
    'lose-disk': 0,
    'old-disk': 0,
    clone: 0,
    cut: 0,
    freeze: 0,
    wipe: 0,
    failover: 0,
    refuse: 0,
    'disk-full': 0,
    part: 0,
  };
  return { saved: 0, safe: 0, repeated: 0, rewound: 0, takeovers: 0, refused: 0, leapt: 0, faults };
}

/** A disk as it once was. */
interface OldDisk {
  readonly machine: NodeMachine;
  readonly disk: NodeMachine['disk'];
}

const STEPS = 60;
const POINTS = 5;
const HEALED_WITHIN_MS = 30_000;

/** A violated promise; its message says which. */
export class Broken extends Error {}

/** One seeded history of several nodes and what carries between them. Throws `Broken`; returns the trace's fingerprint. */
export async function play(seed: number, tally: Tally, broken: Break | null): Promise<string> {
  return new Schedule(seed, tally, broken).run();
}

class Schedule {
  readonly #random: Random;
  readonly #clock = new ManualClock();
  readonly #carrier: MemoryCarrierWorld;
  readonly #machines: NodeMachine[] = [];
  readonly #asked: Asked[] = [];
  readonly #tally: Tally;
  readonly #lines = new Map<string, string>();
  readonly #world: MachineWorld;
  readonly #mended: (() => void | Promise<void>)[] = [];
  #trace = 0;
  #calm = false;
  #diskLost = false;
  #oldDisk: OldDisk | null = null;
  #isCloned = false;
  /** Met where an exception would be caught by the node itself. */
  #violation: string | null = null;
  #commands = 0;
  #marks: CarrierMark[] = [];

  constructor(seed: number, tally: Tally, broken: Break | null) {
    const random = new Random(seed);
    this.#random = random;
    this.#tally = tally;
    this.#carrier = new MemoryCarrierWorld({ clock: this.#clock, deliver: (way) => this.#deliver(way) });
    this.#world = {
      clock: this.#clock,
      carrier: this.#carrier,
      random,
      broken,
      adopted: (node: string, entry: Entry) => this.#adopted(node, entry),
      trace: (line: string) => this.#note(line),
      refused: (machine: NodeMachine) => this.#startAgain(machine),
      leapt: () => this.#tally.leapt++,
      failed: (details: object) => {
        const error = 'error' in details ? details.error : details;
        this.#violation ??= error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error);
      },
    };
    const nodes = random.int(2, 4);
    for (let i = 0; i < nodes; i++) this.#machines.push(new NodeMachine(this.#world, `n${String(i)}`));
  }

  async run(): Promise<string> {
    for (const machine of this.#machines) await machine.start();
    await this.#clock.advanceAsync(6_000);
    for (let step = 0; step < STEPS; step++) {
      if (this.#random.chance(0.75)) this.#ask();
      else await this.#trouble();
      if (this.#random.chance(0.3)) this.#repeat();
      if (this.#oldDisk === null && this.#random.chance(0.1)) this.#keepCopy();
      if (this.#random.chance(0.1)) this.#marks.push(this.#carrier.mark());
      await this.#clock.advanceAsync(
        this.#random.chance(0.2) ? this.#random.int(500, 4_000) : this.#random.int(1, 150),
      );
      if (step % 6 === 0) this.#judgeWaypoint();
    }
    await this.#heal();
    this.#judge();
    return `${String(this.#trace)} ${String(this.#clock.now())}`;
  }

  // ── the world ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #deliver(way: Way): readonly number[] {
    const random = this.#random;
    const delay = random.int(0, 8);
    if (this.#calm) return [delay];
    if (way === 'whisper' && random.chance(0.1)) return [];
    if (random.chance(0.02)) return way === 'ask' || way === 'answer' ? [] : [delay, delay + random.int(1, 40)];
    return [random.chance(0.05) ? random.int(50, 900) : delay];
  }

  async #trouble(): Promise<void> {
    const random = this.#random;
    const machine = random.pick(this.#machines);
    const fault = random.pick<Fault>([
      'kill',
      'kill',
      'cut',
      'cut',
      'part',
      'freeze',
      'wipe',
      'failover',
      'refuse',
      'disk-full',
      'lose-disk',
      'old-disk',
      'clone',
    ]);
    const lasts = random.int(200, 9_000);
    this.#note(`${fault} ${machine.name}`);
    switch (fault) {
      case 'kill':
        if (!machine.isAlive) return;
        machine.kill();
        this.#later(lasts, () => machine.start());
        break;
      case 'lose-disk':
        // More than one, and nothing may be promised; and one that never was a member has nothing to lose.
        if (this.#diskLost || this.#machines.length < 3 || !machine.isAlive) return;
        this.#diskLost = true;
        for (const { savedAt } of this.#asked) savedAt.delete(machine);
        await this.#forgetLater(machine);
        this.#judgeWaypoint();
        break;
      case 'old-disk':
        if (this.#diskLost || this.#oldDisk === null || random.chance(0.5)) return;
        this.#diskLost = true;
        await this.#putBack(this.#oldDisk);
        break;
      case 'clone':
        if (this.#isCloned || !machine.isAlive || random.chance(0.6)) return;
        this.#isCloned = true;
        await this.#clone(machine);
        break;
      case 'cut':
        this.#carrier.cut(machine.disk.node);
        this.#later(lasts, () => this.#carrier.mend(machine.disk.node));
        break;
      case 'part': {
        // Some go on with the carrier as it is; a failover then takes away what they did.
        const mark = this.#carrier.mark();
        const others = this.#machines.filter((other) => other !== machine);
        for (const other of others) this.#carrier.cut(other.disk.node);
        this.#later(lasts, () => {
          for (const other of others) this.#carrier.mend(other.disk.node);
          this.#carrier.loseSince(mark);
        });
        break;
      }
      case 'freeze':
        this.#carrier.freeze();
        this.#later(lasts, () => this.#carrier.thaw());
        break;
      case 'wipe':
        this.#carrier.wipe();
        break;
      case 'failover': {
        const mark = this.#marks.at(-1);
        if (!mark) return;
        this.#carrier.loseSince(mark);
        break;
      }
      case 'refuse':
        this.#carrier.refuse('OOM');
        this.#later(lasts, () => this.#carrier.refuse(null));
        break;
      case 'disk-full':
        machine.disk.failing = { ok: false, kind: 'disk-full', message: 'full' };
        this.#later(lasts, () => {
          machine.disk.failing = null;
        });
        break;
    }
    this.#tally.faults[fault]++;
  }

  /** A new machine comes in the place of the dead one, from a copy of another's log or empty; the dead one is struck off. */
  async #forgetLater(machine: NodeMachine): Promise<void> {
    const dead = machine.disk.node;
    machine.loseDisk(`${machine.name}x`);
    if (this.#random.chance(0.5)) {
      this.#later(this.#random.int(1_000, 5_000), async () => {
        const [newest] = this.#machines
          .filter((other) => other !== machine)
          .sort((a, b) => lastIndex(b.disk) - lastIndex(a.disk));
        if (newest) machine.restoreFrom(newest);
        await machine.start();
        this.#strikeOff(dead, machine);
      });
      return;
    }
    await this.#undisturbed(async () => {
      await machine.start();
      this.#strikeOff(dead, machine);
    });
  }

  /**
   * What only the others can know is done while they are there: a node that is alone with an old or an empty disk, and
   * with a carrier that forgot everything, has nobody to learn it from.
   */
  async #undisturbed(act: () => Promise<void>): Promise<void> {
    for (const mend of this.#mended.splice(0)) await mend();
    for (const { disk } of this.#machines) this.#carrier.mend(disk.node);
    await this.#clock.advanceAsync(this.#random.int(500, 6_000));
    await act();
    for (let step = 0; step < 15; step++) {
      this.#ask();
      if (this.#random.chance(0.3)) this.#repeat();
      await this.#clock.advanceAsync(this.#random.int(100, 900));
    }
  }

  #keepCopy(): void {
    const machine = this.#random.pick(this.#machines);
    this.#oldDisk = { machine, disk: copyOf(machine.disk) };
  }

  /** Somebody put an older copy of its disk back, under the same id. */
  async #putBack({ machine, disk }: OldDisk): Promise<void> {
    await this.#undisturbed(async () => {
      machine.kill();
      for (const { savedAt, commandId } of this.#asked) if (!holds(disk, commandId)) savedAt.delete(machine);
      machine.disk = copyOf(disk);
      if (this.#random.chance(0.5)) await this.#clock.advanceAsync(this.#random.int(500, 6_000));
      await machine.start();
    });
  }

  /** A second machine from a copy of the first one's disk, which goes on. */
  async #clone(machine: NodeMachine): Promise<void> {
    const clone = new NodeMachine(this.#world, `${machine.name}c`);
    await this.#undisturbed(async () => {
      clone.disk = copyOf(machine.disk);
      this.#machines.push(clone);
      await clone.start();
    });
  }

  /** Whoever is told that it takes no part is started again by somebody. */
  #startAgain(machine: NodeMachine): void {
    this.#tally.refused++;
    this.#later(this.#random.int(500, 3_000), () => {
      machine.kill();
      return machine.start();
    });
  }

  /** Not before the others know the new one: what is kept for the dead one is what the new one needs. */
  #strikeOff(dead: string, successor: NodeMachine): void {
    const survivor = this.#machines.find((other) => other.isAlive && other !== successor);
    const isKnown = survivor?.node?.view().members?.some(({ beat }) => beat.node === successor.disk.node) ?? false;
    // Whoever dies over it does not answer, and another is asked.
    if (isKnown) void survivor?.node?.forget(dead);
    this.#clock.setTimer(this.#clock.now() + 1_000, () => this.#strikeOff(dead, successor));
  }

  #later(ms: number, mend: () => void | Promise<void>): void {
    let done = false;
    const once = (): void | Promise<void> => {
      if (done) return;
      done = true;
      return mend();
    };
    this.#mended.push(once);
    this.#clock.setTimer(this.#clock.now() + ms, () => void once());
  }

  // ── operators ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #ask(): void {
    const machine = this.#random.pick(this.#machines);
    const asked: Asked = {
      commandId: `c${String(++this.#commands)}`,
      point: `p${String(this.#random.int(1, POINTS))}`,
      value: this.#commands,
      savedAt: new Set(),
      decided: null,
      safe: false,
    };
    if (this.#say(machine, asked)) this.#asked.push(asked);
  }

  /** An operator who heard nothing says it again, also to another node. */
  #repeat(): void {
    const open = this.#asked.filter(({ safe }) => !safe);
    if (open.length === 0) return;
    this.#tally.repeated++;
    this.#say(this.#random.pick(this.#machines), this.#random.pick(open));
  }

  #say(machine: NodeMachine, asked: Asked): boolean {
    if (!machine.node) return false;
    const { commandId, point, value } = asked;
    const { disk } = machine;
    const { saved, decided, safe } = machine.node.submit(JSON.stringify({ commandId, point, value }));
    void saved.then((result) => {
      if (!result.ok || machine.disk !== disk) return;
      asked.savedAt.add(machine);
      this.#tally.saved++;
      this.#note(`saved ${commandId} at ${disk.node}`);
    });
    void decided.then((outcome) => {
      asked.decided = (JSON.parse(outcome) as { readonly seq: number }).seq;
    });
    void safe.then(() => {
      asked.safe = true;
      this.#tally.safe++;
      this.#note(`safe ${commandId}`);
    });
    return true;
  }

  // ── the oracle ────────────────────────────────────────────────────────────────────────────────────────────────────

  #adopted(node: string, entry: Entry): void {
    const place = `${String(entry.fence)}/${String(entry.index)}`;
    const text = wordingOf(entry);
    const known = this.#lines.get(place);
    this.#note(`${node} adopts ${place}: ${entry.events.map(({ commandId }) => String(commandId)).join(' ')}`);
    if (known !== undefined && known !== text) this.#violation ??= `two entries at ${place}`;
    this.#lines.set(place, text);
  }

  /** What must hold at any moment: a safe report is on two disks, or on the one that is left. */
  #judgeWaypoint(): void {
    if (this.#violation !== null) throw new Broken(this.#violation);
    for (const asked of this.#asked) {
      if (!asked.safe) continue;
      const copies = this.#machines.filter(({ disk }) => holds(disk, asked.commandId)).length;
      if (copies === 0) throw new Broken(`${asked.commandId} was safe, and no disk has it`);
    }
  }

  async #heal(): Promise<void> {
    this.#calm = true;
    for (const mend of this.#mended.splice(0)) await mend();
    await this.#clock.advanceAsync(3_000);
    for (const mend of this.#mended.splice(0)) await mend();
    for (const machine of this.#machines) {
      this.#carrier.mend(machine.disk.node);
      machine.disk.failing = null;
      if (!machine.isAlive) await machine.start();
    }
    // A last report through every node shows that the whole of it works again.
    await this.#within(HEALED_WITHIN_MS, () => this.#isQuiet());
    for (const machine of this.#machines) {
      const asked: Asked = {
        commandId: `last ${machine.name}`,
        point: 'p1',
        value: 0,
        savedAt: new Set(),
        decided: null,
        safe: false,
      };
      if (!this.#say(machine, asked)) throw new Broken(`${machine.name} does not live`);
      this.#asked.push(asked);
    }
    await this.#within(
      HEALED_WITHIN_MS,
      () => this.#isQuiet() && this.#asked.slice(-this.#machines.length).every(({ safe }) => safe),
    );
    // What was still to come undone would do so now.
    await this.#clock.advanceAsync(1_500);
  }

  /** No longer than it takes; whoever looks afterwards finds out what was not reached. */
  async #within(ms: number, holds: () => boolean): Promise<void> {
    for (let passed = 0; passed < ms && !holds(); passed += 500) await this.#clock.advanceAsync(500);
  }

  /** One decides, all have the same log, and nothing waits. */
  #isQuiet(): boolean {
    const views = this.#machines.map(({ node }) => node?.view());
    const [first] = views;
    return (
      views.filter((view) => view?.role === 'deciding').length === 1 &&
      views.every(
        (view) =>
          view?.undecided === 0 && view.tail.index === first?.tail.index && view.tail.fence === first.tail.fence,
      )
    );
  }

  #judge(): void {
    if (this.#violation !== null) throw new Broken(this.#violation);
    const [first, ...others] = this.#machines;
    if (!first?.town) throw new Broken('no node lives');
    const bodies = first.disk.bodies;
    for (const other of others) {
      if (JSON.stringify(other.disk.bodies) !== JSON.stringify(bodies)) {
        throw new Broken(
          `the logs of ${first.name} (${String(bodies.length)}) and ${other.name} (${String(other.disk.bodies.length)}) differ`,
        );
      }
      if (rowsOf(other) !== rowsOf(first))
        throw new Broken(`the rows of ${first.name} and ${other.name} differ: ${rowsOf(first)} ${rowsOf(other)}`);
    }
    const effects = new Map<string, number>();
    const points = new Map<string, number>();
    for (const body of bodies) {
      const { commandId, data } = JSON.parse(body) as {
        readonly commandId: string;
        readonly data: { readonly point: string };
      };
      effects.set(commandId, (effects.get(commandId) ?? 0) + 1);
      points.set(data.point, (points.get(data.point) ?? 0) + 1);
    }
    for (const [point, revisions] of points) {
      if (first.town.rows.get(point)?.revisions !== revisions) throw new Broken(`${point} is not what its log says`);
    }
    for (const { commandId, savedAt, safe } of this.#asked) {
      const count = effects.get(commandId) ?? 0;
      if (count > 1) throw new Broken(`${commandId} took effect ${String(count)} times`);
      if (count === 0 && (savedAt.size > 0 || safe))
        throw new Broken(`${commandId} was ${safe ? 'safe' : 'saved'} and is lost`);
      if (commandId.startsWith('last') && !safe) throw new Broken(`${commandId} is not safe although all is well`);
    }
    for (const { disk } of this.#machines) this.#tally.rewound += disk.setAside.length;
    this.#tally.takeovers += new Set([...this.#lines.keys()].map((place) => place.split('/')[0])).size;
  }

  #note(line: string): void {
    for (let i = 0; i < line.length; i++) this.#trace = (Math.imul(this.#trace, 31) + line.charCodeAt(i)) | 0;
    if (process.env['TRACE'] !== undefined)
      process.stdout.write(`${String(this.#clock.now() - 1_662_854_400_000)} ${line}\n`);
  }
}

function rowsOf({ town }: NodeMachine): string {
  return JSON.stringify([...(town?.rows ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function holds({ bodies, commands }: NodeMachine['disk'], commandId: string): boolean {
  const text = `"commandId":"${commandId}"`;
  if (bodies.some((body) => body.includes(text))) return true;
  return [...commands.values()].some((held) => [...held.values()].some((body) => body.includes(text)));
}

/** What an entry says, whichever way it came and in whatever order its keys stand. */
function wordingOf({ prevFence, by, decided, events }: Entry): string {
  const said = decided.map(({ origin, seq, outcome }) => `${origin}:${String(seq)}=${outcome}`);
  const facts = events.map(({ at, commandId, data }) => `${String(at)} ${String(commandId)} ${JSON.stringify(data)}`);
  return [prevFence, by, ...said, ...facts].join('|');
}

function lastIndex({ entries, settled }: NodeMachine['disk']): number {
  return entries.at(-1)?.index ?? settled.index;
}
