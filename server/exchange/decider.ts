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
  /** The log was rewound to this entry: fold it anew. */
  refold(index: number): Promise<void>;
}

/** Told how far things have come, for those who wait. */
export interface Witness {
  /** On this node's disk and not decided, own ones and others'; after a rewind all that is. */
  saved(commands: readonly NumberedCommand[]): void;
  /** The log is on a second node's disk up to this entry, as far as this node knows; less again when its line is lost. */
  safe(index: number): void;
}
