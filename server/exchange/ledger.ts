import type { CarrierFault } from './carrier.ts';
import { AwayError, LedgerConnection, RefusedError } from './ledger-connection.ts';
import type { Script } from './ledger-scripts.ts';
import { copiesAsked, type HostPort, type RedisPlace } from './redis-place.ts';

/** How long a replica has to say that it has what was written. */
const COPY_WITHIN_MS = 300;

export type Reply = readonly unknown[] | CarrierFault;

/** Redis as it is written: scripts that run as one step, and an honest answer to each. */
export class Ledger {
  readonly #place: RedisPlace;
  /** Apart, so that a lease is renewed while an append waits for a replica. */
  readonly #appends: LedgerConnection;
  readonly #talks: LedgerConnection;

  /** `moved`: it speaks with this master from now on. */
  constructor(place: RedisPlace, moved: (to: HostPort) => void) {
    this.#place = place;
    this.#appends = new LedgerConnection(place, moved);
    this.#talks = new LedgerConnection(place, moved);
  }

  run(script: Script, keys: readonly string[], args: readonly string[]): Promise<Reply> {
    return answered(async () => {
      const [reply] = await evaluate(this.#talks, script, keys, args, []);
      return reply;
    });
  }

  /** The last of several appends asks for the copy, for all that its connection wrote. */
  append(script: Script, keys: readonly string[], args: readonly string[], isLast: boolean): Promise<Reply> {
    return this.#copied(this.#appends, script, keys, args, isLast);
  }

  /** What nobody else must find undone: it is done once a replica has it. */
  runCopied(script: Script, keys: readonly string[], args: readonly string[]): Promise<Reply> {
    return this.#copied(this.#talks, script, keys, args, true);
  }

  #copied(
    connection: LedgerConnection,
    script: Script,
    keys: readonly string[],
    args: readonly string[],
    isAsked: boolean,
  ): Promise<Reply> {
    const copies = isAsked ? copiesAsked(this.#place) : 0;
    return answered(async () => {
      const wait = copies > 0 ? [['WAIT', String(copies), String(COPY_WITHIN_MS)]] : [];
      const [reply, got] = await evaluate(connection, script, keys, args, wait);
      if (copies > 0 && Array.isArray(reply) && reply[0] === 'ok' && Number(got) < copies) {
        // Perhaps it is a master that the others have given up: whoever asks again finds out.
        connection.leave();
        throw new RefusedError('no replica has it', true);
      }
      return reply;
    });
  }

  async publish(channel: string, text: string): Promise<void> {
    await this.#talks.send(['PUBLISH', channel, text]);
  }

  close(): void {
    this.#appends.close();
    this.#talks.close();
  }
}

async function evaluate(
  connection: LedgerConnection,
  { lua, sha }: Script,
  keys: readonly string[],
  args: readonly string[],
  then: readonly (readonly string[])[],
): Promise<unknown[]> {
  const rest = [String(keys.length), ...keys, ...args];
  try {
    return await connection.send(['EVALSHA', sha, ...rest], ...then);
  } catch (error) {
    if (!(error instanceof RefusedError && error.message.startsWith('NOSCRIPT'))) throw error;
    return connection.send(['EVAL', lua, ...rest], ...then);
  }
}

async function answered(call: () => Promise<unknown>): Promise<Reply> {
  try {
    const reply = await call();
    return Array.isArray(reply) ? reply : { ok: false, kind: 'away', message: 'an answer that no script gives' };
  } catch (error) {
    if (error instanceof RefusedError) return { ok: false, kind: 'refused', message: error.message };
    if (error instanceof AwayError) return { ok: false, kind: 'away', message: error.message };
    throw error;
  }
}
