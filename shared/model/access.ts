/** A1: the role comes from the credential, never from the payload. */
export const ROLES = ['operator', 'technician', 'controller', 'wall', 'administrator'] as const;
export type Role = (typeof ROLES)[number];
export type StaffRole = Exclude<Role, 'operator'>;
/** Who may have points in their charge and be handed over to: whoever sits at a desk. */
export const DESK_ROLES: readonly StaffRole[] = ['technician', 'controller', 'administrator'];
export const STAFF_ROLES: readonly StaffRole[] = ['technician', 'controller', 'wall', 'administrator'];

/**
 * What one device of a point may do (L8). `pen` may report the headcount and all else, `assistant` may do all but report,
 * `waiting` may only be admitted.
 */
export const STANDINGS = ['pen', 'assistant', 'waiting'] as const;
export type Standing = (typeof STANDINGS)[number];

/** A `card` can be claimed by several devices of its point (each further one waits); a `link` and a `code` once. */
export const GRANT_KINDS = ['card', 'link', 'code'] as const;
export type GrantKind = (typeof GRANT_KINDS)[number];

/** Letters of a typed code: no vowels, so it never spells a word, and nothing that looks like something else. 26^10 is 47 bits. */
export const CODE_ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ246789';
export const CODE_LENGTH = 10;
/** A sign-in link is good for this long. */
export const LINK_LIFETIME_MS = 24 * 3_600_000;
/** A code that is read out by telephone is typed at once; a code on a card lives as long as its card. */
export const CODE_LIFETIME_MS = 2 * 3_600_000;
/** The longest a card may be good for. */
export const CARD_LIFETIME_MAX_MS = 366 * 24 * 3_600_000;
/** Points that one command may put in somebody's charge: each is a change of its own in the state. More are assigned by area. */
export const ASSIGNED_AT_ONCE_MAX = 2_000;
/** Cards of one printing: 625 sheets. More are printed by area. */
export const CARDS_PER_PRINT_MAX = 5_000;
