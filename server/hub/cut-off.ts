import type { PointId } from '@hub/shared/model/ids.ts';
import { isUnvouched, type LinkStatus } from '@hub/shared/model/link.ts';
import type { Command, Request } from '../domain/commands.ts';
import { decide } from '../domain/decide.ts';
import type { Given } from '../domain/decision.ts';
import { SYSTEM } from '../domain/events.ts';
import { evolve } from '../domain/evolve.ts';
import { Draft } from '../domain/memory-state.ts';
import type { Policy } from '../domain/policy.ts';
import { fuseOf, settlePoint } from '../domain/settle.ts';
import type { PointState, SessionState } from '../domain/state.ts';
import type { NodeId, NumberedCommand } from '../log/node-store.ts';
import type { Clock, Disposer } from '../platform/clock.ts';
import type { Projection } from './projection.ts';

export interface CutOffPorts {
  readonly projection: Projection;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly mediaConfigured: boolean;
  readonly node: NodeId;
  /** Commands that are saved here and not decided, each origin's in order. */
  readonly waiting: () => readonly NumberedCommand[];
  /** Whether the carrier is reached and somebody decides. */
  readonly isDecided: () => boolean;
  /** Null: look at all of them. */
  readonly changed: (pointIds: readonly PointId[] | null) => void;
}

/** How often time alone may change what is seen, and what has come meanwhile is taken in. */
const LOOK_MS = 500;
/** A close is to be seen at once, and a thousand of them together. */
const SOON_MS = 50;

/** What the sockets of a point tell of its link. All else waits until it is decided. */
const OF_THE_LINK: ReadonlySet<Command['type']> = new Set<Command['type']>([
  'OpenConnection',
  'CloseConnection',
  'HidePage',
  'LeavePoint',
  'GiveWord',
  'ReportFault',
]);

/**
 * How the screens of a node see the points while it is cut off from the others (D5). Of its own sockets it knows by
 * itself what they are: what they said since is decided here on a draft, with the rules of everybody, for no other use
 * than to be shown. Of all other points it knows nothing.
 */
export class CutOff {
  readonly #ports: CutOffPorts;
  #draft: Draft | null = null;
  #since = 0;
  /** Points with a socket here, now or since it began; and when time alone may change their link. */
  readonly #own = new Map<PointId, number | null>();
  #readUpTo = 0;
  #isStale = false;
  #unvouched = 0;
  /** The carrier is back: it ends when the log has what was said here until then. */
  #endsAfter: number | null = null;
  #timer: Disposer | null = null;
  #soon: Disposer | null = null;

  constructor(ports: CutOffPorts) {
    this.#ports = ports;
  }

  get isOn(): boolean {
    return this.#draft !== null;
  }

  /** Points of which this node cannot say how they are. */
  get unvouched(): number {
    return this.#unvouched;
  }

  begin(since: number): void {
    this.#endsAfter = null;
    if (this.#draft) return;
    this.#since = since;
    this.#startAnew();
    this.#count();
    this.#lookLater();
    this.#ports.changed(null);
  }

  /** The carrier is reached again, and may be gone once more before it has ended. */
  endSoon(): void {
    if (!this.#draft || this.#endsAfter !== null) return;
    this.#endsAfter = this.#ports
      .waiting()
      .reduce((last, { origin, seq }) => (origin === this.#ports.node ? seq : last), 0);
    this.look();
  }

  /** The log went on, or became another one: what is shown is soon made from it anew. */
  adopted(): void {
    this.#isStale = true;
    this.#endIfDecided();
  }

  stop(): void {
    this.#timer?.();
    this.#timer = null;
    this.#soon?.();
    this.#soon = null;
  }

  /** Something was said here. */
  lookSoon(): void {
    if (!this.#draft) return;
    const { clock } = this.#ports;
    this.#soon ??= clock.setTimer(clock.now() + SOON_MS, () => {
      this.#soon = null;
      this.look();
    });
  }

  /** Takes in what has come, and what time has changed. */
  look(): void {
    if (!this.#draft) return;
    const changed = this.#isStale ? this.#startAnew() : this.#settle(this.#draft, this.#takeIn(this.#draft));
    if (changed.length > 0) {
      this.#count();
      this.#ports.changed(changed);
    }
    this.#endIfDecided();
  }

  session(decided: SessionState | null): SessionState | null {
    return this.#draft ? this.#draft.session() : decided;
  }

  seen(decided: PointState): PointState {
    if (!this.#draft || decided.retired) return decided;
    const local = this.#own.has(decided.point.id) ? (this.#draft.point(decided.point.id) ?? decided) : null;
    if (!this.#isUnvouched(local ?? decided, local !== null)) return local ?? decided;
    const link: LinkStatus = { state: 'unknown', reasons: ['cut-off'], since: this.#since };
    return { ...(local ?? decided), link };
  }

  /** A point that is gone here may be at another node by now; one that never came or said goodbye is as it was. */
  #isUnvouched({ link: { state } }: PointState, isOwn: boolean): boolean {
    return isOwn ? state === 'lost' : state !== 'absent' && state !== 'left';
  }

  #startAnew(): PointId[] {
    const { projection, node } = this.#ports;
    const draft = new Draft(projection);
    this.#draft = draft;
    this.#own.clear();
    this.#readUpTo = 0;
    this.#isStale = false;
    const session = projection.session();
    // Whoever decides watches the video system for all: now nobody does.
    if (session && session.mediaFeed === 'live') draft.setSession({ ...session, mediaFeed: 'stale' });
    for (const { point, evidence } of projection.points()) {
      if (evidence.connections.some((connection) => connection.node === node)) this.#own.set(point.id, null);
    }
    this.#takeIn(draft);
    return this.#settle(draft, new Set(this.#own.keys()));
  }

  #lookLater(): void {
    const { clock } = this.#ports;
    this.#timer ??= clock.setTimer(clock.now() + LOOK_MS, () => {
      this.#timer = null;
      this.look();
      if (this.#draft) this.#lookLater();
    });
  }

  #takeIn(draft: Draft): Set<PointId> {
    const touched = new Set<PointId>();
    for (const { origin, seq, body } of this.#ports.waiting()) {
      if (origin !== this.#ports.node || seq <= this.#readUpTo) continue;
      this.#readUpTo = seq;
      const { actor, command } = JSON.parse(body) as Request;
      if (!OF_THE_LINK.has(command.type)) continue;
      const decision = decide(this.#given(draft, actor), command);
      if (!decision.ok) continue;
      for (const fact of decision.facts) {
        evolve(draft, { at: this.#ports.clock.now(), fact });
        if ('pointId' in fact && fact.pointId !== null) touched.add(fact.pointId);
      }
    }
    for (const pointId of touched) if (!this.#own.has(pointId)) this.#own.set(pointId, null);
    return touched;
  }

  /** Those that are seen otherwise than before. */
  #settle(draft: Draft, touched: ReadonlySet<PointId>): PointId[] {
    const now = this.#ports.clock.now();
    const changed = new Set(touched);
    for (const [pointId, until] of this.#own) {
      if (!touched.has(pointId) && (until === null || until > now)) continue;
      for (const fact of settlePoint(this.#given(draft, SYSTEM), pointId)) {
        // Incidents are opened by whoever decides.
        if (fact.type !== 'LinkChanged') continue;
        evolve(draft, { at: now, fact });
        changed.add(pointId);
      }
      const session = draft.session();
      const point = draft.point(pointId);
      this.#own.set(pointId, session && point ? fuseOf(point, session, this.#ports, now).until : null);
    }
    return [...changed];
  }

  #given(state: Draft, actor: Given['actor']): Given {
    const { clock, policy, mediaConfigured } = this.#ports;
    return { state, actor, at: clock.now(), policy, mediaConfigured };
  }

  #count(): void {
    this.#unvouched = 0;
    for (const state of this.#ports.projection.points()) {
      if (!state.retired && isUnvouched(this.seen(state).link)) this.#unvouched++;
    }
  }

  #endIfDecided(): void {
    const { waiting, node, isDecided, changed } = this.#ports;
    const endsAfter = this.#endsAfter;
    if (!this.#draft || endsAfter === null || !isDecided()) return;
    if (waiting().some(({ origin, seq }) => origin === node && seq <= endsAfter)) return;
    this.#draft = null;
    this.#own.clear();
    this.#unvouched = 0;
    this.#endsAfter = null;
    this.stop();
    changed(null);
  }
}
