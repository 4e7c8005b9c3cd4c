import { get, promisifyRequest, set, update, type UseStore } from 'idb-keyval';
import type { Credential, Keep } from './credential.ts';
import type { QueuedCommand, QueueKeep } from './durable-queue.ts';
import type { LastSeen, SeenKeep } from './last-seen.ts';

const DATABASE = 'dch';
const STORE = 'kept';
const QUEUE = 'queue';
const SEEN = 'seen';
const SEQ = 'seq.';
const CREDENTIAL = 'credential';
/** Some browsers leave an opening without any answer: then the page goes on without its disk, and says so. */
const PATIENCE_MS = 3_000;
/** Whoever is taken for a stranger must fetch the link again: a slow phone that was just switched on gets more time. */
const CREDENTIAL_PATIENCE_MS = 12_000;

/**
 * One transaction each. Strict: complete means written through, so that a phone whose battery falls out keeps it too;
 * browsers that do not know the word write as they always do.
 */
function openStore(): UseStore {
  let opening: Promise<IDBDatabase> | null = null;
  const open = async (): Promise<IDBDatabase> => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => void request.result.createObjectStore(STORE);
    const database = await promisifyRequest(request);
    database.onclose = () => (opening = null);
    return database;
  };
  return async (mode, work) => {
    opening ??= open().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    const database = await opening;
    return work(database.transaction(STORE, mode, { durability: 'strict' }).objectStore(STORE));
  };
}

function soon<T>(work: Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('the device does not answer')), patienceMs);
    work.then(resolve, reject);
  });
}

export interface DeviceDisk extends QueueKeep, SeenKeep {
  /** Never rejects. A browser that is killed within seconds of the first visit has lost what `localStorage` was told. */
  keepCredential(credential: Credential): Promise<void>;
  credential(): Promise<Credential | null>;
}

/** What the operator's page keeps in IndexedDB: the queue, its numbers, and the picture it showed last. */
export function deviceDisk(otherwise: Keep): DeviceDisk {
  const store = openStore();
  const change = (alter: (queue: readonly QueuedCommand[]) => readonly QueuedCommand[]): Promise<void> =>
    soon(update<readonly QueuedCommand[]>(QUEUE, (queue = []) => alter(queue), store));
  return {
    load: async () => (await soon(get<readonly QueuedCommand[]>(QUEUE, store))) ?? [],
    save: (command) =>
      change((queue) =>
        queue.some(({ commandId }) => commandId === command.commandId)
          ? queue.map((held) => (held.commandId === command.commandId ? command : held))
          : [...queue, command],
      ),
    remove: (commandId) => change((queue) => queue.filter((held) => held.commandId !== commandId)),
    async nextSeq(deviceId, above) {
      const key = SEQ + deviceId;
      // Also where the disk failed half-way: the higher of the two is above all that was ever given out.
      let next = Math.max(above, Number(otherwise.get(key) ?? 0)) + 1;
      try {
        // One transaction reads and writes, so two tabs never get the same number.
        await soon(update<number>(key, (last = 0) => (next = Math.max(next, last + 1)), store));
      } catch {
        otherwise.set(key, String(next));
      }
      return next;
    },
    loadSeen: async () => (await soon(get<LastSeen>(SEEN, store))) ?? null,
    saveSeen: (seen) => soon(set(SEEN, seen, store)),
    keepCredential: (credential) => soon(set(CREDENTIAL, credential, store)).catch(nothing),
    credential: async () =>
      (await soon(get<Credential>(CREDENTIAL, store), CREDENTIAL_PATIENCE_MS).catch(nothing)) ?? null,
  };
}

// No disk: the other store is all there is.
const nothing = (): undefined => undefined;
