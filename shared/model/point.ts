import type { PersonalId, PointId } from './ids.ts';

/** `host` broadcasts, `interactive` may speak, `receive-only` watches and listens. */
export const POINT_KINDS = ['host', 'interactive', 'receive-only'] as const;
export type PointKind = (typeof POINT_KINDS)[number];

/** How the point's video travels; decides what `up` requires (L2, L14). */
export const LINK_KINDS = ['livekit', 'ingress', 'external', 'broadcast'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** Longest short name, in characters: what a wall tile holds at a size readable from 6 m. */
export const SHORT_NAME_MAX = 9;
export const SUMMONED_MAX = 100_000;

/** One line of the roster, without anything personal: those stand in the side table under `contactId` (G7). */
export interface Point {
  readonly id: PointId;
  readonly name: string;
  readonly shortName: string;
  readonly unit: string;
  readonly block: string;
  readonly area: string;
  /** How many people should be at the point. */
  readonly summoned: number;
  readonly kind: PointKind;
  readonly linkKind: LinkKind;
  readonly carrier: string;
  readonly backupLine: string;
  /** Role title of the technician in charge ("KTV 6"), or empty. */
  readonly technician: string;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly contactId: PersonalId | null;
}

/** Who to call. Role titles in the sample town; a real roster may hold names. Telephones as typed, digits only; empty when absent. */
export interface Contact {
  readonly name: string;
  readonly phone: string;
  readonly backupPhone: string;
}

/** A roster line as it is imported, edited and exported: the point and its contact together. */
export type RosterLine = Omit<Point, 'contactId'> & { readonly contact: Contact };
