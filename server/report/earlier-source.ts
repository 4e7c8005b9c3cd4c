import type { PersonalId, SessionId } from '@hub/shared/model/ids.ts';
import { Projection } from '../hub/projection.ts';
import { toRecorded } from '../hub/refold.ts';
import type { EventLog } from '../log/event-log.ts';

/** A session that is over as it stood at its end, for reading its trail: names of rounds, incidents and points are of then. */
class EarlierProjection extends Projection {
  readonly #live: Pick<Projection, 'personal'>;

  constructor(live: Pick<Projection, 'personal'>) {
    super(null);
    this.#live = live;
  }

  /** What was erased meanwhile is gone here too (G7). */
  override personal(id: PersonalId | null): unknown {
    return this.#live.personal(id);
  }
}

/** Folds the log up to the end of an earlier session. The one read last is kept: a person pages through it. */
export class EarlierSources {
  readonly #log: Pick<EventLog, 'read'>;
  readonly #live: Pick<Projection, 'personal'>;
  #kept: { readonly sessionId: SessionId; readonly source: Promise<Projection> } | null = null;

  constructor(log: Pick<EventLog, 'read'>, live: Pick<Projection, 'personal'>) {
    this.#log = log;
    this.#live = live;
  }

  startAnew(): void {
    this.#kept = null;
  }

  async of(sessionId: SessionId): Promise<Projection> {
    if (this.#kept?.sessionId !== sessionId) this.#kept = { sessionId, source: this.#fold(sessionId) };
    const { source } = this.#kept;
    try {
      return await source;
    } catch (error) {
      this.#kept = null;
      throw error;
    }
  }

  async #fold(sessionId: SessionId): Promise<Projection> {
    const projection = new EarlierProjection(this.#live);
    let isInside = false;
    for await (const page of this.#log.read(0)) {
      for (const stored of page) {
        if (isInside && stored.sessionId !== sessionId) return projection;
        isInside = stored.sessionId === sessionId;
        projection.adopt(toRecorded(stored));
      }
    }
    return projection;
  }
}
