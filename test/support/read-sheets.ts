import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CARD, CARDS_PER_SHEET, PAGE, spotOf } from '@hub/shared/view/card-layout.ts';
import jsqr from 'jsqr';

const run = promisify(execFile);
/**
 * Dots per inch at which sheets are looked at, one after the other until a code is read, as a camera comes closer. jsQR
 * misses a sound code now and then when its squares fall badly on the dots.
 */
const LOOKS = [150, 120, 200, 300];
/** A camera is held over a card's right part, where its code stands with the blank around it, mm. */
const HELD_OVER = 42;

export interface ReadSheets {
  readonly bytes: Uint8Array;
  readonly pages: number;
  /** Of the first page, mm. */
  readonly size: { readonly width: number; readonly height: number };
  /** Every QR code that was found, in the order of the cards. */
  readonly codes: readonly { readonly page: number; readonly place: number; readonly url: string }[];
  readonly text: string;
}

/** What a printed sheet says to a camera and to a reader: the PDF is drawn by poppler, each card's QR code is decoded. */
export async function readSheets(bytes: Uint8Array, cards: number): Promise<ReadSheets> {
  const folder = await mkdtemp(join(tmpdir(), 'hub-sheets-'));
  try {
    const file = join(folder, 'sheets.pdf');
    await writeFile(file, bytes);
    const { stdout: text } = await run('pdftotext', ['-layout', file, '-'], { maxBuffer: 64 << 20 });
    const { stdout: facts } = await run('pdfinfo', [file]);
    const pages = Number(/^Pages:\s+(\d+)/m.exec(facts)?.[1]);
    const [, width, height] = /^Page size:\s+([\d.]+) x ([\d.]+) pts/m.exec(facts) ?? [];
    const size = { width: millimetres(Number(width)), height: millimetres(Number(height)) };
    const found = new Map<number, string>();
    for (const dpi of LOOKS) {
      if (found.size >= cards) break;
      const missed = Array.from({ length: pages * CARDS_PER_SHEET }, (_, at) => at).filter((at) => !found.has(at));
      for (const page of new Set(missed.map((at) => Math.floor(at / CARDS_PER_SHEET)))) {
        const image = await drawPage(file, page, dpi);
        for (const at of missed.filter((each) => Math.floor(each / CARDS_PER_SHEET) === page)) {
          const url = decodeCard(image, at % CARDS_PER_SHEET);
          if (url !== null) found.set(at, url);
        }
      }
    }
    const codes = [...found]
      .sort(([a], [b]) => a - b)
      .map(([at, url]) => ({ page: Math.floor(at / CARDS_PER_SHEET), place: at % CARDS_PER_SHEET, url }));
    return { bytes, pages, size, codes, text };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Image {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
}

const millimetres = (points: number): number => Math.round((points / 72) * 25.4);

async function drawPage(file: string, page: number, dpi: number): Promise<Image> {
  const number = String(page + 1);
  const { stdout } = await run('pdftoppm', ['-r', String(dpi), '-gray', '-f', number, '-l', number, file], {
    encoding: 'buffer',
    maxBuffer: 256 << 20,
  });
  return readGraymap(stdout);
}

/** Portable graymap, as pdftoppm writes it: "P5", width, height, 255, then a byte for each dot. */
function readGraymap(bytes: Buffer): Image {
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 64).toString('latin1'));
  if (!head) throw new Error('not a graymap');
  return { width: Number(head[1]), height: Number(head[2]), grey: bytes.subarray(head[0].length) };
}

/** The QR code of one card, looked for in that card alone. */
function decodeCard(image: Image, place: number): string | null {
  const dots = image.width / PAGE.width;
  const spot = spotOf(place);
  const left = Math.round((spot.x + CARD.width - HELD_OVER) * dots);
  const top = Math.round(spot.y * dots);
  const width = Math.round(HELD_OVER * dots);
  const height = Math.round(CARD.height * dots);
  const dotsOf = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = image.grey[(top + y) * image.width + left + x] ?? 255;
      dotsOf[y * width + x] = 0xff00_0000 + value * 0x01_01_01;
    }
  }
  return decode(new Uint8ClampedArray(dotsOf.buffer), width, height);
}

type Decode = (
  data: Uint8ClampedArray,
  width: number,
  height: number,
  options: { readonly inversionAttempts: 'dontInvert' },
) => { readonly data: string } | null;

function decode(rgba: Uint8ClampedArray, width: number, height: number): string | null {
  // A CommonJS package with a default export of its own.
  const read = (typeof jsqr === 'function' ? jsqr : (jsqr as { default: Decode }).default) as Decode;
  // Dark on white paper; looking for light on dark as well costs as much again.
  return read(rgba, width, height, { inversionAttempts: 'dontInvert' })?.data ?? null;
}
