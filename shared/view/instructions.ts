import type { InstructionId } from '../model/ids.ts';
import type { InstructionRow } from './row.ts';

/** A run begins without instructions (S2): those of another leave the view without a word. */
export function instructionsNow(held: Iterable<InstructionRow>, run: number): InstructionRow[] {
  return [...held].filter((row) => row.run === run).sort((a, b) => a.number - b.number);
}

export function byInstruction(rows: readonly InstructionRow[]): Map<InstructionId, InstructionRow> {
  return new Map(rows.map((row) => [row.id, row]));
}
