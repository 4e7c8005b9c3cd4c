import { randomBytes } from 'node:crypto';

/** Randomness as a port: tests hand in a seeded one. */
export interface Ids {
  /** An opaque id of 128 random bits, base64url, behind a prefix that says what it names ("dev_…"). */
  make(prefix: string): string;
}

export const randomIds: Ids = { make: (prefix) => `${prefix}_${randomBytes(16).toString('base64url')}` };
