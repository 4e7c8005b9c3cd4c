import type { QueuedCommand, QueueKeep } from '@hub/client/link/durable-queue.ts';
import type { LastSeen, SeenKeep } from '@hub/client/link/last-seen.ts';

/** What outlives a page: everything on it is a copy, as in IndexedDB. */
export class DeviceMemory {
  queue: readonly QueuedCommand[] = [];
  seqs = new Map<string, number>();
  seen: LastSeen | null = null;
}

interface DiskOptions {
  /** Runs each access when its time has come; by default at once. One after the other, as transactions are. */
  readonly later?: (run: () => void) => void;
  /** Reads and writes fail while this says so. */
  readonly broken?: () => boolean;
}

/** One page's access to its device's memory. After `die` nothing that was under way happens any more. */
export class TestDisk implements QueueKeep, SeenKeep {
  readonly memory: DeviceMemory;
  readonly #options: DiskOptions;
  #dead = false;

  constructor(memory = new DeviceMemory(), options: DiskOptions = {}) {
    this.memory = memory;
    this.#options = options;
  }

  die(): void {
    this.#dead = true;
  }

  load(): Promise<readonly QueuedCommand[]> {
    return this.#access(({ queue }) => structuredClone(queue));
  }

  save(command: QueuedCommand): Promise<void> {
    const copy = structuredClone(command);
    return this.#access((memory) => {
      const known = memory.queue.some(({ commandId }) => commandId === copy.commandId);
      memory.queue = known
        ? memory.queue.map((held) => (held.commandId === copy.commandId ? copy : held))
        : [...memory.queue, copy];
    });
  }

  remove(commandId: string): Promise<void> {
    return this.#access((memory) => {
      memory.queue = memory.queue.filter((held) => held.commandId !== commandId);
    });
  }

  /** Never fails: the real one has a second store for its numbers. */
  nextSeq(deviceId: string, above: number): Promise<number> {
    return this.#access(({ seqs }) => {
      const next = Math.max(seqs.get(deviceId) ?? 0, above) + 1;
      seqs.set(deviceId, next);
      return next;
    }, false);
  }

  loadSeen(): Promise<LastSeen | null> {
    return this.#access(({ seen }) => structuredClone(seen));
  }

  saveSeen(seen: LastSeen): Promise<void> {
    const copy = structuredClone(seen);
    return this.#access((memory) => void (memory.seen = copy));
  }

  #access<T>(work: (memory: DeviceMemory) => T, mayFail = true): Promise<T> {
    return new Promise((resolve, reject) => {
      const run = (): void => {
        if (this.#dead) return;
        if (mayFail && this.#options.broken?.() === true) reject(new Error('the disk is full'));
        else resolve(work(this.memory));
      };
      if (this.#options.later) this.#options.later(run);
      else run();
    });
  }
}
