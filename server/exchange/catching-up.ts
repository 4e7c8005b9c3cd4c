import type { Foundation, NodeId, NodeStore } from '../log/node-store.ts';
import type { History, PersonalRow, Stand } from '../log/history.ts';
import { fitting, HISTORY_ROWS } from '../log/history.ts';
import type { Logger } from '../platform/logger.ts';
import type { CarriedEntry } from './carrier.ts';
import { readPage, readWant } from './carried.ts';
import type { Line } from './line.ts';

export const WANT = 'want';
export const PAGE = 'page';

/** What a node asks of another that has what the streams no longer hold. */
export type Step =
  | { readonly of: 'events'; readonly after: number }
  | { readonly of: 'values'; readonly after: string }
  | { readonly of: 'entries'; readonly after: number };

export interface Want {
  readonly to: NodeId;
  readonly step: Step;
  /** Where the log of whoever asks is settled. */
  readonly settled: number;
  readonly foundation: string;
}

export type Page = { readonly to: NodeId; readonly step: Step } & (
  | {
      readonly kind: 'events';
      readonly stand: Stand;
      readonly foundation: Foundation;
      readonly bodies: readonly string[];
    }
  | {
      readonly kind: 'values';
      readonly stand: Stand;
      readonly marks: readonly (readonly [NodeId, number])[];
      readonly personal: readonly PersonalRow[];
    }
  | { readonly kind: 'entries'; readonly entries: readonly CarriedEntry[] }
);

export interface CatchingUpPorts {
  readonly node: NodeId;
  readonly store: NodeStore;
  readonly line: Line;
  readonly logger: Logger;
  readonly whisper: (topic: string, body: string) => void;
  readonly foundation: () => string;
  /** Numbers of this node that it never gave out are decided there: then nothing may be taken over. */
  readonly isOwn: (history: History) => boolean;
  readonly leapt: (foundation: Foundation) => void;
}

interface Collected {
  readonly from: { readonly index: number; readonly seq: number };
  readonly bodies: string[];
  personal: PersonalRow[];
  page: { readonly stand: Stand; readonly foundation: Foundation } | null;
}

/**
 * A node that lacks what all others have settled is told by one of them what came of it: the events, and what stands
 * beside them. It asks page by page, so that whatever is lost on the way is asked for again.
 */
export class CatchingUp {
  readonly #ports: CatchingUpPorts;
  #asked: Want | null = null;
  #collected: Collected | null = null;

  constructor(ports: CatchingUpPorts) {
    this.#ports = ports;
  }

  get isUnderWay(): boolean {
    return this.#asked !== null;
  }

  /** At each beat while it lacks something: the next page, or the same one again. */
  async ask(of: NodeId): Promise<void> {
    const { settledIndex: index, settledSeq: seq } = await this.#ports.store.remember();
    const { from } = this.#collected ?? {};
    if (this.#asked?.to !== of || from?.index !== index || from.seq !== seq) {
      this.#collected = { from: { index, seq }, bodies: [], personal: [], page: null };
      this.#asked = this.#want(of, { of: 'events', after: seq });
    }
    this.#say(this.#asked);
  }

  stop(): void {
    this.#asked = null;
    this.#collected = null;
  }

  /** What it is asked. */
  async answer(from: NodeId, text: string): Promise<void> {
    const want = readWant(text);
    if (want === null || want.to !== this.#ports.node) return;
    const page = await this.#pageFor(want);
    if (page !== null) this.#ports.whisper(PAGE, JSON.stringify({ to: from, step: want.step, ...page }));
  }

  /** What it is told. */
  async take(from: NodeId, text: string): Promise<void> {
    const page = readPage(text);
    const [asked, collected] = [this.#asked, this.#collected];
    if (page === null || asked === null || collected === null) return;
    if (page.to !== this.#ports.node || from !== asked.to || !isSame(page.step, asked.step)) return;
    const next = await this.#taken(page, collected);
    if (next === null) return this.stop();
    this.#asked = this.#want(from, next);
    this.#say(this.#asked);
  }

  async #pageFor({ step, settled, foundation }: Want): Promise<object | null> {
    const { store, line } = this.#ports;
    const isOther = foundation !== this.#ports.foundation();
    // Whoever has nothing yet may begin with anything.
    if (isOther && settled > 0) return null;
    if (step.of === 'values') return { kind: 'values', ...(await store.valuesAfter(step.after)) };
    if (step.of === 'events' && (isOther || settled < line.settledIndex)) {
      return { kind: 'events', ...(await store.eventsAfter(step.after)) };
    }
    if (isOther) return null;
    const after = step.of === 'entries' ? step.after : settled;
    const kept = await line.keptAfter(Math.max(after, line.settledIndex), HISTORY_ROWS);
    return { kind: 'entries', entries: fitting(kept, (entry) => JSON.stringify(entry).length) };
  }

  /** What to ask next; null where there is nothing more. */
  async #taken(page: Page, collected: Collected): Promise<Step | null> {
    switch (page.kind) {
      case 'entries': {
        const { tail } = this.#ports.line;
        await this.#ports.line.follow(page.entries);
        const last = page.entries.at(-1);
        const isNewer = last !== undefined && this.#ports.line.tail.index > tail.index;
        return isNewer ? { of: 'entries', after: this.#ports.line.tail.index } : null;
      }
      case 'events': {
        collected.page = page;
        collected.bodies.push(...page.bodies);
        const after = collected.from.seq + collected.bodies.length;
        if (after < page.stand.lastSeq) return page.bodies.length > 0 ? { of: 'events', after } : null;
        collected.personal = [];
        return { of: 'values', after: '' };
      }
      case 'values': {
        const stand = collected.page?.stand;
        // They have settled more meanwhile: their events first, then all values anew.
        if (stand?.index !== page.stand.index || stand.lastSeq !== page.stand.lastSeq) {
          return { of: 'events', after: collected.from.seq + collected.bodies.length };
        }
        collected.personal.push(...page.personal);
        const last = page.personal.at(-1);
        if (last !== undefined) return { of: 'values', after: last.id };
        await this.#leap(page, collected);
        return null;
      }
    }
  }

  async #leap({ marks }: Extract<Page, { kind: 'values' }>, collected: Collected): Promise<void> {
    const { store, line, logger, isOwn, leapt } = this.#ports;
    const { page, from, bodies, personal } = collected;
    if (page === null) return;
    const history = { ...page, afterSeq: from.seq, bodies, personal, marks };
    if (!isOwn(history)) return;
    if (line.tail.index > line.settledIndex && !(await line.rewind(line.settledIndex))) return;
    if ((await store.head()) !== from.seq || !(await line.leap(history))) return;
    logger.info({ index: page.stand.index, events: bodies.length }, 'what this node lacked was told by another');
    leapt(page.foundation);
  }

  #want(to: NodeId, step: Step): Want {
    return { to, step, settled: this.#ports.line.settledIndex, foundation: this.#ports.foundation() };
  }

  #say(want: Want | null): void {
    if (want !== null) this.#ports.whisper(WANT, JSON.stringify(want));
  }
}

function isSame(one: Step, other: Step): boolean {
  return one.of === other.of && one.after === other.after;
}
