import { decodeEntry, encodeEntry } from './node-entries.ts';
import type { EncodedEntry } from './node-entries.ts';
import type { EventsPage, History, ValuesPage } from './history.ts';
import { freshNodeId } from './node-store.ts';
import type { Entry, NodeId, NodeMemory, NodeStore, NumberedCommand, StoreResult } from './node-store.ts';
import { failure } from './log-messages.ts';
import { SqliteLog, startThread } from './sqlite-log.ts';
import type { SqliteLogOptions } from './sqlite-log.ts';
import type { RewindStep } from './sqlite-rewind.ts';
import { assertKnown, UnstorableError } from './stored-event.ts';

export interface SqliteNodeOptions extends SqliteLogOptions {
  /** For the crash checker only: the process ends itself at this moment of a rewind. */
  readonly killAt?: RewindStep | undefined;
}

/** Opens the log of a data folder as that of one node of several, in the same file and under the same proofs. */
export async function openSqliteNodeStore(options: SqliteNodeOptions): Promise<NodeStore> {
  return new SqliteNodeStore(await startThread(options, { isMember: true, killAt: options.killAt ?? null }), options);
}

class SqliteNodeStore extends SqliteLog implements NodeStore {
  async remember(): Promise<NodeMemory> {
    this.assertOpen();
    return (await this.thread.ask('memory', { kind: 'remember' })).memory;
  }

  async saveCommands(commands: readonly NumberedCommand[]): Promise<StoreResult> {
    const plain = commands.map(({ origin, seq, body }) => ({ origin, seq, body }));
    return this.#write(() => this.thread.ask('written', { kind: 'save', commands: plain }));
  }

  async applyEntries(entries: readonly Entry[]): Promise<StoreResult> {
    let encoded: readonly EncodedEntry[];
    try {
      encoded = entries.map((entry) => encodeEntry(entry, this.versions));
    } catch (error) {
      if (!(error instanceof UnstorableError)) throw error;
      return this.counted(failure('rejected', error.message));
    }
    return this.#write(() => this.thread.ask('written', { kind: 'apply', entries: encoded }));
  }

  async *entriesAfter(afterIndex: number): AsyncGenerator<readonly Entry[]> {
    this.assertOpen();
    const { index: until, line } = await this.thread.ask('tail', { kind: 'tail' });
    for (let after = afterIndex; after < until;) {
      const { entries } = await this.thread.ask('entries', { kind: 'entries', after, until, line });
      const last = entries.at(-1);
      if (last === undefined) return;
      yield entries.map(decodeEntry);
      after = last.index;
    }
  }

  async fenceAt(index: number): Promise<number | null> {
    this.assertOpen();
    return (await this.thread.ask('fence', { kind: 'fence', index })).fence;
  }

  async rewindTo(index: number): Promise<StoreResult> {
    return this.#write(() => this.thread.ask('written', { kind: 'rewind', index, at: this.now() }));
  }

  async settle(index: number): Promise<StoreResult> {
    return this.#write(() => this.thread.ask('written', { kind: 'settle', index }));
  }

  async noteMembers(members: readonly NodeId[]): Promise<StoreResult> {
    return this.#write(() => this.thread.ask('written', { kind: 'members', members: [...members] }));
  }

  async noteLevel(): Promise<StoreResult> {
    return this.#write(() => this.thread.ask('written', { kind: 'level' }));
  }

  async eventsAfter(afterSeq: number): Promise<EventsPage> {
    this.assertOpen();
    return (await this.thread.ask('events-page', { kind: 'events-page', after: afterSeq })).page;
  }

  async valuesAfter(afterId: string): Promise<ValuesPage> {
    this.assertOpen();
    return (await this.thread.ask('values-page', { kind: 'values-page', after: afterId })).page;
  }

  async leap(history: History): Promise<StoreResult> {
    try {
      for (const body of history.bodies) assertKnown(body, this.versions);
    } catch (error) {
      if (!(error instanceof UnstorableError)) throw error;
      return this.counted(failure('rejected', error.message));
    }
    return this.#write(() => this.thread.ask('written', { kind: 'leap', history }));
  }

  async renounce(): Promise<StoreResult> {
    return this.#write(() => this.thread.ask('written', { kind: 'renounce', fresh: freshNodeId() }));
  }

  async #write(ask: () => Promise<{ readonly result: StoreResult }>): Promise<StoreResult> {
    const closed = this.closed();
    if (closed !== null) return closed;
    const { result } = await ask();
    return this.counted(result);
  }
}
