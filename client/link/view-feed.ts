import type { StaffRole } from '@hub/shared/model/access.ts';
import type { Subscribed } from '@hub/shared/protocol/down.ts';
import type { ViewBeat, ViewFilter, ViewPatch, ViewSnapshot, VitalsFrame } from '@hub/shared/view/row.ts';
import type { Answer } from './commands.ts';

/** Where a view's stream goes. `false`: it does not continue from here (V2, V5). */
export interface Board {
  readonly cursor: string | null;
  applySnapshot(snapshot: ViewSnapshot): void;
  applyPatch(patch: ViewPatch): boolean;
  applyBeat(beat: ViewBeat): boolean;
}

export interface FeedPorts {
  readonly board: Board;
  /** Null for screens that show none: the hub then sends none. */
  readonly vitals: { apply(frame: VitalsFrame): void } | null;
  readonly filter: ViewFilter | null;
  /** Settles when the hub has answered, or when no answer is to be expected any more. */
  subscribe(wish: object): Promise<Answer<Subscribed>>;
  /** How the hub names this screen to others. */
  named(label: string | null): void;
  /** What the board holds was so at this hub time. */
  fresh(at: number, snapshot: boolean): void;
  role(role: StaffRole): void;
}

/** Keeps a board equal to the hub's view: subscribes, applies, and asks again where the stream does not continue. */
export class ViewFeed {
  readonly #ports: FeedPorts;
  /** One question at a time: what arrives while it is open may not fit either. */
  #asking = false;
  /** Gaps since something fitted last. After the second one the cursor is not offered, so that a snapshot comes. */
  #gaps = 0;
  /** Counts connections, so that an answer of an earlier one changes nothing. */
  #connection = 0;

  constructor(ports: FeedPorts) {
    this.#ports = ports;
  }

  connected(): void {
    this.#connection += 1;
    this.#gaps = 0;
    this.#subscribe();
  }

  disconnected(): void {
    this.#connection += 1;
    this.#asking = false;
  }

  message(event: string, payload: unknown): void {
    const { board, vitals, role } = this.#ports;
    if (event === 'view:patch') {
      const patch = payload as ViewPatch;
      this.#after(board.applyPatch(patch), patch.at);
    } else if (event === 'view:beat') {
      const beat = payload as ViewBeat;
      this.#after(board.applyBeat(beat), beat.at);
    } else if (event === 'view:snapshot') {
      const snapshot = payload as ViewSnapshot;
      board.applySnapshot(snapshot);
      role(snapshot.role);
      this.#gaps = 0;
      this.#ports.fresh(snapshot.at, true);
    } else if (event === 'view:vitals') {
      vitals?.apply(payload as VitalsFrame);
    }
    // Anything else is of a newer hub.
  }

  #after(fitted: boolean, at: number): void {
    if (fitted) {
      this.#gaps = 0;
      this.#ports.fresh(at, false);
    } else if (!this.#asking) {
      this.#gaps += 1;
      this.#subscribe();
    }
  }

  #subscribe(): void {
    const { board, vitals, filter, subscribe, named } = this.#ports;
    const connection = this.#connection;
    const cursor = this.#gaps < 2 ? board.cursor : null;
    this.#asking = true;
    void subscribe({
      ...(filter === null ? {} : { filter }),
      ...(cursor === null ? {} : { cursor }),
      ...(vitals === null ? {} : { vitals: true }),
    }).then((answer) => {
      // A hub from before names nobody.
      if (answer.ok) named(answer.label ?? null);
      // Without an answer nothing more is needed: the next beat shows whether the view still has a gap.
      if (connection === this.#connection) this.#asking = false;
    });
  }
}
