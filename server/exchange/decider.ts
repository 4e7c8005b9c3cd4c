import type { NewEvent, PersonalRecord } from '../log/event-log.ts';
import type { DecidedCommand, Entry, NumberedCommand } from '../log/node-store.ts';

export interface Decisions {
  /** In the order of the commands, one each. */
  readonly decided: readonly DecidedCommand[];
  readonly events: readonly NewEvent[];
  readonly personal: readonly PersonalRecord[];
}

/** The hub's side of the exchange: it knows what commands mean; the exchange knows where they are. */
export interface Decider {
  /** On a draft over what is adopted: nothing of it holds before `adopt`. Never throws for a bad command. */
  decide(commands: readonly NumberedCommand[]): Decisions;
  /** The entry is on this node's disk: fold it and tell the screens. */
  adopt(entry: Entry): void;
  /** The log was rewound: fold it anew. */
  refold(): Promise<void>;
}
