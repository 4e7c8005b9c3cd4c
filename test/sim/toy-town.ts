import type { NodeSabotage } from '@hub/server/exchange/sabotage.ts';
import type { Decider, Decisions } from '@hub/server/exchange/decider.ts';
import type { NewEvent } from '@hub/server/log/event-log.ts';
import type { Entry, NodeStore, NumberedCommand } from '@hub/server/log/node-store.ts';

/** What an operator of the simulation asks: this figure for this point, under this id, however often it is said. */
export interface ToyCommand {
  readonly commandId: string;
  readonly point: string;
  readonly value: number;
}

interface ToyAnswer {
  readonly commandId: string;
  readonly seq: number;
}

export const TOY_VERSIONS = { Reported: 1 };

/** The smallest state that shows a lost, a doubled and a reordered command: the last figure, and all ids in order. */
export class ToyTown implements Decider {
  readonly rows = new Map<string, { readonly value: number; readonly revisions: number }>();
  readonly #answers = new Map<string, ToyAnswer>();
  readonly #store: NodeStore;
  readonly #now: () => number;
  readonly #forgets: boolean;
  #head = 0;

  constructor(store: NodeStore, now: () => number, sabotage: NodeSabotage | 'no-dedupe' | null) {
    this.#store = store;
    this.#now = now;
    this.#forgets = sabotage === 'no-dedupe';
  }

  decide(commands: readonly NumberedCommand[]): Decisions {
    const events: NewEvent[] = [];
    const inBatch = new Map<string, ToyAnswer>();
    const decided = commands.map(({ origin, seq, body }) => {
      const { commandId, point, value } = JSON.parse(body) as ToyCommand;
      const first = this.#forgets ? undefined : (this.#answers.get(commandId) ?? inBatch.get(commandId));
      if (first) return { origin, seq, outcome: JSON.stringify(first), events: 0 };
      events.push({
        at: this.#now(),
        sessionId: 's',
        run: 0,
        type: 'Reported',
        version: 1,
        actor: { kind: 'operator', deviceId: 'd', role: 'operator' },
        commandId,
        data: { point, value },
      });
      const answer = { commandId, seq: this.#head + events.length };
      inBatch.set(commandId, answer);
      return { origin, seq, outcome: JSON.stringify(answer), events: 1 };
    });
    return { decided, events, personal: [] };
  }

  adopt({ events, decided }: Entry): void {
    for (const event of events) this.#fold(event);
    for (const { outcome } of decided) {
      const answer = JSON.parse(outcome) as ToyAnswer;
      this.#answers.set(answer.commandId, answer);
    }
  }

  async refold(): Promise<void> {
    this.rows.clear();
    this.#answers.clear();
    this.#head = 0;
    for await (const page of this.#store.read(0)) {
      for (const event of page) {
        this.#fold(event);
        if (event.commandId !== null)
          this.#answers.set(event.commandId, { commandId: event.commandId, seq: event.seq });
      }
    }
  }

  #fold({ data }: Pick<NewEvent, 'data'>): void {
    this.#head++;
    const { point, value } = data as { readonly point: string; readonly value: number };
    this.rows.set(point, { value, revisions: (this.rows.get(point)?.revisions ?? 0) + 1 });
  }
}
