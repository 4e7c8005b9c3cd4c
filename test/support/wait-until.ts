import { setTimeout as delay } from 'node:timers/promises';

export interface Patience {
  readonly withinMs: number;
  readonly everyMs?: number;
  /** What is told beside it when it does not hold in time. */
  readonly told?: () => string;
}

/** Waits for a fact, and throws where it does not come to hold. */
export async function waitUntil(
  what: string,
  holds: () => boolean | Promise<boolean>,
  { withinMs, everyMs = 20, told = () => '' }: Patience,
): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not in time: ${what}\n${told()}`);
    await delay(everyMs);
  }
}
