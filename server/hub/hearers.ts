import type { RecordedFact } from '../domain/events.ts';
import type { LogFailure } from '../log/event-log.ts';
import type { Clock, Disposer } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { LogHealth } from './hub.ts';

/** Who hears what a write path adopts and whether its log can be written, of a hub that is alone and of one of several. */
export class Hearers {
  readonly startedAt: number;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #adopted = new Set<(facts: readonly RecordedFact[]) => void>();
  readonly #health = new Set<(health: LogHealth) => void>();
  #failingSince: number | null = null;

  constructor({ clock, logger }: { readonly clock: Clock; readonly logger: Logger }) {
    this.#clock = clock;
    this.#logger = logger;
    this.startedAt = clock.now();
  }

  onAdopted(listener: (facts: readonly RecordedFact[]) => void): Disposer {
    this.#adopted.add(listener);
    return () => this.#adopted.delete(listener);
  }

  onHealth(listener: (health: LogHealth) => void): Disposer {
    this.#health.add(listener);
    return () => this.#health.delete(listener);
  }

  /** What is adopted is durable: a listener that fails takes neither the others nor the answers with it. */
  adopted(facts: readonly RecordedFact[]): void {
    for (const listener of this.#adopted) {
      try {
        listener(facts);
      } catch (error) {
        this.#logger.error({ error, facts: facts.map(({ fact }) => fact.type) }, 'a listener of facts failed');
      }
    }
  }

  health(): LogHealth {
    return { logOk: this.#failingSince === null, logFailingSince: this.#failingSince, startedAt: this.startedAt };
  }

  /** G4. Told once, however many batches are refused. */
  logFailed(failure: LogFailure): void {
    if (this.#failingSince !== null) return;
    this.#failingSince = this.#clock.now();
    this.#logger.error({ failure }, 'the log cannot be written: nothing is acknowledged until it can');
    this.#tellHealth();
  }

  logWorks(): void {
    if (this.#failingSince === null) return;
    this.#logger.warn({ failedForMs: this.#clock.now() - this.#failingSince }, 'the log can be written again');
    this.#failingSince = null;
    this.#tellHealth();
  }

  #tellHealth(): void {
    const health = this.health();
    for (const listener of this.#health) listener(health);
  }
}
