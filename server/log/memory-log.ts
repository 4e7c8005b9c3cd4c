import { randomBytes } from 'node:crypto';
import type {
  AppendBatch,
  AppendResult,
  EraseResult,
  EventLog,
  KnownVersions,
  LogFailure,
  LogStats,
  PersonalRecord,
  StoredEvent,
} from './event-log.ts';
import { writeFile } from 'node:fs/promises';
import { failure } from './log-messages.ts';
import {
  assertUpcastersComplete,
  decodeEvent,
  encodeEvent,
  encodePersonal,
  UnstorableError,
  upcasters,
  withPlace,
} from './stored-event.ts';
import type { Upcasters } from './stored-event.ts';

const PAGE_ROWS = 1_000;

/** What a memory log keeps. Opening a second log on it is the restart of a hub, without a disk. */
export interface MemoryStore {
  readonly origin: string;
  readonly bodies: string[];
  readonly personal: Map<string, { kind: PersonalRecord['kind']; value: string | null }>;
  /** Set by a test: every append and erasure answers this until it is null again. */
  failing: LogFailure | null;
}

export function createMemoryStore(origin = randomBytes(10).toString('hex')): MemoryStore {
  return { origin, bodies: [], personal: new Map(), failing: null };
}

export interface MemoryLogOptions {
  readonly versions: KnownVersions;
  readonly upcasters?: Upcasters | undefined;
  readonly store?: MemoryStore | undefined;
}

export function openMemoryLog(options: MemoryLogOptions): EventLog {
  return new MemoryLog(options);
}

/** For tests and simulations. It stores the same text as the durable log, so a fold cannot see the difference. */
export class MemoryLog implements EventLog {
  readonly #versions: KnownVersions;
  readonly #upcasters: Upcasters;
  readonly #store: MemoryStore;
  #open = true;
  #commits = 0;
  #rows = 0;
  #failures = 0;

  constructor(options: MemoryLogOptions) {
    this.#versions = options.versions;
    this.#upcasters = options.upcasters ?? upcasters;
    this.#store = options.store ?? createMemoryStore();
    assertUpcastersComplete(this.#versions, this.#upcasters);
  }

  async append(batch: AppendBatch): Promise<AppendResult> {
    // Nothing is awaited before the store is changed, so calls keep their order.
    const refused = this.refusal();
    if (refused !== null) return refused;
    const store = this.#store;
    let bodies: string[];
    let personal: (readonly [PersonalRecord, string])[];
    try {
      bodies = batch.events.map((event) => encodeEvent(event, this.#versions));
      personal = batch.personal.map((record) => [record, encodePersonal(record)] as const);
    } catch (error) {
      if (!(error instanceof UnstorableError)) throw error;
      return this.rejected(error);
    }
    const firstSeq = store.bodies.length + 1;
    bodies.forEach((body, index) => store.bodies.push(withPlace(body, store.origin, firstSeq + index)));
    for (const [record, value] of personal) store.personal.set(record.id, { kind: record.kind, value });
    this.committed(bodies.length);
    return { ok: true, firstSeq, lastSeq: store.bodies.length };
  }

  async *read(afterSeq: number): AsyncGenerator<readonly StoredEvent[]> {
    const until = await this.head();
    for (let after = afterSeq; after < until; after += PAGE_ROWS) {
      const bodies = this.#store.bodies.slice(after, Math.min(after + PAGE_ROWS, until));
      yield bodies.map((body, index) => decodeEvent(after + index + 1, body, this.#versions, this.#upcasters));
    }
  }

  async readPersonal(): Promise<readonly PersonalRecord[]> {
    this.assertOpen();
    const records: PersonalRecord[] = [];
    for (const [id, { kind, value }] of this.#store.personal) {
      if (value !== null) records.push({ id, kind, value: JSON.parse(value) });
    }
    return records;
  }

  async erasePersonal(ids: readonly string[]): Promise<EraseResult> {
    const refused = this.refusal();
    if (refused !== null) return refused;
    let erased = 0;
    for (const id of new Set(ids)) {
      const kept = this.#store.personal.get(id);
      if (kept === undefined || kept.value === null) continue;
      kept.value = null;
      erased++;
    }
    return { ok: true, erased };
  }

  async head(): Promise<number> {
    this.assertOpen();
    return this.#store.bodies.length;
  }

  async backup(toFile: string): Promise<void> {
    this.assertOpen();
    const { origin, bodies, personal } = this.#store;
    await writeFile(toFile, JSON.stringify({ origin, bodies, personal: [...personal] }));
  }

  stats(): LogStats {
    return {
      commits: this.#commits,
      rows: this.#rows,
      failures: this.#failures,
      lastCommitMs: 0,
      queued: 0,
      head: this.#store.bodies.length,
      failing: this.#store.failing,
    };
  }

  async close(): Promise<void> {
    this.#open = false;
  }

  protected refusal(): LogFailure | null {
    const refused = this.#open ? this.#store.failing : failure('closed');
    if (refused !== null) this.#failures++;
    return refused;
  }

  protected rejected(error: UnstorableError): LogFailure {
    this.#failures++;
    return failure('rejected', error.message);
  }

  protected committed(rows: number): void {
    this.#commits++;
    this.#rows += rows;
  }

  protected assertOpen(): void {
    if (!this.#open) throw new Error('the log is closed');
  }
}
