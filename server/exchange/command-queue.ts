import type { NodeId, NumberedCommand } from '../log/node-store.ts';
import type { CarriedEntry } from './carrier.ts';

/**
 * What is saved here and not decided, of all origins. Of each origin in the order of its numbers, among origins in the
 * order they came.
 */
export class CommandQueue {
  /** Highest number received of each origin, without gaps from the first one. */
  readonly #received = new Map<NodeId, number>();
  readonly #decidedUpTo = new Map<NodeId, number>();
  readonly #skipsGaps: boolean;
  #waiting: NumberedCommand[] = [];

  /** `skipsGaps`: a deliberate break for the simulation. */
  constructor(skipsGaps = false) {
    this.#skipsGaps = skipsGaps;
  }

  /** As the disk has it, after a start or when the log was rewound. */
  reset(decidedUpTo: ReadonlyMap<NodeId, number>, held: readonly NumberedCommand[]): void {
    this.#decidedUpTo.clear();
    for (const [origin, seq] of decidedUpTo) this.#decidedUpTo.set(origin, seq);
    for (const [origin, seq] of decidedUpTo) this.#raise(origin, seq);
    for (const { origin, seq } of held) this.#raise(origin, seq);
    this.#waiting = held.filter(({ origin, seq }) => seq > this.decidedUpTo(origin));
  }

  decidedUpTo(origin: NodeId): number {
    return this.#decidedUpTo.get(origin) ?? 0;
  }

  /**
   * Those that are new; `lacking` names the origins of which something in between has not come. Of every origin a node
   * needs all that its own log has not decided: what is settled everywhere is decided there too.
   */
  sift(commands: readonly NumberedCommand[]): { readonly fresh: NumberedCommand[]; readonly lacking: Set<NodeId> } {
    const fresh: NumberedCommand[] = [];
    const early: NumberedCommand[] = [];
    for (const command of commands) if (!this.#take(command, fresh)) early.push(command);
    // After a loss the carrier may hold the later ones first.
    early.sort((a, b) => a.seq - b.seq);
    const lacking = new Set<NodeId>();
    for (const command of early) if (!this.#take(command, fresh)) lacking.add(command.origin);
    return { fresh, lacking };
  }

  /** What these entries decided and has not come as a command yet. */
  unheldOf(entries: readonly CarriedEntry[]): NumberedCommand[] {
    const unheld: NumberedCommand[] = [];
    for (const { decided, bodies } of entries) {
      for (const [place, { origin, seq }] of decided.entries()) {
        const body = bodies[place];
        if (body !== undefined && body !== '' && seq > this.receivedUpTo(origin)) unheld.push({ origin, seq, body });
      }
    }
    return unheld;
  }

  receivedUpTo(origin: NodeId): number {
    return Math.max(this.#received.get(origin) ?? 0, this.decidedUpTo(origin));
  }

  /** They could not be saved: as if they had not come. */
  unsift(commands: readonly NumberedCommand[]): void {
    for (const { origin, seq } of commands) {
      if (seq <= this.receivedUpTo(origin)) this.#received.set(origin, Math.max(seq - 1, this.decidedUpTo(origin)));
    }
  }

  /** They are on this node's disk. */
  add(commands: readonly NumberedCommand[]): void {
    for (const command of commands) {
      if (command.seq <= this.decidedUpTo(command.origin)) continue;
      this.#raise(command.origin, command.seq);
      this.#waiting.push(command);
    }
  }

  /** The next to be decided, at most so many; they stay until they are decided. */
  next(most: number): NumberedCommand[] {
    const reached = new Map<NodeId, number>();
    const taken: NumberedCommand[] = [];
    for (const command of this.#waiting) {
      if (taken.length >= most) break;
      const upTo = reached.get(command.origin) ?? this.decidedUpTo(command.origin);
      if (command.seq !== upTo + 1 && !(this.#skipsGaps && command.seq > upTo)) continue;
      reached.set(command.origin, command.seq);
      taken.push(command);
    }
    return taken;
  }

  decided(commands: readonly { readonly origin: NodeId; readonly seq: number }[]): void {
    for (const { origin, seq } of commands) {
      this.#decidedUpTo.set(origin, Math.max(seq, this.decidedUpTo(origin)));
      this.#raise(origin, seq);
    }
    this.#waiting = this.#waiting.filter(({ origin, seq }) => seq > this.decidedUpTo(origin));
  }

  waiting(): readonly NumberedCommand[] {
    return this.#waiting;
  }

  marks(): ReadonlyMap<NodeId, number> {
    return this.#decidedUpTo;
  }

  /** False where something before it is missing. */
  #take(command: NumberedCommand, fresh: NumberedCommand[]): boolean {
    const { origin, seq } = command;
    const received = this.receivedUpTo(origin);
    if (seq <= received) return true;
    if (seq > received + 1 && !this.#skipsGaps) return false;
    this.#received.set(origin, seq);
    fresh.push(command);
    return true;
  }

  #raise(origin: NodeId, seq: number): void {
    if (seq > (this.#received.get(origin) ?? 0)) this.#received.set(origin, seq);
  }
}
