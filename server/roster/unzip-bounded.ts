import { constants, inflateRawSync } from 'node:zlib';

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly compressedBytes: number;
  readonly declaredBytes: number;
  readonly headerAt: number;
}

export type UnzipResult =
  | { readonly ok: true; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly ok: false; readonly why: 'broken' | 'encrypted' | 'too-large' };

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const COMMENT_MAX = 65_535;
const ENTRIES_MAX = 10_000;

/** Names in the central directory, without inflating anything; undefined when there is no readable directory. */
export function zipEntries(bytes: Uint8Array): readonly Entry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const endAt = findEnd(view);
  if (endAt === undefined) return undefined;
  const count = view.getUint16(endAt + 10, true);
  let at = view.getUint32(endAt + 16, true);
  if (count > ENTRIES_MAX) return undefined;
  const entries: Entry[] = [];
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== ENTRY_SIGNATURE) return undefined;
    const nameBytes = view.getUint16(at + 28, true);
    if (at + 46 + nameBytes > bytes.length) return undefined;
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes)).replaceAll('\\', '/'),
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      compressedBytes: view.getUint32(at + 20, true),
      declaredBytes: view.getUint32(at + 24, true),
      headerAt: view.getUint32(at + 42, true),
    });
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function findEnd(view: DataView): number | undefined {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= 0 && at >= last - COMMENT_MAX; at -= 1) {
    if (view.getUint32(at, true) === END_SIGNATURE) return at;
  }
  return undefined;
}

/**
 * Inflates the entries that `wanted` names. What the directory declares is checked first because it costs nothing;
 * the bound is then held while inflating too, because a bomb lies about its size.
 */
export function unzipBounded(bytes: Uint8Array, wanted: (name: string) => boolean, inflatedMax: number): UnzipResult {
  const entries = zipEntries(bytes)?.filter((entry) => wanted(entry.name));
  if (entries === undefined) return { ok: false, why: 'broken' };
  if (entries.some((entry) => entry.encrypted)) return { ok: false, why: 'encrypted' };
  if (entries.reduce((sum, entry) => sum + entry.declaredBytes, 0) > inflatedMax)
    return { ok: false, why: 'too-large' };
  const files = new Map<string, Uint8Array>();
  let left = inflatedMax;
  for (const entry of entries) {
    if (files.has(entry.name)) return { ok: false, why: 'broken' };
    const packed = packedBytes(bytes, entry);
    if (packed === undefined) return { ok: false, why: 'broken' };
    const content = inflate(packed, entry.method, left);
    if (typeof content === 'string') return { ok: false, why: content };
    left -= content.length;
    files.set(entry.name, content);
  }
  return { ok: true, files };
}

function packedBytes(bytes: Uint8Array, entry: Entry): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = entry.headerAt;
  if (at + 30 > bytes.length || view.getUint32(at, true) !== LOCAL_SIGNATURE) return undefined;
  const from = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  const to = from + entry.compressedBytes;
  return to > bytes.length ? undefined : bytes.subarray(from, to);
}

function inflate(packed: Uint8Array, method: number, left: number): Uint8Array | 'broken' | 'too-large' {
  if (method === 0) return packed.length > left ? 'too-large' : packed;
  if (method !== 8) return 'broken';
  try {
    // An output bound of 0 is not allowed; one byte too many is caught by the next entry.
    return inflateRawSync(packed, { maxOutputLength: Math.max(left, 1), finishFlush: constants.Z_FINISH });
  } catch (error) {
    return error instanceof RangeError ? 'too-large' : 'broken';
  }
}
