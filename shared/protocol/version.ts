/**
 * Version of the wire. One line per version says what changed; a fingerprint of all schemas is tested against
 * PROTOCOL_FINGERPRINT, so the wire cannot change unnoticed.
 *
 * 1: first version.
 */
export const PROTOCOL_VERSION = 1;
/** The oldest client still understood. Older ones are told to reload (`version-too-old`). */
export const PROTOCOL_FLOOR = 1;
