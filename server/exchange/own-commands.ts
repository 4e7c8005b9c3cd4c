import type { DecidedCommand, NodeId, NodeStore, NumberedCommand, StoreResult } from '../log/node-store.ts';
import type { Clock, Disposer } from '../platform/clock.ts';
import type { CommandsResult } from './carrier.ts';

/** What becomes of a command, each step in its own time; a step that never comes leaves its promise open. */
export interface Submitted {
  /** On this node's disk, or not at all: then nothing else follows. */
  readonly saved: Promise<StoreResult>;
  /** JSON of the answer, from the agreed log. */
  readonly decided: Promise<string>;
  /** The answer as a second node has it on its disk; another than `decided` where a line of decisions was lost. */
  readonly safe: Promise<string>;
}

export interface OwnCommandsPorts {
  readonly node: NodeId;
  readonly store: Pick<NodeStore, 'saveCommands'>;
  readonly clock: Clock;
  /** `settledUpTo`: own numbers that are settled, so that a carrier which forgot them does not wait for them. */
  readonly publish: (commands: readonly NumberedCommand[], settledUpTo: number) => Promise<CommandsResult>;
  readonly saved: (commands: readonly NumberedCommand[]) => void;
  /** Own commands from this number on that this node still holds. */
  readonly heldFrom: (seq: number) => Promise<readonly NumberedCommand[]>;
}

interface Waiter {
  readonly saved: (result: StoreResult) => void;
  readonly decided: (outcome: string) => void;
  readonly safe: (outcome: string) => void;
}

interface AwaitingSafe {
  readonly seq: number;
  readonly index: number;
  readonly outcome: string;
}

const STOPPED: StoreResult = { ok: false, kind: 'closed', message: 'this node takes no more commands' };
const RETRY_MS = 200;
const MOST_AT_ONCE = 500;

/** The commands of this node's sockets: numbered, saved, then published until the carrier has them. */
export class OwnCommands {
  readonly #ports: OwnCommandsPorts;
  readonly #waiters = new Map<number, Waiter>();
  #awaitingSafe: AwaitingSafe[] = [];
  #seq: number;
  #asked: { readonly body: string; readonly waiter: Waiter }[] = [];
  #saving = false;
  #unpublished: NumberedCommand[] = [];
  /** What stands under its numbers and is not decided. */
  readonly #bodies = new Map<number, string>();
  #settledUpTo = 0;
  #publishing = false;
  #retry: Disposer | null = null;
  #stopped = false;

  constructor(ports: OwnCommandsPorts, seq: number, held: readonly NumberedCommand[]) {
    this.#ports = ports;
    this.#seq = seq;
    this.#hold(held);
  }

  /** The last number that was given out. */
  get seq(): number {
    return this.#seq;
  }

  /** Whether it can be told that all decided up to here was asked here: what is undecided here was not. */
  isAskedUpTo(seq: number): boolean {
    return seq <= this.#seq && [...this.#bodies.keys()].every((held) => held > seq);
  }

  /** Whether somebody else has given out this number, or this one too, with another body. An empty body is not known. */
  isOfAnother(seq: number, body: string): boolean {
    if (seq > this.#seq) return true;
    const held = this.#bodies.get(seq);
    return held !== undefined && body !== '' && held !== body;
  }

  get unpublished(): number {
    return this.#unpublished.length;
  }

  submit(body: string): Submitted {
    const saved = deferred<StoreResult>();
    const decided = deferred<string>();
    const safe = deferred<string>();
    this.#asked.push({ body, waiter: { saved: saved.resolve, decided: decided.resolve, safe: safe.resolve } });
    void this.#save();
    return { saved: saved.promise, decided: decided.promise, safe: safe.promise };
  }

  decided(decided: readonly DecidedCommand[], index: number): void {
    for (const { origin, seq, outcome } of decided) {
      if (origin !== this.#ports.node) continue;
      this.#bodies.delete(seq);
      const waiter = this.#waiters.get(seq);
      if (!waiter) continue;
      waiter.decided(outcome);
      this.#awaitingSafe.push({ seq, index, outcome });
    }
  }

  safeUpTo(index: number): void {
    if (!this.#awaitingSafe.some((awaiting) => awaiting.index <= index)) return;
    this.#awaitingSafe = this.#awaitingSafe.filter(({ seq, index: at, outcome }) => {
      if (at > index) return true;
      this.#waiters.get(seq)?.safe(outcome);
      this.#waiters.delete(seq);
      return false;
    });
  }

  /** What was decided behind `index` is undecided again. */
  rewound(index: number, held: readonly NumberedCommand[]): void {
    this.#hold(held);
    this.#awaitingSafe = this.#awaitingSafe.filter((awaiting) => awaiting.index <= index);
  }

  publishSoon(): void {
    if (this.#unpublished.length > 0) void this.#publish();
  }

  stop(): void {
    this.#stopped = true;
    this.#retry?.();
  }

  #hold(commands: readonly NumberedCommand[]): void {
    for (const { origin, seq, body } of commands) if (origin === this.#ports.node) this.#bodies.set(seq, body);
  }

  /** Numbered when they are saved, one batch after another: what could not be saved leaves no gap. */
  async #save(): Promise<void> {
    if (this.#saving) return;
    this.#saving = true;
    // One turn later, so that everything that arrives in this turn shares the commit.
    await Promise.resolve();
    while (this.#asked.length > 0) {
      const asked = this.#asked.splice(0);
      const batch = asked.map(({ body }, place) => ({ origin: this.#ports.node, seq: this.#seq + 1 + place, body }));
      const result = this.#stopped ? STOPPED : await this.#ports.store.saveCommands(batch);
      if (result.ok) {
        this.#seq += batch.length;
        this.#hold(batch);
        for (const [place, { waiter }] of asked.entries()) {
          const command = batch[place];
          if (command) this.#waiters.set(command.seq, waiter);
        }
        this.#unpublished.push(...batch);
        this.#ports.saved(batch);
        void this.#publish();
      }
      for (const { waiter } of asked) waiter.saved(result);
    }
    this.#saving = false;
  }

  async #publish(): Promise<void> {
    if (this.#publishing || this.#stopped) return;
    this.#publishing = true;
    try {
      while (this.#unpublished.length > 0) {
        const some = this.#unpublished.slice(0, MOST_AT_ONCE);
        const result = await this.#ports.publish(some, this.#settledUpTo);
        if (result.ok) this.#unpublished.splice(0, some.length);
        else if (result.kind === 'gap') await this.#beginFrom(result.expected);
        else return this.#tryLater();
      }
    } finally {
      this.#publishing = false;
    }
  }

  /** What is not held any more is settled. */
  async #beginFrom(seq: number): Promise<void> {
    this.#unpublished = [...(await this.#ports.heldFrom(seq))];
    const first = this.#unpublished[0];
    if (first && first.seq > seq) this.#settledUpTo = first.seq - 1;
  }

  #tryLater(): void {
    if (this.#stopped) return;
    this.#retry?.();
    this.#retry = this.#ports.clock.setTimer(this.#ports.clock.now() + RETRY_MS, () => void this.#publish());
  }
}

function deferred<Value>(): { readonly promise: Promise<Value>; readonly resolve: (value: Value) => void } {
  let settle: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: (value) => settle(value) };
}
