/** A point as the office's own list has it. */
export interface BookPoint {
  readonly id: string;
  readonly name: string;
  readonly area: string;
  readonly carrier: string;
  readonly summoned: number;
}

interface Figures {
  readonly present: number;
  readonly excused: number;
  readonly unexcused: number;
  readonly guests: number;
  readonly summoned: number;
}

interface Told {
  readonly number: number;
  readonly addressed: readonly string[];
  readonly delivered: Set<string>;
  readonly seen: Set<string>;
  readonly confirmed: Set<string>;
}

/**
 * A secretary's own book of a morning, kept from what people did and not from what the hub says; from it follows what
 * every screen must show. Knows nothing of the hub's code, and writes numbers by itself ("4.741", "97,5%").
 */
export class MorningBook {
  readonly #points: readonly BookPoint[];
  readonly #rounds: Map<string, Figures>[] = [];
  readonly #late: Set<string>[] = [];
  readonly #frozen: boolean[] = [];
  readonly #lost = new Set<string>();
  readonly #instructions: Told[] = [];
  #queue: string[] = [];
  #onAir: string | null = null;
  readonly #spoke: string[] = [];

  constructor(points: readonly BookPoint[]) {
    this.#points = points;
  }

  openRound(): void {
    this.#rounds.push(new Map());
    this.#late.push(new Set());
    this.#frozen.push(false);
  }
  freeze(): void {
    this.#frozen[this.#frozen.length - 1] = true;
  }
  report(id: string, figures: Figures): void {
    const round = this.#rounds.length - 1;
    if (this.#frozen[round]) this.#late[round]?.add(id);
    else this.#rounds[round]?.set(id, figures);
  }
  lose(id: string): void {
    this.#lost.add(id);
  }
  instruct(addressed: readonly string[]): number {
    const number = this.#instructions.length + 1;
    this.#instructions.push({ number, addressed, delivered: new Set(), seen: new Set(), confirmed: new Set() });
    return number;
  }
  /** What was done at the point: what was understood had been seen, and what was seen had come. */
  told(number: number, id: string, how: 'delivered' | 'seen' | 'confirmed'): void {
    const told = this.#instructions[number - 1];
    told?.delivered.add(id);
    if (how !== 'delivered') told?.seen.add(id);
    if (how === 'confirmed') told?.confirmed.add(id);
  }
  ask(id: string): void {
    this.#queue.push(id);
  }
  giveFloor(id: string): void {
    this.#queue = this.#queue.filter((one) => one !== id);
    this.#onAir = id;
  }
  endFloor(): void {
    if (this.#onAir !== null) this.#spoke.push(this.#onAir);
    this.#onAir = null;
  }

  linksUp(): string {
    return `${grouped(this.#points.length - this.#lost.size)} / ${grouped(this.#points.length)} điểm cầu`;
  }
  present(): string {
    const { present, summoned } = this.#sums();
    return `${grouped(present)} / ${grouped(summoned)} triệu tập`;
  }
  share(): string {
    const { present, summoned } = this.#sums();
    return `${((100 * present) / summoned).toFixed(1).replace('.', ',')}%`;
  }
  coverage(): string {
    return `${grouped(this.#current().size)}/${grouped(this.#points.length)} điểm đã báo`;
  }
  silent(): number {
    return this.#points.length - this.#current().size;
  }
  late(): number {
    return this.#late[this.#late.length - 1]?.size ?? 0;
  }
  /** As each instruction's line says it. */
  instructions(): readonly { readonly number: number; readonly confirmed: string; readonly reach: string }[] {
    return this.#instructions.map(({ number, addressed, delivered, seen, confirmed }) => ({
      number,
      confirmed: `Đã rõ ${confirmed.size}/${addressed.length}`,
      reach: `đã xem ${seen.size}, đã đến máy ${delivered.size}`,
    }));
  }
  spoke(): readonly string[] {
    return this.#spoke;
  }
  waitsToSpeak(): readonly string[] {
    return this.#queue;
  }
  areaFigures(): readonly { readonly area: string; readonly reported: string; readonly present: string }[] {
    const current = this.#current();
    return [...new Set(this.#points.map(({ area }) => area))].map((area) => {
      const own = this.#points.filter((point) => point.area === area);
      const reported = own.filter(({ id }) => current.has(id));
      const present = reported.reduce((sum, { id }) => sum + (current.get(id)?.present ?? 0), 0);
      const summoned = own.reduce((sum, { id, summoned: roster }) => sum + (current.get(id)?.summoned ?? roster), 0);
      return {
        area,
        reported: `${reported.length}/${own.length}`,
        present: `${reported.length === 0 ? '—' : grouped(present)}/${grouped(summoned)}`,
      };
    });
  }

  #current(): ReadonlyMap<string, Figures> {
    return this.#rounds[this.#rounds.length - 1] ?? new Map<string, Figures>();
  }

  #sums(): { present: number; summoned: number } {
    const sums = { present: 0, summoned: 0 };
    for (const { id, summoned } of this.#points) {
      const counted = this.#current().get(id);
      sums.summoned += counted?.summoned ?? summoned;
      sums.present += counted?.present ?? 0;
    }
    return sums;
  }
}

/** Vietnamese thousands. */
function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '.');
}
