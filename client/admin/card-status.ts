import { CARD_LIFETIME_MAX_MS } from '@hub/shared/model/access.ts';
import type { CardState } from '@hub/shared/protocol/down.ts';
import { fromLocalInput, toLocalInput } from './local-time.ts';

/** `unopened`: printed, and nobody has ever come in by it. `closed`: revoked, or past its day before anybody came. */
export const CARD_FILTERS = ['all', 'unprinted', 'unopened', 'opened', 'closed'] as const;
export type CardFilter = (typeof CARD_FILTERS)[number];

export function filterOf(card: CardState, now: number): Exclude<CardFilter, 'all'> {
  if (card.printedAt === null) return 'unprinted';
  if (card.revokedAt !== null) return 'closed';
  if (card.openedAt !== null) return 'opened';
  return isPast(card, now) ? 'closed' : 'unopened';
}

/** What printing or revoking these cards ends: cards that still open something, and the devices they let in. */
export function endedBy(
  cards: readonly CardState[],
  now: number,
): { readonly cards: number; readonly devices: number } {
  const ended = cards.filter(
    (card) => card.printedAt !== null && card.revokedAt === null && (!isPast(card, now) || card.devices > 0),
  );
  return { cards: ended.length, devices: ended.reduce((sum, { devices }) => sum + devices, 0) };
}

function isPast(card: CardState, now: number): boolean {
  return card.expiresAt !== null && card.expiresAt <= now;
}

const WEEK_MS = 7 * 24 * 3_600_000;

/** The day a card is proposed to last through, as `<input type="date">` holds it: the session's, or a week from now. */
export function proposedDay(plannedAt: number | null, now: number, timeZone: string): string {
  const at = plannedAt !== null && plannedAt > now ? plannedAt : now + WEEK_MS;
  return toLocalInput(at, timeZone).slice(0, 10);
}

export type Until = { readonly kind: 'good'; readonly expiresAt: number } | { readonly kind: 'empty' | 'past' | 'far' };

/** The last moment of a day in the session's zone (S5). */
export function endOfDay(day: string, now: number, timeZone: string): Until {
  const lastMinute = fromLocalInput(`${day}T23:59`, timeZone);
  if (lastMinute === null) return { kind: 'empty' };
  const expiresAt = lastMinute + 59_999;
  if (expiresAt <= now) return { kind: 'past' };
  return expiresAt > now + CARD_LIFETIME_MAX_MS ? { kind: 'far' } : { kind: 'good', expiresAt };
}

/** An address, with or without a port, that each machine takes for itself: on a phone it leads nowhere. */
export function isLoopback(address: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(address);
}
