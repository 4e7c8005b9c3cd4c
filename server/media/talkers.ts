/** Speech has pauses: who falls silent counts as speaking for so long. */
export const PAUSE_MS = 1_500;

/** Who is heard speaking, calmed: each change goes to every screen. Pure: time comes in. */
export class Talkers {
  /** By point: in which room, and until when (Infinity: it goes on). */
  readonly #until = new Map<string, { readonly room: string; readonly until: number }>();

  hear(room: string, pointIds: ReadonlySet<string>, at: number): void {
    for (const [pointId, held] of this.#until)
      if (held.room === room && held.until === Infinity && !pointIds.has(pointId))
        this.#until.set(pointId, { room, until: at + PAUSE_MS });
    for (const pointId of pointIds) this.#until.set(pointId, { room, until: Infinity });
  }

  now(at: number): string[] {
    for (const [pointId, { until }] of this.#until) if (until <= at) this.#until.delete(pointId);
    return [...this.#until.keys()].sort();
  }

  /** When somebody's pause is over; null: nobody pauses. */
  nextAt(): number | null {
    const ends = [...this.#until.values()].map(({ until }) => until).filter((until) => until !== Infinity);
    return ends.length === 0 ? null : Math.min(...ends);
  }
}
