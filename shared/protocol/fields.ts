import { z } from 'zod';
import { OPAQUE_ID_PATTERN, POINT_ID_PATTERN } from '../model/ids.ts';
import { INSTRUCTION_TEXT_MAX } from '../model/instruction.ts';
import { HEADCOUNT_MAX } from '../model/headcount.ts';

/** Field schemas shared by messages. No transforms or refinements: they would not show in the fingerprint. */
export const pointId = z.string().regex(POINT_ID_PATTERN);
export const opaqueId = z.string().regex(OPAQUE_ID_PATTERN);
/** Made by the client, at least 8 characters so that two devices do not meet by accident. */
export const commandId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
export const persons = z.number().int().min(0).max(HEADCOUNT_MAX);
export const moment = z.number().int().min(0).max(8_640_000_000_000_000);
/** One line of text a person typed. Never markup (A6). */
export const line = z.string().max(200);
/** An instruction, or a message of a conversation. */
export const message = z.string().min(1).max(INSTRUCTION_TEXT_MAX);
export const note = z.string().max(1_000);
export const phone = z.string().max(40);

export const figures = {
  present: persons,
  excused: persons,
  unexcused: persons,
  guests: persons,
};
