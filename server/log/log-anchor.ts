import { hash } from 'node:crypto';
import { closeSync, constants, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { ChainHead } from './verify-chain.ts';

const SLOT_BYTES = 64;

/**
 * The last acknowledged row, kept outside the database: a chain alone cannot show that its tail is missing, and
 * SQLite drops the rest of a WAL in silence at the first frame that does not check. Written after each commit
 * and not synced each time, so it is exact after a killed process and may be behind, never ahead, after a power cut.
 */
export class LogAnchor {
  readonly #descriptor: number;
  #slot = 0;

  constructor(file: string) {
    this.#descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
  }

  /** Two slots in turn: a torn write spoils one of them. Overwriting in place needs no room on a full disk. */
  write(head: ChainHead): void {
    const text = `${head.seq} ${head.chain}`;
    const line = `${text} ${check(text)}`.padEnd(SLOT_BYTES - 1) + '\n';
    writeSync(this.#descriptor, line, this.#slot * SLOT_BYTES, 'latin1');
    this.#slot = 1 - this.#slot;
  }

  /** For a log whose end went back: the newest of the slots is the one with the highest number, so neither may stay. */
  reset(head: ChainHead): void {
    this.write(head);
    this.write(head);
    this.sync();
  }

  sync(): void {
    fsyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** Null when there is none, or none that is whole: then it proves nothing. */
export function readAnchor(file: string): ChainHead | null {
  let text: string;
  try {
    text = readFileSync(file, 'latin1');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  let newest: ChainHead | null = null;
  for (const line of [text.slice(0, SLOT_BYTES), text.slice(SLOT_BYTES, 2 * SLOT_BYTES)]) {
    const [seq, chain, sum] = line.trimEnd().split(' ');
    if (seq === undefined || chain === undefined || sum !== check(`${seq} ${chain}`)) continue;
    if (newest === null || Number(seq) > newest.seq) newest = { seq: Number(seq), chain };
  }
  return newest;
}

function check(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 8);
}
