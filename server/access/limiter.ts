import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Counts what each key used up of its share; rejects with a `RateLimiterRes` where nothing is left. */
export interface Limiter {
  consume(key: string): Promise<RateLimiterRes>;
}

/** `name` tells limiters apart where hubs count together. */
export type MakeLimiter = (name: string, points: number, seconds: number) => Limiter;

/** A hub that is alone counts for itself. */
export const ownLimiter: MakeLimiter = (_, points, duration) => new RateLimiterMemory({ points, duration });

export interface Used {
  readonly allowed: boolean;
  readonly count: number;
  readonly waitMs: number;
}

export async function consume(limiter: Limiter, key: string): Promise<Used> {
  try {
    const { consumedPoints, msBeforeNext } = await limiter.consume(key);
    return { allowed: true, count: consumedPoints, waitMs: msBeforeNext };
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    return { allowed: false, count: refused.consumedPoints, waitMs: refused.msBeforeNext };
  }
}

export function waitOf({ allowed, waitMs }: Used): number {
  return allowed ? 0 : Math.max(1, Math.ceil(waitMs));
}
