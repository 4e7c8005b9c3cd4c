/** Branded ids: a string that was checked once, at the edge, and is trusted inside. */
declare const brand: unique symbol;
type Brand<T, B extends string> = T & { readonly [brand]: B };

/** The point's code in the roster, upper case ("DC01"): the same in the log, on the wire, on cards and in spreadsheets. */
export type PointId = Brand<string, 'PointId'>;
export type SessionId = Brand<string, 'SessionId'>;
export type RoundId = Brand<string, 'RoundId'>;
export type InstructionId = Brand<string, 'InstructionId'>;
/** One turn to speak, from the request on. */
export type TurnId = Brand<string, 'TurnId'>;
export type IncidentId = Brand<string, 'IncidentId'>;
/** One operator's phone or laptop, or one staff browser. Opaque, made by the hub when a secret is claimed. */
export type DeviceId = Brand<string, 'DeviceId'>;
/** One socket, from handshake to close. */
export type ConnectionId = Brand<string, 'ConnectionId'>;
/** Made by the client; a repeat of it gets the first answer again (H5). */
export type CommandId = Brand<string, 'CommandId'>;
/** Names a record of the personal side table (G7): contact, staff label or free text. */
export type PersonalId = Brand<string, 'PersonalId'>;
/** A note left at a change of shift. */
export type HandoverId = Brand<string, 'HandoverId'>;
/** A card, a sign-in link or a code that can be claimed. */
export type GrantId = Brand<string, 'GrantId'>;

export const POINT_ID_PATTERN = /^[A-Z0-9][A-Z0-9._-]{0,15}$/;
export const OPAQUE_ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** The id of a point code as a person may have typed it, or undefined if it can never be one. */
export function parsePointId(raw: string): PointId | undefined {
  const code = raw.trim().toUpperCase();
  return POINT_ID_PATTERN.test(code) ? (code as PointId) : undefined;
}
