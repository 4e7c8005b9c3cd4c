import { deflateSync, crc32 } from 'node:zlib';

/** A PMTiles file (version 3) of one picture of the whole world, for tests: 8 × 8 pixels of one grey. */
export function tinyPmtiles(): Buffer<ArrayBuffer> {
  return archive(greyPng(8), 2, { name: 'test' });
}

/** The same as a vector tile: the whole world is one surface of the layer. */
export function vectorPmtiles(layer: string): Buffer<ArrayBuffer> {
  const side = 4096;
  const [there, back] = [side * 2, side * 2 - 1];
  // Move, three lines, close; each step in zigzag numbers.
  const outline = [9, 0, 0, 26, there, 0, 0, there, back, 0, 15].flatMap(varint);
  const feature = [...field(3, 3), ...piece(4, outline)];
  const named = [...Buffer.from(layer)];
  const tile = piece(3, [...field(15, 2), ...piece(1, named), ...piece(2, feature), ...field(5, side)]);
  return archive(Buffer.from(tile), 1, { vector_layers: [{ id: layer, fields: {} }] });
}

const field = (id: number, value: number): number[] => [...varint(id * 8), ...varint(value)];
const piece = (id: number, bytes: readonly number[]): number[] => [
  ...varint(id * 8 + 2),
  ...varint(bytes.length),
  ...bytes,
];

function archive(tile: Buffer, tileType: number, about: object): Buffer<ArrayBuffer> {
  const metadata = Buffer.from(JSON.stringify(about));
  // One entry: tile 0, run of 1, its length, and its offset plus one.
  const root = Buffer.from([1, 0, 1, ...varint(tile.length), 1]);
  const header = Buffer.alloc(127);
  header.write('PMTiles', 0, 'ascii');
  header[7] = 3;
  const [rootAt, metaAt] = [127, 127 + root.length];
  const dataAt = metaAt + metadata.length;
  const numbers = [rootAt, root.length, metaAt, metadata.length, dataAt, 0, dataAt, tile.length, 1, 1, 1];
  numbers.forEach((value, i) => header.writeBigUInt64LE(BigInt(value), 8 + i * 8));
  header[96] = 1; // clustered
  header[97] = 1; // directories are not compressed
  header[98] = 1; // nor tiles
  header[99] = tileType;
  header.writeInt32LE(-1_800_000_000, 102);
  header.writeInt32LE(-850_000_000, 106);
  header.writeInt32LE(1_800_000_000, 110);
  header.writeInt32LE(850_000_000, 114);
  return Buffer.concat([header, root, metadata, tile]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

function greyPng(side: number): Buffer<ArrayBuffer> {
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name, 'ascii'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = 8; // bits, of grey alone
  const lines = Buffer.alloc((side + 1) * side, 120);
  for (let line = 0; line < side; line += 1) lines[line * (side + 1)] = 0;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
