import { createHash, randomBytes, randomInt } from 'node:crypto';
import { CODE_ALPHABET, CODE_LENGTH } from '@hub/shared/model/access.ts';

/** 256 bits, base64url: the secret of a link, and the key of a device. */
export function makeSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** 128 bits, base64url: the secret of a printed card. As far beyond guessing as 256, and its QR code has larger squares. */
export function makeCardSecret(): string {
  return randomBytes(16).toString('base64url');
}

/** A code a person can type: CODE_LENGTH letters, each equally likely. */
export function makeCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('');
}

/**
 * What a secret is by its form. A `long` one is `makeSecret`'s or `makeCardSecret`'s and far beyond guessing, a `code`
 * can be tried, and anything else was never minted.
 */
export function secretForm(secret: string): 'long' | 'code' | 'none' {
  if (/^(?:[A-Za-z0-9_-]{22}|[A-Za-z0-9_-]{43})$/.test(secret)) return 'long';
  return CODE_PATTERN.test(secret) ? 'code' : 'none';
}

/** An id nobody can guess, for what the hub itself names. */
export function makeId(): string {
  return randomBytes(12).toString('base64url');
}

/**
 * SHA-256, base64url: all that is stored of a secret (A4). Secrets are random, not chosen, so a slow hash would add
 * nothing; a code's 47 bits are guarded by the turns of `CodeQueue`.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

const CODE_PATTERN = new RegExp(`^[${CODE_ALPHABET}]{${CODE_LENGTH}}$`);

/** What was typed or scanned, as it was minted: a code may come in lower case and in groups. */
export function normalizeSecret(raw: string): string {
  const code = raw.replace(/[\s.-]/g, '').toUpperCase();
  return CODE_PATTERN.test(code) ? code : raw.trim();
}
