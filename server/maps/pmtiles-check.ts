import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { baseKindOf, layerNames } from '@hub/shared/model/base-layers.ts';
import type { BaseFault } from '@hub/shared/model/map-faults.ts';

const unpack = promisify(gunzip);
const MAGIC = Buffer.from('PMTiles');
const VERSION = 3;
const HEADER_BYTES = 127;
/** What the format allows header and root directory together; pages fetch just as much at first. */
const ROOT_END = 16_384;
/** Unpacked: far more than a country's, and no more than a hub can spare. */
const PART_BYTES = 16 * 1024 * 1024;

/** As the header numbers them: none and gzip are what pages unpack. */
const PLAIN = 1;
const GZIP = 2;
const VECTOR = 1;
/** PNG, JPEG, WebP, AVIF. */
const PICTURES: readonly number[] = [2, 3, 4, 5];

interface Stretch {
  readonly at: number;
  readonly bytes: number;
}

interface Header {
  readonly root: Stretch;
  readonly metadata: Stretch;
  readonly leaves: Stretch;
  readonly tiles: Stretch;
  readonly packing: number;
  readonly tilePacking: number;
  readonly tileType: number;
}

/**
 * M7: whether a page can draw what the file promises, as far as header, root directory and metadata tell. Null where it can.
 * A tile that is damaged further in shows on the map, which says so.
 */
export async function pmtilesFault(file: FileHandle, bytes: number): Promise<BaseFault | null> {
  const head = await read(file, { at: 0, bytes: Math.min(HEADER_BYTES, bytes) });
  if (!head.subarray(0, MAGIC.length).equals(MAGIC)) return 'magic';
  if (head.length < HEADER_BYTES) return 'cut';
  if (head[MAGIC.length] !== VERSION) return 'version';
  const header = headerOf(head);
  const { root, metadata, leaves, tiles, packing, tilePacking, tileType } = header;
  if ([root, metadata, leaves, tiles].some((part) => part.at + part.bytes > bytes)) return 'cut';
  if (![PLAIN, GZIP].includes(packing) || ![PLAIN, GZIP].includes(tilePacking)) return 'packing';
  if (tileType !== VECTOR && !PICTURES.includes(tileType)) return 'tiles';
  if (root.at < HEADER_BYTES || root.at + root.bytes > ROOT_END) return 'directory';
  const directory = await unpacked(file, root, packing);
  if (directory === null || !isDirectory(directory, header)) return 'directory';
  const told = await unpacked(file, metadata, packing);
  const known = told === null ? null : parsed(told);
  if (known === null) return 'directory';
  return tileType === VECTOR && !layerNames(known).some((name) => baseKindOf(name) !== undefined) ? 'layers' : null;
}

function headerOf(head: Buffer): Header {
  // Beyond 2^53 a number is not exact, and beyond any file.
  const number = (at: number): number => Number(head.readBigUInt64LE(at));
  const stretch = (at: number): Stretch => ({ at: number(at), bytes: number(at + 8) });
  return {
    root: stretch(8),
    metadata: stretch(24),
    leaves: stretch(40),
    tiles: stretch(56),
    packing: head.readUInt8(97),
    tilePacking: head.readUInt8(98),
    tileType: head.readUInt8(99),
  };
}

async function read(file: FileHandle, { at, bytes }: Stretch): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, at);
  return buffer.subarray(0, bytesRead);
}

async function unpacked(file: FileHandle, part: Stretch, packing: number): Promise<Buffer | null> {
  if (part.bytes > PART_BYTES) return null;
  const packed = await read(file, part);
  if (packing === PLAIN) return packed;
  return unpack(packed, { maxOutputLength: PART_BYTES }).catch(() => null);
}

function parsed(json: Buffer): object | null {
  try {
    const value: unknown = JSON.parse(json.toString('utf8'));
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** Numbers in columns: tiles, runs, lengths, places. Each place lies in the file's part that it points into. */
function isDirectory(bytes: Buffer, { leaves, tiles }: Header): boolean {
  const numbers = varints(bytes);
  if (numbers === null) return false;
  const [count = 0, ...columns] = numbers;
  if (count === 0 || columns.length !== count * 4) return false;
  let end = 0;
  for (let i = 0; i < count; i += 1) {
    const [step = 0, run = 0, length = 0, place = 0] = [0, 1, 2, 3].map((column) => columns[column * count + i]);
    if ((i > 0 && step === 0) || length === 0 || (i === 0 && place === 0)) return false;
    const start = place === 0 ? end : place - 1;
    end = start + length;
    if (end > (run === 0 ? leaves : tiles).bytes) return false;
  }
  return true;
}

/** Null where the last one is cut off, or one is larger than any file. */
function varints(bytes: Buffer): readonly number[] | null {
  const found: number[] = [];
  let [value, weight] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 127) * weight;
    if (value > Number.MAX_SAFE_INTEGER) return null;
    if (byte < 128) {
      found.push(value);
      [value, weight] = [0, 1];
    } else weight *= 128;
  }
  return weight === 1 ? found : null;
}
