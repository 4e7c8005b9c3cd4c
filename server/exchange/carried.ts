import { z } from 'zod';
import type { NumberedCommand } from '../log/node-store.ts';
import type { Beat, CarriedEntry } from './carrier.ts';
import type { Page, Want } from './catching-up.ts';

const count = z.number().int().min(0);

const COMMAND = z.object({ origin: z.string(), seq: count, body: z.string() });

const ENTRY = z.object({
  fence: count,
  index: count,
  prevFence: count,
  by: z.string(),
  decided: z.array(z.object({ origin: z.string(), seq: count, outcome: z.string(), events: count })),
  events: z.array(
    z.object({
      at: z.number(),
      sessionId: z.string(),
      run: z.number(),
      type: z.string(),
      version: z.number(),
      actor: z.object({
        kind: z.enum(['operator', 'staff', 'system']),
        deviceId: z.string().nullable(),
        role: z.string(),
      }),
      commandId: z.string().nullable(),
      data: z.unknown(),
    }),
  ),
  bodies: z.array(z.string()),
  personal: z.array(z.object({ id: z.string(), kind: z.enum(['contact', 'text', 'staff']), value: z.unknown() })),
});

const BEAT = z.object({
  node: z.string(),
  life: z.string(),
  url: z.string(),
  version: z.string(),
  tail: z.object({ fence: count, index: count }),
  foundation: z.string().max(200),
  isLevel: z.boolean().default(true),
  sawFence: count,
  sockets: count,
  undecided: count,
});

const STEP = z.discriminatedUnion('of', [
  z.object({ of: z.literal('events'), after: count }),
  z.object({ of: z.literal('values'), after: z.string() }),
  z.object({ of: z.literal('entries'), after: count }),
]);

const WANT = z.object({ to: z.string(), step: STEP, settled: count, foundation: z.string().max(200) });

const ASKED = { to: z.string(), step: STEP };
const STAND = z.object({ fence: count, index: count, lastSeq: count });

const PAGE = z.discriminatedUnion('kind', [
  z.object({
    ...ASKED,
    kind: z.literal('events'),
    stand: STAND,
    foundation: z.object({ events: count, digest: z.string() }),
    bodies: z.array(z.string()),
  }),
  z.object({
    ...ASKED,
    kind: z.literal('values'),
    stand: STAND,
    marks: z.array(z.tuple([z.string(), count])),
    personal: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(['contact', 'text', 'staff']),
        value: z.string().nullable(),
        erasedAt: z.number().nullable(),
      }),
    ),
  }),
  z.object({ ...ASKED, kind: z.literal('entries'), entries: z.array(ENTRY) }),
]);

const WHISPER = z.object({ from: z.string(), topic: z.string(), body: z.string() });

export type Whisper = z.infer<typeof WHISPER>;

/** Null for what is no such thing. What a later version adds is let go, so that neighbours run side by side. */
function reader<T>(schema: z.ZodType<T>): (text: string) => T | null {
  return (text) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
    const parsed = schema.safeParse(value);
    return parsed.success ? parsed.data : null;
  };
}

export const readCommand: (text: string) => NumberedCommand | null = reader(COMMAND);
export const readEntry: (text: string) => CarriedEntry | null = reader(ENTRY);
export const readBeat: (text: string) => Beat | null = reader(BEAT);
export const readWant: (text: string) => Want | null = reader(WANT);
export const readPage: (text: string) => Page | null = reader(PAGE);
export const readWhisper: (text: string) => Whisper | null = reader(WHISPER);
