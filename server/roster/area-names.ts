import { areaName } from '@hub/shared/view/names.ts';
import { bareText, editDistance, sameSpelling } from './clean-text.ts';

export type AreaReading =
  | { readonly as: 'known'; readonly name: string }
  /** Only letter case or the place of a tone mark differs: safe to take. */
  | { readonly as: 'same'; readonly name: string }
  | { readonly as: 'near'; readonly name: string }
  | { readonly as: 'unknown' };

/** Areas of the map, and how a name from a spreadsheet stands to them. */
export class AreaNames {
  private readonly names: readonly string[];
  private readonly readings = new Map<string, AreaReading>();

  constructor(names: readonly string[]) {
    this.names = names.map((name) => name.normalize('NFC'));
  }

  read(text: string): AreaReading {
    const known = this.readings.get(text);
    if (known !== undefined) return known;
    const reading = this.find(text);
    this.readings.set(text, reading);
    return reading;
  }

  private find(text: string): AreaReading {
    if (this.names.includes(text)) return { as: 'known', name: text };
    const spelling = sameSpelling(text);
    const same = this.names.find((name) => sameSpelling(name) === spelling);
    if (same !== undefined) return { as: 'same', name: same };
    const bare = bareText(text);
    const core = bareText(areaName(text.replace(/^(P|X|TT)\.\s*/i, '')));
    const limit = core.length > 6 ? 2 : 1;
    let near: { name: string; distance: number } | undefined;
    for (const name of this.names) {
      const other = bareText(name);
      const distance =
        bareText(areaName(name)) === core
          ? 0
          : digits(other) === digits(bare)
            ? editDistance(bare, other, limit)
            : limit + 1;
      if (distance <= limit && distance < (near?.distance ?? limit + 1)) near = { name, distance };
    }
    return near === undefined ? { as: 'unknown' } : { as: 'near', name: near.name };
  }
}

/** "Phường 1" and "Phường 2" are one letter apart and two places. */
function digits(text: string): string {
  return text.replace(/\D/g, '');
}
