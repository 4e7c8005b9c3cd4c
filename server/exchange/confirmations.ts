import type { NodeId, Position } from '../log/node-store.ts';

/** How far the log of every other node is on its disk, as they said. */
export class Confirmations {
  readonly #stored = new Map<NodeId, Position>();
  readonly #fenceAt: (index: number) => number | null;

  /** `fenceAt`: of this node's own log; null where it has no such entry, or no longer knows. */
  constructor(fenceAt: (index: number) => number | null) {
    this.#fenceAt = fenceAt;
  }

  /** The newest word counts, also when it goes back: a node may rewind. */
  heard(node: NodeId, tail: Position): void {
    this.#stored.set(node, tail);
  }

  forget(node: NodeId): void {
    this.#stored.delete(node);
  }

  /** The highest index of our line that at least one other node has on its disk. */
  safeIndex(): number {
    let safe = 0;
    for (const tail of this.#stored.values()) safe = Math.max(safe, this.#sharedWith(tail));
    return safe;
  }

  /** The highest index of our line that all of these have; 0 when one of them never said. */
  settledIndex(members: Iterable<NodeId>): number {
    let settled = Number.POSITIVE_INFINITY;
    for (const node of members) {
      const tail = this.#stored.get(node);
      settled = Math.min(settled, tail ? this.#sharedWith(tail) : 0);
    }
    return settled;
  }

  /** Where its tail is ours too, all before it is; of a node that is ahead of us, or on another line, nothing is known. */
  #sharedWith(tail: Position): number {
    return this.#fenceAt(tail.index) === tail.fence ? tail.index : 0;
  }
}
