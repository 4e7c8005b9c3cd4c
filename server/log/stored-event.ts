import { hash } from 'node:crypto';
import { LogReadError } from './event-log.ts';
import type { EventActor, KnownVersions, NewEvent, PersonalRecord, StoredEvent } from './event-log.ts';

/** Pure steps from one shape version of a type to the next. */
export type Upcasters = Readonly<Record<string, Readonly<Record<number, (data: unknown) => unknown>>>>;

/** type → version it starts from → the next shape. Stored rows are never rewritten (G3), so a step stays for ever. */
export const upcasters: Upcasters = {
  MediaObserved: { 1: (data) => ({ ...(data as object), media: withPath((data as { media: object }).media) }) },
  MediaFeedChanged: { 1: (data) => ({ ...(data as object), ingress: false }) },
  CalledToStandby: { 1: withMediaCheck },
  CheckRepeated: { 1: withMediaCheck },
  FloorGiven: { 1: withMediaCheck },
};

function withPath(media: object): object {
  return 'status' in media && media.status === 'flowing' ? { ...media, path: null, contested: false } : media;
}

/** Before there was a video system a pre-check knew nothing of picture and sound. */
function withMediaCheck(data: unknown): object {
  const held = data as { readonly check: object };
  return { ...held, check: { ...held.check, camera: null, microphone: null, soundLevel: null } };
}

/** The thing can never be stored as it is; a fault of our own code, not of the disk. */
export class UnstorableError extends Error {}

/** Every older version must have a way up, or a log would open today and fail in the middle of a fold. */
export function assertUpcastersComplete(versions: KnownVersions, steps: Upcasters): void {
  for (const [type, current] of Object.entries(versions)) {
    if (!Number.isSafeInteger(current) || current < 1) throw new Error(`${type}: version ${current} is not 1, 2, 3 …`);
    for (let from = 1; from < current; from++) {
      if (steps[type]?.[from] === undefined) throw new Error(`${type}: no upcaster from version ${from}`);
    }
  }
}

function knownVersion(versions: KnownVersions, type: string): number | undefined {
  return Object.hasOwn(versions, type) ? versions[type] : undefined;
}

/** What JSON would silently change (NaN, Date, undefined in a list …) would make a fold differ from the live state (G2). */
function assertPlainJson(value: unknown, path: string, depth = 0): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new UnstorableError(`${path} is ${value}`);
    return;
  }
  if (typeof value !== 'object') throw new UnstorableError(`${path} is ${typeof value}`);
  if (depth > 64) throw new UnstorableError(`${path} is nested too deep`);
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) assertPlainJson(value[index], `${path}[${index}]`, depth + 1);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new UnstorableError(`${path} is not a plain object`);
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) assertPlainJson(member, `${path}.${key}`, depth + 1);
  }
}

/**
 * The event as JSON, without its place in the log. `withPlace` completes it: the place is known only inside the
 * commit, and the text is made on the caller's side so that a bad event is refused before it is queued.
 */
export function encodeEvent(event: NewEvent, versions: KnownVersions): string {
  const current = knownVersion(versions, event.type);
  if (current !== undefined && event.version !== current) {
    throw new UnstorableError(`${event.type} version ${event.version}, but version ${current} is written now`);
  }
  return encodeAgreed(event, versions);
}

/** Of an event that another node decided: an older program's shape is stored as that one wrote it, and upcast on read. */
export function encodeAgreed(event: NewEvent, versions: KnownVersions): string {
  const current = knownVersion(versions, event.type);
  if (current === undefined) throw new UnstorableError(`unknown event type ${event.type}`);
  if (!Number.isSafeInteger(event.version) || event.version < 1 || event.version > current) {
    throw new UnstorableError(`${event.type} version ${event.version}, and ${current} is the newest known here`);
  }
  const { at, sessionId, run, type, version, actor, commandId, data } = event;
  const whole = {
    at,
    sessionId,
    run,
    type,
    version,
    actor: { kind: actor.kind, deviceId: actor.deviceId, role: actor.role },
    commandId,
    data,
  };
  assertPlainJson(whole, type);
  if (data === undefined) throw new UnstorableError(`${type}.data is undefined`);
  return JSON.stringify(whole);
}

/** A row that another node wrote: throws where this program could not read it. */
export function assertKnown(body: string, versions: KnownVersions): void {
  const { type, version } = parseEvent(0, body);
  const current = knownVersion(versions, type);
  if (current === undefined) throw new UnstorableError(`unknown event type ${type}`);
  if (version > current)
    throw new UnstorableError(`${type} version ${version}, and ${current} is the newest known here`);
}

/** The exact text that is stored and chained. */
export function withPlace(encoded: string, origin: string, originSeq: number): string {
  return `{"origin":${JSON.stringify(origin)},"originSeq":${originSeq},${encoded.slice(1)}`;
}

/** 128 of sha-256's 256 bits: enough to find every accident, at half the room. */
function digest(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}

/** The chain starts from the log's identity, so rows of another log do not fit. */
export function chainStart(origin: string, createdAt: number): string {
  return digest(`diem-cau-hub log ${origin} ${createdAt}`);
}

export function chainNext(previous: string, body: string): string {
  return digest(previous + body);
}

export function encodePersonal(record: PersonalRecord): string {
  if (record.value === null || record.value === undefined) throw new UnstorableError('a personal value is empty');
  assertPlainJson(record.value, `personal ${record.kind}`);
  return JSON.stringify(record.value);
}

/** Guards a personal row against damage. Made again at erasure, so that no trace of the value stays in it (G7). */
export function personalSum(id: string, kind: string, value: string | null, erasedAt: number | null): string {
  return digest(JSON.stringify([id, kind, value, erasedAt]));
}

/** Guards a row of what a node keeps beside its log. */
export function rowSum(fields: readonly unknown[]): string {
  return digest(JSON.stringify(fields));
}

export function decodeEvent(seq: number, body: string, versions: KnownVersions, steps: Upcasters): StoredEvent {
  const raw = parseEvent(seq, body);
  const current = knownVersion(versions, raw.type);
  if (current === undefined) {
    throw new LogReadError(`row ${seq}: event type ${raw.type} is unknown to this program; run a newer hub`, seq);
  }
  if (raw.version > current) {
    throw new LogReadError(
      `row ${seq}: ${raw.type} version ${raw.version} is newer than ${current}, the newest this program knows; run a newer hub`,
      seq,
    );
  }
  return { ...raw, seq, version: current, data: upcast(seq, raw, current, steps) };
}

function upcast(
  seq: number,
  { type, version, data }: Pick<NewEvent, 'type' | 'version' | 'data'>,
  current: number,
  steps: Upcasters,
): unknown {
  let now = data;
  for (let from = version; from < current; from++) {
    const step = steps[type]?.[from];
    if (step === undefined) throw new LogReadError(`row ${seq}: no upcaster for ${type} version ${from}`, seq);
    try {
      now = step(now);
    } catch (cause) {
      throw new LogReadError(`row ${seq}: ${type} version ${from} cannot be upcast`, seq, { cause });
    }
  }
  return now;
}

/** An event as another node decided it and the log took it, in the shape of now. */
export function inCurrentShape<Event extends NewEvent & { readonly seq: number }>(
  event: Event,
  versions: KnownVersions,
  steps: Upcasters,
): Event {
  const current = knownVersion(versions, event.type) ?? event.version;
  if (event.version === current) return event;
  return { ...event, version: current, data: upcast(event.seq, event, current, steps) };
}

/** In the version it was written in. */
export function parseEvent(seq: number, body: string): Omit<StoredEvent, 'seq'> {
  let raw: unknown;
  try {
    raw = JSON.parse(body);
  } catch (cause) {
    throw new LogReadError(`row ${seq} is not JSON`, seq, { cause });
  }
  if (!isStoredBody(raw)) throw new LogReadError(`row ${seq} does not have the shape of an event`, seq);
  return raw;
}

function isStoredBody(raw: unknown): raw is Omit<StoredEvent, 'seq'> {
  if (!isRecord(raw)) return false;
  return (
    typeof raw['origin'] === 'string' &&
    Number.isSafeInteger(raw['originSeq']) &&
    typeof raw['at'] === 'number' &&
    typeof raw['sessionId'] === 'string' &&
    typeof raw['run'] === 'number' &&
    typeof raw['type'] === 'string' &&
    Number.isSafeInteger(raw['version']) &&
    isActor(raw['actor']) &&
    (raw['commandId'] === null || typeof raw['commandId'] === 'string') &&
    Object.hasOwn(raw, 'data')
  );
}

function isActor(raw: unknown): raw is EventActor {
  if (!isRecord(raw)) return false;
  const { kind, deviceId, role } = raw;
  if (kind !== 'operator' && kind !== 'staff' && kind !== 'system') return false;
  return (deviceId === null || typeof deviceId === 'string') && typeof role === 'string';
}

function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}
