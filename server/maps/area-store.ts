import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { AreaMap } from '@hub/shared/model/area-map.ts';
import { readAreaFile } from '@hub/shared/protocol/area-file.ts';

const FILE = 'areas.geojson';
const pack = promisify(gzip);

/** The boundaries as they are served: encoded once, however many screens ask. */
export interface StoredAreas {
  readonly map: AreaMap;
  readonly json: Buffer;
  readonly gzip: Buffer;
  readonly etag: string;
}

export type Replaced = { readonly ok: true } | { readonly ok: false; readonly where: string };

/**
 * The session's boundaries, in a file beside the log. They are a drawing, not a fact: no figure and no state depends on them,
 * and eight megabytes have no place among facts of a hundred bytes.
 */
export class AreaStore {
  readonly #folder: string;
  #held: StoredAreas | null = null;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A file that was damaged or put there by hand and is none counts as none; the answer says why. */
  async load(): Promise<string | null> {
    const bytes = await readFile(join(this.#folder, FILE)).catch(() => null);
    if (bytes === null) return null;
    const read = parse(bytes);
    if (read.map === null) return read.where;
    this.#held = await encoded(read.map);
    return null;
  }

  get(): StoredAreas | null {
    return this.#held;
  }

  /** All or nothing, one after another, and on the disk before it is served. */
  replace(bytes: Uint8Array): Promise<Replaced> {
    const done = this.#writing.then(() => this.#replace(bytes));
    this.#writing = done.catch(() => null);
    return done;
  }

  async #replace(bytes: Uint8Array): Promise<Replaced> {
    const read = parse(bytes);
    if (read.map === null) return { ok: false, where: read.where };
    const next = await encoded(read.map);
    const path = join(this.#folder, FILE);
    const file = await open(`${path}.new`, 'w', 0o600);
    try {
      await file.writeFile(next.json);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
    this.#held = next;
    return { ok: true };
  }
}

function parse(bytes: Uint8Array): ReturnType<typeof readAreaFile> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { map: null, where: 'file' };
  }
  return readAreaFile(parsed);
}

async function encoded(map: AreaMap): Promise<StoredAreas> {
  const json = Buffer.from(JSON.stringify(map));
  const hash = createHash('sha256').update(json).digest('base64url').slice(0, 22);
  return { map, json, gzip: await pack(json), etag: `"${hash}"` };
}
