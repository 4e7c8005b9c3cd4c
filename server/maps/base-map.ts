import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BaseFault } from '@hub/shared/model/map-faults.ts';
import { makeId } from '../access/secrets.ts';
import { pmtilesFault } from './pmtiles-check.ts';

const FILE = 'base.pmtiles';

export interface BaseMap {
  readonly folder: string;
  readonly name: string;
  readonly bytes: number;
  readonly etag: string;
}

export type Arrived =
  | { readonly kind: 'file'; readonly path: string; readonly bytes: number }
  /** No body: the base map is to go. */
  | { readonly kind: 'none' }
  | { readonly kind: 'wrong'; readonly fault: BaseFault }
  | { readonly kind: 'too-large' };

/** What the map draws under everything, in a file beside the log: given by the administrator, served piece by piece. */
export class BaseMapStore {
  readonly #folder: string;
  #held: BaseMap | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What is wrong with a file under that name that cannot be drawn. */
  async load(): Promise<BaseFault | null> {
    const path = join(this.#folder, FILE);
    this.#held = null;
    const found = await stat(path).catch(() => null);
    if (found === null) return null;
    const fault = await faultOf(path, found.size);
    if (fault !== null) return fault;
    const etag = `"${found.size.toString(36)}-${Math.round(found.mtimeMs).toString(36)}"`;
    this.#held = { folder: this.#folder, name: FILE, bytes: found.size, etag };
    return null;
  }

  get(): BaseMap | null {
    return this.#held;
  }

  /** Onto the disk and no further: a file of gigabytes is never in memory, and what is wrong leaves nothing behind. */
  async receive(body: Readable, mostBytes: number): Promise<Arrived> {
    const path = join(this.#folder, `${FILE}.${makeId()}.new`);
    let bytes = 0;
    let isTooLarge = false;
    const counted = new Transform({
      transform(chunk: Buffer, _, done) {
        bytes += chunk.length;
        isTooLarge = bytes > mostBytes;
        if (isTooLarge) done(new Error('too large'));
        else done(null, chunk);
      },
    });
    try {
      await pipeline(body, counted, createWriteStream(path, { mode: 0o600, flush: true }));
    } catch (error) {
      await this.drop(path);
      if (isTooLarge) return { kind: 'too-large' };
      throw error;
    }
    const fault = bytes === 0 ? null : await faultOf(path, bytes);
    if (bytes > 0 && fault === null) return { kind: 'file', path, bytes };
    await this.drop(path);
    return fault === null ? { kind: 'none' } : { kind: 'wrong', fault };
  }

  async keep(arrived: Extract<Arrived, { kind: 'file' | 'none' }>): Promise<void> {
    const path = join(this.#folder, FILE);
    if (arrived.kind === 'file') await rename(arrived.path, path);
    else await rm(path, { force: true });
    await this.load();
  }

  async drop(path: string): Promise<void> {
    await rm(path, { force: true });
  }
}

async function faultOf(path: string, bytes: number): Promise<BaseFault | null> {
  const file = await open(path, 'r');
  try {
    return await pmtilesFault(file, bytes);
  } finally {
    await file.close();
  }
}
