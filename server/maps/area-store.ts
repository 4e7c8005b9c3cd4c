import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { AreaMap } from '@hub/shared/model/area-map.ts';
import { areaFaultField } from '@hub/shared/model/map-faults.ts';
import { readAreaFile } from '@hub/shared/protocol/area-file.ts';

export const AREAS_FILE = 'areas.geojson';
const pack = promisify(gzip);

/** The boundaries as they are served: encoded once, however many screens ask. */
export interface StoredAreas {
  readonly map: AreaMap;
  readonly json: Buffer;
  readonly gzip: Buffer;
  readonly etag: string;
}

export type Replaced<T> =
  | { readonly kind: 'wrong'; readonly where: string }
  /** What `record` came to; the file is in place only where that went well. */
  | { readonly kind: 'recorded'; readonly outcome: T };

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
    const bytes = await readFile(join(this.#folder, AREAS_FILE)).catch(() => null);
    if (bytes === null) return null;
    const read = parse(bytes);
    if (read.map === null) return areaFaultField(read.wrong);
    this.#held = await encoded(read.map);
    return null;
  }

  get(): StoredAreas | null {
    return this.#held;
  }

  /** All or nothing, one after another, recorded and on the disk before it is served. */
  replace<T extends { readonly ok: boolean }>(bytes: Uint8Array, record: () => Promise<T>): Promise<Replaced<T>> {
    const done = this.#writing.then(() => this.#replace(bytes, record));
    this.#writing = done.catch(() => null);
    return done;
  }

  async #replace<T extends { readonly ok: boolean }>(
    bytes: Uint8Array,
    record: () => Promise<T>,
  ): Promise<Replaced<T>> {
    const read = parse(bytes);
    if (read.map === null) return { kind: 'wrong', where: areaFaultField(read.wrong) };
    const next = await encoded(read.map);
    const path = join(this.#folder, AREAS_FILE);
    const file = await open(`${path}.new`, 'w', 0o600);
    try {
      await file.writeFile(next.json);
      await file.sync();
    } finally {
      await file.close();
    }
    const outcome = await record();
    if (outcome.ok) {
      await rename(`${path}.new`, path);
      this.#held = next;
    } else await rm(`${path}.new`, { force: true });
    return { kind: 'recorded', outcome };
  }
}

function parse(bytes: Uint8Array): ReturnType<typeof readAreaFile> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { map: null, wrong: { feature: null, fault: 'json' } };
  }
  return readAreaFile(parsed);
}

async function encoded(map: AreaMap): Promise<StoredAreas> {
  const json = Buffer.from(JSON.stringify(map));
  const hash = createHash('sha256').update(json).digest('base64url').slice(0, 22);
  return { map, json, gzip: await pack(json), etag: `"${hash}"` };
}
