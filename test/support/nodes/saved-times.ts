/** hub_saved_ms as one life of a hub has counted it: up to so many ms, so many commands. */
type Counts = ReadonlyMap<number, number>;

/** How long commands took to the disk of the node they came to, over all lives of all its hubs. */
export class SavedTimes {
  readonly #living = new Map<string, Counts>();
  readonly #ended: Counts[] = [];

  async read(name: string, url: string): Promise<void> {
    const response = await fetch(`${url}/metrics`).catch(() => null);
    if (response?.ok !== true) return;
    const counts = new Map<number, number>();
    for (const [, upTo, count] of (await response.text()).matchAll(/^hub_saved_ms_bucket\{le="([^"]+)"\} (\d+)$/gm)) {
      counts.set(upTo === '+Inf' ? Infinity : Number(upTo), Number(count));
    }
    this.#living.set(name, counts);
  }

  ended(name: string): void {
    const counts = this.#living.get(name);
    if (counts !== undefined) this.#ended.push(counts);
    this.#living.delete(name);
  }

  /** The bound below which this share of them stayed, of those the histogram knows; null where nothing was saved. */
  quantile(share: number): number | null {
    return quantileOf(this.#sum(), share);
  }

  get count(): number {
    return this.#sum().get(Infinity) ?? 0;
  }

  merge(other: SavedTimes): void {
    this.#ended.push(other.#sum());
  }

  #sum(): Counts {
    const sum = new Map<number, number>();
    for (const counts of [...this.#ended, ...this.#living.values()]) {
      for (const [upTo, count] of counts) sum.set(upTo, (sum.get(upTo) ?? 0) + count);
    }
    return sum;
  }
}

function quantileOf(counts: Counts, share: number): number | null {
  const all = counts.get(Infinity) ?? 0;
  if (all === 0) return null;
  const fits = [...counts].filter(([, count]) => count >= share * all).map(([upTo]) => upTo);
  return Math.min(...fits);
}
