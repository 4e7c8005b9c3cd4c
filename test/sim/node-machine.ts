import { Node } from '@hub/server/exchange/node.ts';
import { NODE_SABOTAGES } from '@hub/server/exchange/sabotage.ts';
import type { Carrier } from '@hub/server/exchange/carrier.ts';
import type { MemoryCarrierWorld } from '@hub/server/exchange/memory-carrier.ts';
import { createMemoryNodeDisk, openMemoryNodeStore } from '@hub/server/log/memory-node-store.ts';
import type { MemoryNodeDisk } from '@hub/server/log/memory-node-store.ts';
import type { Entry } from '@hub/server/log/node-store.ts';
import type { Clock, Disposer } from '@hub/server/platform/clock.ts';
import type { Random } from '../support/random.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { TOY_VERSIONS, ToyTown } from './toy-town.ts';

/** Of a node, of what it decides with, and of its disk. */
export const BREAKS = [...NODE_SABOTAGES, 'no-dedupe', 'tick-before-disk'] as const;
export type Break = (typeof BREAKS)[number];

const SLOWEST_WRITE_MS = 6;

export interface MachineWorld {
  readonly clock: Clock;
  readonly carrier: MemoryCarrierWorld;
  readonly random: Random;
  readonly broken: Break | null;
  /** Whatever any node folds, for the oracle. */
  readonly adopted: (node: string, entry: Entry) => void;
  readonly trace: (line: string) => void;
  /** It takes no part, and somebody is to start it again. */
  readonly refused: (machine: NodeMachine) => void;
  readonly leapt: () => void;
  /** Our own code broke, and said so in the log. */
  readonly failed: (details: object) => void;
}

/** One machine: a disk that outlives the process, a clock of its own that is off, and a process that dies at any moment. */
export class NodeMachine {
  readonly name: string;
  readonly #world: MachineWorld;
  readonly #offsetMs: number;
  readonly #rate: number;
  readonly #startedAt: number;
  disk: MemoryNodeDisk;
  /** How often it has taken a new id. */
  renamed = 0;
  node: Node | null = null;
  town: ToyTown | null = null;
  #lives = 0;
  #carrier: Carrier | null = null;
  #life = { alive: false, died: (): void => undefined };

  constructor(world: MachineWorld, name: string) {
    this.name = name;
    this.#world = world;
    this.#offsetMs = world.random.int(-3_600_000, 3_600_000);
    this.#rate = 1 + world.random.int(-20, 20) / 1_000;
    this.#startedAt = world.clock.now();
    this.disk = createMemoryNodeDisk(name);
  }

  get isAlive(): boolean {
    return this.#life.alive;
  }

  /** Resolves when it runs, or died while starting. */
  async start(): Promise<void> {
    if (this.isAlive) return;
    let died: () => void = () => undefined;
    const death = new Promise<void>((resolve) => {
      died = resolve;
    });
    const life = { alive: true, died: () => died() };
    this.#life = life;
    return Promise.race([this.#run(life), death]);
  }

  async #run(life: { alive: boolean }): Promise<void> {
    const { broken, carrier: world, trace } = this.#world;
    const clock = this.#clockOf(life);
    const makeNode = (): string => `${this.name}.${String(++this.renamed)}`;
    const bare = openMemoryNodeStore({ versions: TOY_VERSIONS, disk: this.disk, makeNode });
    const store = mortal(bare, life, (method) => {
      if (method === 'leap') this.#world.leapt();
      if (method === 'renounce') return this.#slow(life, SLOWEST_WRITE_MS + 1);
      return method === 'saveCommands' || method === 'applyEntries' ? this.#slow(life) : null;
    });
    if (broken === 'tick-before-disk') {
      const save = store.saveCommands.bind(store);
      store.saveCommands = (commands) => {
        void save(commands);
        return Promise.resolve({ ok: true });
      };
    }
    const town = new ToyTown(store, () => clock.now(), broken === 'no-dedupe' ? broken : null);
    await town.refold();
    const bareCarrier = world.carrier(this.disk.node);
    this.#carrier = bareCarrier;
    const carrier = mortal(bareCarrier, life, () => null);
    const node = await Node.open({
      store,
      carrier,
      decider: {
        decide: (commands) => town.decide(commands),
        adopt: (entry) => {
          this.#world.adopted(this.name, entry);
          town.adopt(entry);
        },
        refold: () => town.refold(),
      },
      clock,
      logger: {
        ...silentLogger,
        error: (details: object) => {
          // A refusal is said aloud too.
          if ('error' in details) this.#world.failed(details);
        },
      },
      life: `${this.name}.${String(++this.#lives)}`,
      url: `http://${this.name}`,
      version: '1',
      sockets: () => 0,
      changed: ({ role, refusal, lease }) => {
        trace(`${this.name} ${role} ${refusal ?? ''} ${String(lease?.fence ?? 0)}`);
        if (refusal !== null) this.#world.refused(this);
      },
      heard: () => undefined,
      storeFailed: () => undefined,
      sabotage: NODE_SABOTAGES.find((one) => one === broken) ?? null,
    });
    if (!life.alive) return;
    this.node = node;
    this.town = town;
    node.begin();
  }

  /** As by a cut of power: whatever was under way ends, and what is on the disk stays. */
  kill(): void {
    this.#life.alive = false;
    this.#life.died();
    this.node = null;
    this.town = null;
    void this.#carrier?.close();
  }

  /** A new machine in its place. */
  loseDisk(name: string): void {
    this.kill();
    this.disk = createMemoryNodeDisk(name);
  }

  /** As from a backup of another machine: its log under a name of its own. */
  restoreFrom({ disk }: NodeMachine): void {
    this.disk = { ...copyOf(disk), node: this.disk.node, setAside: [], isLevel: false };
  }

  /** What is asked of a disk is done in the order it is asked: `ms` where everything before has to be done. */
  #slow(life: { alive: boolean }, ms = this.#world.random.int(1, SLOWEST_WRITE_MS)): Promise<void> {
    const { clock } = this.#world;
    return new Promise((resolve) => {
      clock.setTimer(clock.now() + ms, () => {
        if (life.alive) resolve();
      });
    });
  }

  #clockOf(life: { alive: boolean }): Clock {
    const { clock } = this.#world;
    const now = (): number =>
      Math.floor(this.#startedAt + this.#offsetMs + (clock.now() - this.#startedAt) * this.#rate);
    const after = (ms: number, run: () => void): Disposer =>
      clock.setTimer(clock.now() + Math.max(0, Math.ceil(ms / this.#rate)), () => {
        if (life.alive) run();
      });
    return {
      now,
      setTimer: (atMs, run) => after(atMs - now(), run),
      immediate: (run) => after(0, run),
    };
  }
}

/** As when a disk is copied, or a machine is cloned with it. */
export function copyOf(disk: MemoryNodeDisk): MemoryNodeDisk {
  return {
    ...disk,
    bodies: [...disk.bodies],
    personal: new Map([...disk.personal].map(([id, kept]) => [id, { ...kept }])),
    entries: [...disk.entries],
    marks: new Map(disk.marks),
    commands: new Map([...disk.commands].map(([node, held]) => [node, new Map(held)])),
    setAside: [...disk.setAside],
    failing: null,
  };
}

/** Methods of a dead process do nothing and answer nothing. */
function mortal<T extends object>(
  target: T,
  life: { alive: boolean },
  before: (method: string) => Promise<void> | null,
): T {
  const own = new Map<PropertyKey, unknown>();
  return new Proxy(target, {
    set(_target, key, value) {
      own.set(key, value);
      return true;
    },
    get(_target, key) {
      if (own.has(key)) return own.get(key);
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]): unknown => {
        if (!life.alive) return new Promise(() => undefined);
        const wait = before(String(key));
        const answer: unknown = wait
          ? wait.then((): unknown => Reflect.apply(member, target, args))
          : Reflect.apply(member, target, args);
        if (!(answer instanceof Promise)) return answer;
        return answer.then((value: unknown) => (life.alive ? value : new Promise(() => undefined)));
      };
    },
  });
}
