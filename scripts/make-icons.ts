import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { readOptions } from './lib/options.ts';
import { CLIENT_DIR } from './lib/paths.ts';

const HELP = `
node scripts/make-icons.ts: draw the icons of the installed page again, after client/ui/icon.svg was changed.
`;

type Colour = readonly [red: number, green: number, blue: number];

/** The mark of client/ui/icon.svg, on its grid of 32. */
const GRID = 32;
const GROUND: Colour = [0x11, 0x15, 0x1b];
const RING: Colour = [0xe9, 0xed, 0xf3];
const DISC: Colour = [0x2a, 0xa1, 0x89];
const CORNER = 6;
/** Systems cut a maskable icon down to a circle of 80 %: the mark keeps inside it, the ground fills the square. */
const MASKABLE_SCALE = 0.78;
/** Samples per pixel and direction, for smooth edges. */
const SAMPLES = 4;

/** Colour and cover at a place of the grid; null outside. */
function markAt(x: number, y: number, maskable: boolean): Colour | null {
  const scale = maskable ? MASKABLE_SCALE : 1;
  const fromMiddle = Math.hypot(x - GRID / 2, y - GRID / 2) / scale;
  if (fromMiddle <= 4.5) return DISC;
  if (Math.abs(fromMiddle - 10) <= 1.5) return RING;
  if (maskable) return GROUND;
  const beyond = (at: number): number => Math.max(CORNER - at, at - (GRID - CORNER), 0);
  return Math.hypot(beyond(x), beyond(y)) <= CORNER ? GROUND : null;
}

function drawMark(size: number, maskable: boolean): Buffer {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  let at = 0;
  for (let row = 0; row < size; row++) {
    // Each row begins with its filter: none.
    at++;
    for (let column = 0; column < size; column++) {
      const sum = [0, 0, 0];
      let covered = 0;
      for (let sample = 0; sample < SAMPLES ** 2; sample++) {
        const x = ((column + ((sample % SAMPLES) + 0.5) / SAMPLES) * GRID) / size;
        const y = ((row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) * GRID) / size;
        const colour = markAt(x, y, maskable);
        if (colour === null) continue;
        covered++;
        colour.forEach((part, i) => (sum[i] = (sum[i] ?? 0) + part));
      }
      for (const part of sum) rows[at++] = covered === 0 ? 0 : Math.round(part / covered);
      rows[at++] = Math.round((255 * covered) / SAMPLES ** 2);
    }
  }
  return rows;
}

/** PNG, 8 bits per channel with transparency. */
function png(size: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

readOptions(HELP, {});
const folder = join(CLIENT_DIR, 'public', 'icons');
await mkdir(folder, { recursive: true });
for (const [name, size, maskable] of [
  ['icon-180', 180, true],
  ['icon-192', 192, false],
  ['icon-512', 512, false],
  ['maskable-512', 512, true],
] as const) {
  await writeFile(join(folder, `${name}.png`), png(size, drawMark(size, maskable)));
}
