import type { Entry, Foundation, NodeId, NodeMemory, NodeStore, NumberedCommand, Position } from '../log/node-store.ts';
import { BEFORE_ALL, isBehind } from '../log/node-store.ts';
import type { LogFailure } from '../log/event-log.ts';
import type { Clock, Disposer } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Beat, CarriedEntry, Carrier, CarrierListener, Ears, Lease, Member, MembersResult } from './carrier.ts';
import { CatchingUp, PAGE, WANT } from './catching-up.ts';
import { CommandQueue } from './command-queue.ts';
import { Confirmations } from './confirmations.ts';
import type { Decider, Witness } from './decider.ts';
import { Identity } from './identity.ts';
import { Line } from './line.ts';
import { OwnCommands } from './own-commands.ts';
import { isOlderVersion } from './program-version.ts';
import type { Submitted } from './own-commands.ts';
import type { NodeSabotage } from './sabotage.ts';
import { Serial } from './serial.ts';

export interface NodePorts {
  readonly store: NodeStore;
  readonly carrier: Carrier;
  readonly decider: Decider;
  readonly witness?: Witness;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly life: string;
  readonly url: string;
  readonly version: string;
  readonly sockets: () => number;
  readonly changed: (view: ClusterView) => void;
  /** A whisper of somebody else's, of a topic that is not the exchange's own. */
  readonly heard: (from: NodeId, topic: string, body: string) => void;
  readonly storeFailed: (failure: LogFailure) => void;
  /** Nothing is let go before so many nodes are known: one that begins empty is told all. 1 unless set. */
  readonly fewest?: number;
  readonly sabotage?: NodeSabotage | null;
}

/**
 * Why a node takes no part. `foundation`: its log begins otherwise than the others'. `version`: what was decided is of a
 * newer program; it joins again once it is updated, with all that it has saved. `double`: another machine speaks under
 * its id and was there first. `numbers`: its disk is older than what the others have of it, as after a copy was put
 * back. In the last two cases it has taken a new id, under which it joins at its next start.
 */
export type Refusal = 'foundation' | 'version' | 'double' | 'numbers';

/** How it stands between the nodes, as this one knows it. */
export interface ClusterView {
  readonly node: NodeId;
  /** Null while the carrier is away: then nothing of the others is known. */
  readonly members: readonly Member[] | null;
  readonly lease: Lease | null;
  /** `refused`: it takes no part, and a person has to help. */
  readonly role: 'following' | 'taking' | 'deciding' | 'refused';
  readonly refusal: Refusal | null;
  readonly carrier: 'reached' | 'away';
  readonly tail: Position;
  readonly undecided: number;
}

export const BEAT_MS = 1_000;
export const LEASE_MS = 3_000;
/** A node stops deciding this long before its lease ends, by its own monotonic clock. */
const LEASE_MARGIN_MS = 500;
/** A member that was heard so lately counts as being there. */
const FRESH_MS = 2_500;
/** A better candidate that does not take the free lease is waited for so long. */
const DEFER_MS = 3_000;
/** The same for one of an older program, which may itself wait for one with a longer log. */
const DEFER_TO_OLDER_MS = 2 * DEFER_MS + BEAT_MS;
/** Others publish again what a failure lost, for so long at most, before a new holder decides. */
const TAKING_MS = 1_500;
/** Whoever cannot finish taking over in this time leaves it to another. */
const TAKING_LIMIT_MS = 8_000;
const SETTLE_MS = 5_000;
const MOST_DECIDED_AT_ONCE = 2_048;
const MOST_PUBLISHED_AT_ONCE = 500;
/** One that may lack what is settled waits so long for others before it goes on alone: then it is all there is. */
const ALONE_MS = 60_000;
/** Whoever stands still so long behind others lacks what the streams no longer hold. */
const BEATS_UNTIL_ASKED = 3;
const STORED = 'stored';
const LACK = 'lack';

type Role =
  | { readonly is: 'refused'; readonly why: Refusal }
  | { readonly is: 'following' }
  | { readonly is: 'taking'; readonly lease: Lease; readonly since: number }
  | { readonly is: 'deciding'; readonly lease: Lease };

/**
 * One node of several. It saves what its sockets ask, passes it on, follows the agreed log, and, while it holds the
 * lease, decides. The carrier's script checks the lease at the moment of appending, so that two that both believe to
 * hold it still write one line.
 */
export class Node {
  readonly id: NodeId;
  readonly #ports: NodePorts;
  readonly #queue: CommandQueue;
  readonly #line: Line;
  readonly #own: OwnCommands;
  readonly #confirmed: Confirmations;
  readonly #serial: Serial;
  readonly #identity: Identity;
  readonly #catchingUp: CatchingUp;
  #foundation: string;
  #ears: Ears | null = null;
  #role: Role = { is: 'following' };
  #leaseUntil = Number.NEGATIVE_INFINITY;
  #members: readonly Member[] | null = null;
  /** Everybody who was ever heard of and not struck off, this node too. */
  readonly #known = new Set<NodeId>();
  /** A beat that was under way meanwhile may still list them. */
  readonly #struckOff = new Set<NodeId>();
  #lease: Lease | null = null;
  #reached = false;
  #sawFence = 0;
  #deferredSince: number | null = null;
  #tailAtBeat: Position | null = null;
  #settledAt = Number.NEGATIVE_INFINITY;
  #beatTimer: Disposer | null = null;
  #beating = false;
  #deciding = false;
  #askedAgainAt = Number.NEGATIVE_INFINITY;
  #undecidedEntry: CarriedEntry | null = null;
  /** The carrier may lack commands that are held here: after a start, a rewind, a loss of the carrier's. */
  #owesCommands = true;
  /** Something in between has not come; asked for at each beat until it has. */
  #isLacking = false;
  #stopped = false;
  /** It knows that its log and its id are in order among the others; before that it only listens. */
  #isEstablished = false;
  #beatsBehind = 0;
  /** Others have a log already. */
  #metElders = false;
  #isLevel: boolean;
  #aloneSince: number | null = null;
  #asks = 0;

  private constructor(ports: NodePorts, { node: id, ownSeq, foundation, commands: held, isLevel }: NodeMemory) {
    this.#isLevel = isLevel;
    this.#foundation = wordFor(foundation);
    this.#ports = ports;
    this.id = id;
    this.#serial = new Serial((error) => ports.logger.error({ error }, 'a task of the exchange failed'));
    this.#confirmed = new Confirmations((index) => this.#line.fenceAt(index));
    const sabotage = ports.sabotage ?? null;
    this.#queue = new CommandQueue(sabotage === 'skip-gaps');
    this.#line = new Line({
      store: ports.store,
      queue: this.#queue,
      decider: ports.decider,
      applied: (entries) => this.#applied(entries),
      rewound: (to) => this.#rewound(to),
      askAgain: () => this.#askAgain(),
      storeFailed: (failure) => ports.storeFailed(failure),
      notUnderstood: () => void this.#refuse('version'),
      sabotage,
    });
    this.#own = new OwnCommands(
      {
        node: id,
        store: ports.store,
        clock: ports.clock,
        publish: async (commands, settledUpTo) =>
          this.#isEstablished
            ? ports.carrier.appendCommands(commands, new Map([[id, settledUpTo]]))
            : { ok: false, kind: 'away', message: 'not established among the others' },
        saved: (commands) => {
          this.#queue.add(commands);
          ports.witness?.saved(commands);
          this.#decideSoon();
        },
        heldFrom: async (seq) =>
          (await ports.store.remember()).commands.filter((command) => command.origin === id && command.seq >= seq),
      },
      ownSeq,
      held,
    );
    const { life, clock, logger, store } = ports;
    this.#identity = new Identity({ node: id, life, clock, freshMs: FRESH_MS });
    this.#catchingUp = new CatchingUp({
      node: id,
      store,
      line: this.#line,
      logger,
      whisper: (topic, body) => this.whisper(topic, body),
      foundation: () => this.#foundation,
      isOwn: ({ marks }) => {
        const isOwn = marks.every(([origin, seq]) => origin !== id || this.#own.isAskedUpTo(seq));
        if (!isOwn) void this.#refuse('numbers');
        return isOwn;
      },
      leapt: (base) => {
        this.#foundation = wordFor(base);
        this.#isLevel = false;
        ports.witness?.saved(this.#queue.waiting());
        void this.#beat();
      },
    });
  }

  static async open(ports: NodePorts): Promise<Node> {
    const memory = await ports.store.remember();
    const node = new Node(ports, memory);
    await node.#line.begin(memory);
    ports.witness?.saved(node.#queue.waiting());
    node.#sawFence = memory.tail.fence;
    for (const member of memory.members) node.#known.add(member);
    return node;
  }

  /** From now on it speaks with the others. */
  begin(): void {
    const listener: CarrierListener = {
      commands: (commands) => void this.#serial.run(() => this.#received(commands)),
      entries: (entries) => void this.#serial.run(() => this.#follow(entries)),
      epochBroke: (why) => {
        this.#ports.logger.warn({ why }, 'the carrier lost what it held: what it lacks is published again');
        void this.#serial.run(() => this.#publishAgain());
      },
      heard: (from, topic, body) => this.#heard(from, topic, body),
      leaseChanged: () => void this.#beat(),
      reached: (reached) => {
        if (reached === this.#reached) return;
        if (reached) void this.#beat();
        else this.#setReached(false);
      },
    };
    this.#ears = this.#ports.carrier.listen(listener);
    this.#beatLater();
    void this.#beat();
  }

  /** What a socket of this node asks. Each of the three comes in its own time; see `Submitted`. */
  submit(body: string): Submitted {
    // Whatever a newer program is to decide waits for it here; in every other case nobody would.
    if (this.#role.is === 'refused' && this.#role.why !== 'version') return notTaken(this.#role.why);
    return this.#own.submit(body);
  }

  whisper(topic: string, body: string): void {
    this.#ports.carrier.whisper(topic, body);
  }

  /** Saved here and not decided. */
  waiting(): readonly NumberedCommand[] {
    return this.#queue.waiting();
  }

  view(): ClusterView {
    return {
      node: this.id,
      members: this.#reached ? this.#members : null,
      lease: this.#lease,
      role: this.#role.is,
      refusal: this.#role.is === 'refused' ? this.#role.why : null,
      carrier: this.#reached ? 'reached' : 'away',
      tail: this.#line.tail,
      undecided: this.#queue.waiting().filter(({ origin }) => origin === this.id).length,
    };
  }

  /** Own commands that the carrier lacks. */
  get unpublished(): number {
    return this.#own.unpublished;
  }

  /** Everybody for whom something is kept, this node too. */
  get known(): readonly NodeId[] {
    return [...this.#known];
  }

  /** Strikes a member off that will not come back; what was kept for it may go. */
  async forget(node: NodeId): Promise<boolean> {
    const result = await this.#ports.carrier.forget(node);
    if (!result.ok) return false;
    this.#confirmed.forget(node);
    this.#struckOff.add(node);
    this.#known.delete(node);
    return (await this.#ports.store.noteMembers([...this.#known])).ok;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#beatTimer?.();
    this.#own.stop();
    const role = this.#role;
    this.#role = { is: 'following' };
    await this.#serial.run(async () => {
      if ('lease' in role) await this.#ports.carrier.release(role.lease);
    });
    // Whoever is started again under this id need not wait to see whether this one goes on.
    if (this.#reached) await this.#ports.carrier.beat({ ...this.#ownBeat(), life: '' });
    this.#ears?.stop();
  }

  // ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────────

  async #received(commands: readonly NumberedCommand[]): Promise<void> {
    if (this.#isRefused) return;
    if (commands.some((command) => this.#isDoubled(command))) return this.#refuse('numbers');
    const { fresh, lacking } = this.#queue.sift(commands);
    for (const origin of lacking) {
      this.whisper(LACK, JSON.stringify({ origin, from: this.#queue.receivedUpTo(origin) + 1 }));
    }
    if (lacking.size > 0) {
      this.#isLacking = true;
      this.#askAgain();
    }
    const undecided = fresh.filter(({ origin, seq }) => seq > this.#queue.decidedUpTo(origin));
    if (undecided.length === 0) return;
    const result = await this.#ports.store.saveCommands(undecided);
    if (!result.ok) {
      this.#queue.unsift(undecided);
      return this.#ports.storeFailed(result);
    }
    this.#queue.add(undecided);
    this.#ports.witness?.saved(undecided);
    this.#decideSoon();
  }

  /** True when the carrier has them all. */
  async #publishCommands(which: (command: NumberedCommand) => boolean): Promise<boolean> {
    if (this.#ports.sabotage === 'no-command-republish') return true;
    const { commands } = await this.#ports.store.remember();
    const held = commands.filter(which);
    const settledUpTo = new Map<NodeId, number>();
    for (const { origin, seq } of commands) if (!settledUpTo.has(origin)) settledUpTo.set(origin, seq - 1);
    for (let from = 0; from < held.length; from += MOST_PUBLISHED_AT_ONCE) {
      const some = held.slice(from, from + MOST_PUBLISHED_AT_ONCE);
      if (!(await this.#ports.carrier.appendCommands(some, settledUpTo)).ok) return false;
    }
    return true;
  }

  async #publishOwed(): Promise<void> {
    if (this.#owesCommands) this.#owesCommands = !(await this.#publishCommands(() => true));
  }

  // ── deciding ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #decideSoon(): void {
    if (this.#role.is !== 'deciding' || this.#deciding) return;
    this.#deciding = true;
    void this.#serial.run(async () => {
      this.#deciding = false;
      await this.#decide();
    });
  }

  async #decide(): Promise<void> {
    const role = this.#role;
    if (role.is !== 'deciding') return;
    if (this.#ports.clock.now() > this.#leaseUntil) {
      return this.#stepDown('the lease ran out before it was renewed');
    }
    if (this.#isFenceForgotten(role.lease)) return;
    // The ears were told it meanwhile: its answer was lost, not the entry.
    if (this.#undecidedEntry && this.#line.fenceAt(this.#undecidedEntry.index) === role.lease.fence) {
      this.#undecidedEntry = null;
    }
    const entry = this.#undecidedEntry ?? this.#nextEntry(role.lease);
    if (!entry) return;
    // The same entry until it is known to be there or not: another one at its place would be a second truth.
    this.#undecidedEntry = entry;
    if (this.#ports.sabotage === 'adopt-before-carrier') await this.#line.apply([entry]);
    // Where all before it is settled it is all that is kept, and a carrier that was emptied may begin with it.
    const isAll = entry.index === this.#line.settledIndex + 1;
    const result = await this.#ports.carrier.appendEntries(role.lease, [entry], isAll);
    if (!result.ok) {
      switch (result.kind) {
        case 'fenced':
          return this.#stepDown('somebody else decides');
        case 'apart':
          return this.#complete(role.lease, result.tail);
        case 'away':
        case 'refused':
          // Tried again with the next beat.
          return this.#setReached(false);
      }
    }
    this.#undecidedEntry = null;
    if (this.#ports.sabotage === 'adopt-before-carrier') return this.#decideSoon();
    if (await this.#line.apply([entry])) this.#decideSoon();
    else this.#stepDown('what was decided could not be stored here');
  }

  #nextEntry({ fence }: Lease): CarriedEntry | null {
    const commands = this.#queue.next(MOST_DECIDED_AT_ONCE);
    if (commands.length === 0) return null;
    const { decided, events, personal } = this.#ports.decider.decide(commands);
    const { index, fence: prevFence } = this.#line.tail;
    const bodies = commands.map(({ body }) => body);
    return { fence, index: index + 1, prevFence, by: this.id, decided, events, personal, bodies };
  }

  /** The carrier lost entries that this node has: it is given them again, or another line has won. */
  async #complete(lease: Lease, tail: Position | null): Promise<void> {
    if (tail !== null) this.#line.carrierSays(tail);
    const lacking = await this.#line.beyond(tail);
    if (lacking === null || lacking.length === 0) return this.#stepDown('the carrier holds another line');
    const result = await this.#ports.carrier.appendEntries(lease, lacking, tail === null);
    if (!result.ok && (result.kind === 'fenced' || result.kind === 'apart')) this.#stepDown('the line was taken over');
    else if (result.ok) this.#decideSoon();
  }

  #stepDown(why: string): void {
    if (this.#role.is === 'following' || this.#role.is === 'refused') return;
    this.#ports.logger.warn({ why }, 'this node decides no longer');
    this.#role = { is: 'following' };
    this.#undecidedEntry = null;
    this.#leaseUntil = Number.NEGATIVE_INFINITY;
    this.#tell();
  }

  // ── following ─────────────────────────────────────────────────────────────────────────────────────────────────────

  async #follow(entries: readonly CarriedEntry[]): Promise<void> {
    if (this.#isRefused) return;
    if (entries.some((entry) => this.#decidesDoubled(entry))) return this.#refuse('numbers');
    await this.#line.follow(entries);
  }

  /** A number of this node with what it never asked: somebody else gives out its numbers, or did before. */
  #isDoubled({ origin, seq, body }: NumberedCommand): boolean {
    return origin === this.id && this.#own.isOfAnother(seq, body);
  }

  #decidesDoubled({ decided, bodies }: CarriedEntry): boolean {
    return decided.some((one, place) => this.#isDoubled({ ...one, body: bodies[place] ?? '' }));
  }

  #applied(entries: readonly Entry[]): void {
    for (const { decided, index } of entries) this.#own.decided(decided, index);
    const { tail } = this.#line;
    if (this.#isEstablished) this.whisper(STORED, JSON.stringify(tail));
    this.#noteSafe();
  }

  #noteSafe(): void {
    const index = this.#ports.sabotage === 'safe-when-alone' ? this.#line.tail.index : this.#confirmed.safeIndex();
    this.#own.safeUpTo(index);
    this.#ports.witness?.safe(index);
  }

  #rewound(to: number): void {
    this.#ports.logger.warn({ to }, 'another line of decisions has won: what was decided behind it is decided again');
    if (this.#role.is !== 'following') this.#stepDown('its line was lost');
    if (this.#ports.sabotage === 'forget-after-rewind') this.#queue.reset(this.#queue.marks(), []);
    this.#own.rewound(to, this.#queue.waiting());
    this.#ports.witness?.saved(this.#queue.waiting());
    this.#noteSafe();
    this.#owesCommands = true;
    void this.#serial.run(() => this.#publishOwed());
  }

  #askAgain(): void {
    const now = this.#ports.clock.now();
    if (now - this.#askedAgainAt < BEAT_MS / 2) return;
    this.#askedAgainAt = now;
    this.#ears?.again();
  }

  #heard(from: NodeId, topic: string, body: string): void {
    if (topic === STORED) {
      this.#confirmed.heard(from, JSON.parse(body) as Position);
      this.#noteSafe();
    } else if (topic === LACK) {
      const lack = JSON.parse(body) as { readonly origin: NodeId; readonly from: number };
      void this.#serial.run(async () => {
        await this.#publishCommands(({ origin, seq }) => origin === lack.origin && seq >= lack.from);
      });
    } else if (topic === WANT) {
      if (this.#isEstablished) void this.#catchingUp.answer(from, body);
    } else if (topic === PAGE) {
      if (this.#catchingUp.isUnderWay) void this.#serial.run(() => this.#catchingUp.take(from, body));
    } else {
      this.#ports.heard(from, topic, body);
    }
  }

  async #publishAgain(): Promise<void> {
    if (this.#ports.sabotage === 'no-republish') return;
    this.#owesCommands = true;
    await this.#publishOwed();
    await this.#republishEntries(this.#line.carrierTail.index === 0 ? null : this.#line.carrierTail);
  }

  async #republishEntries(tail: Position | null): Promise<void> {
    if (this.#ports.sabotage === 'no-republish') return;
    const lacking = await this.#line.beyond(tail);
    if (lacking === null || lacking.length === 0) return;
    const role = this.#role;
    if ('lease' in role) await this.#ports.carrier.appendEntries(role.lease, lacking, tail === null);
    else await this.#ports.carrier.republishEntries(lacking, tail === null);
  }

  // ── beats and the lease ───────────────────────────────────────────────────────────────────────────────────────────

  #beatLater(): void {
    this.#beatTimer = this.#ports.clock.setTimer(this.#ports.clock.now() + BEAT_MS, () => {
      this.#beatLater();
      void this.#beat();
    });
  }

  async #beat(): Promise<void> {
    if (this.#beating || this.#stopped || this.#isRefused) return;
    this.#beating = true;
    try {
      await this.#renew();
      const result = await this.#ports.carrier.beat(this.#ownBeat());
      if (this.#stopped) return;
      if (!result.ok) return this.#setReached(false);
      const members = await this.#established(result);
      if (this.#isRefused) return;
      if (members === null) {
        this.#lease = result.lease;
        return this.#setReached(true);
      }
      this.#members = members;
      this.#lease = result.lease;
      await this.#noteMembers(members);
      for (const { beat } of members) {
        if (beat.node !== this.id) this.#confirmed.heard(beat.node, beat.tail);
      }
      this.#setReached(true);
      this.#noteSafe();
      await this.#serial.run(() => this.#look(result.lease, result.tail));
      this.#tell();
    } catch (error) {
      this.#ports.logger.error({ error }, 'a beat failed');
    } finally {
      this.#beating = false;
    }
  }

  /** Whoever is of one log with this node; null while it may do no more than listen. */
  async #established({ members, before, high }: Extract<MembersResult, { ok: true }>): Promise<Member[] | null> {
    const standing = this.#identity.beaten(before);
    const double = this.#identity.double;
    if (double !== null) this.#ports.logger.error({ double }, 'another machine speaks under the id of this node');
    const why = standing === 'later' ? 'double' : high !== null && high > this.#own.seq ? 'numbers' : null;
    if (why !== null) {
      await this.#refuse(why);
      return null;
    }
    const akin = members.filter(({ beat }) => beat.foundation === this.#foundation);
    if (this.#isEstablished) return akin;
    // Whoever has nothing yet harms nobody.
    const others = members.filter((member) => !akin.includes(member) && isFresh(member) && !isBlank(member.beat));
    if (others.length > 0) {
      this.#members = others;
      if (this.#line.tail.index > 0 || this.#foundation !== BLANK) await this.#refuse('foundation');
      else await this.#serial.run(() => this.#askOthers());
      return null;
    }
    if (standing === 'unsure') return null;
    this.#isEstablished = true;
    return akin;
  }

  /** What the streams no longer hold is asked of another: of the one that decides, or else of whoever has most. */
  async #askOthers(): Promise<void> {
    const others = this.#othersThere();
    others.sort((a, b) => rankFor(b, this.#lease) - rankFor(a, this.#lease) || b.beat.tail.index - a.beat.tail.index);
    // One that does not answer is not asked for ever.
    const of = others[Math.floor(this.#asks++ / BEATS_UNTIL_ASKED) % Math.max(1, others.length)];
    if (of !== undefined) await this.#catchingUp.ask(of.beat.node);
  }

  /**
   * Two logs with different beginnings cannot become one, nor can two nodes share an id. Whoever comes later stays out;
   * those that were there first go on as if it had not come. What it has saved under that id it will ask under another.
   */
  async #refuse(why: Refusal): Promise<void> {
    if (this.#isRefused) return;
    this.#stepDown('it takes no part any more');
    this.#role = { is: 'refused', why };
    this.#ports.logger.error({ why, node: this.id, foundation: this.#foundation }, WHAT_TO_DO[why]);
    this.#ears?.stop();
    this.#beatTimer?.();
    this.#catchingUp.stop();
    if (why !== 'version') this.#own.stop();
    if (why === 'double' || why === 'numbers') {
      const renounced = await this.#ports.store.renounce();
      if (!renounced.ok) this.#ports.storeFailed(renounced);
    }
    this.#reached = false;
    this.#members = null;
    this.#tell();
  }

  /** A carrier that was wiped forgets who belongs to it; a node that forgot would let go of what an absent one lacks. */
  async #noteMembers(members: readonly Member[]): Promise<void> {
    const listed = members.filter(({ beat, ageMs }) => ageMs < FRESH_MS || !this.#struckOff.has(beat.node));
    const fresh = listed.map(({ beat }) => beat.node).filter((node) => !this.#known.has(node));
    if (fresh.length === 0) return;
    const result = await this.#ports.store.noteMembers([...this.#known, ...fresh]);
    if (!result.ok) return this.#ports.storeFailed(result);
    for (const node of fresh) this.#known.add(node);
  }

  #ownBeat(): Beat {
    const { life, url, version, sockets } = this.#ports;
    const { tail, undecided } = this.view();
    return {
      node: this.id,
      life,
      url,
      version,
      // Of an id that may be another's nothing is said that others count on.
      tail: this.#isEstablished ? tail : BEFORE_ALL,
      foundation: this.#foundation,
      isLevel: this.#isLevel,
      sawFence: this.#sawFence,
      sockets: sockets(),
      undecided,
    };
  }

  get #isRefused(): boolean {
    return this.#role.is === 'refused';
  }

  async #renew(): Promise<void> {
    const role = this.#role;
    if (role.is === 'following' || role.is === 'refused') return;
    const asked = this.#ports.clock.now();
    const result = await this.#ports.carrier.renew(role.lease, LEASE_MS);
    if (result.ok) this.#leaseUntil = asked + LEASE_MS - LEASE_MARGIN_MS;
    else if (result.kind === 'taken') this.#stepDown('the lease is another’s');
  }

  /** One look at how things stand, once a beat: whatever was missed in between is put right here. */
  async #look(lease: Lease | null, tail: Position | null): Promise<void> {
    this.#line.carrierSays(tail ?? BEFORE_ALL);
    await this.#healStandstill();
    await this.#noteLevel();
    this.#own.publishSoon();
    await this.#publishOwed();
    const role = this.#role;
    if (role.is === 'deciding') {
      if (lease?.fence !== role.lease.fence) return this.#stepDown('the lease is gone');
      if (this.#isFenceForgotten(role.lease)) {
        // What is decided under it would lose against what others hold: begin anew above theirs.
        await this.#ports.carrier.release(role.lease);
        return this.#stepDown('the carrier forgot a later fence');
      }
      await this.#settleNow(role.lease);
      return this.#decideSoon();
    }
    if (role.is === 'taking') return this.#take(role, tail);
    if (role.is === 'refused') return;
    if (lease !== null && lease.node !== this.id) {
      this.#deferredSince = null;
      await this.#settleNow(null);
      if (lease.fence > this.#sawFence) {
        this.#owesCommands = true;
        await this.#publishOwed();
        await this.#republishEntries(tail);
        this.#sawFence = lease.fence;
        // Said at once: the new holder waits for it.
        void this.#ports.carrier.beat(this.#ownBeat());
      } else if (tail === null || isBehind(tail, this.#line.tail)) await this.#republishEntries(tail);
      return;
    }
    await this.#acquire(tail);
  }

  async #healStandstill(): Promise<void> {
    const { tail, carrierTail } = this.#line;
    if (this.#isLacking) {
      this.#isLacking = false;
      this.#askAgain();
    }
    const before = this.#tailAtBeat;
    this.#tailAtBeat = tail;
    const stands = before?.fence === tail.fence && before.index === tail.index;
    if (stands && isBehind(tail, carrierTail)) this.#askAgain();
    const others = (this.#members ?? []).filter(isFresh).map(({ beat }) => beat.tail);
    this.#metElders ||= others.some(({ index }) => index > 0);
    const isLeftBehind = [carrierTail, ...others].some((other) => isBehind(tail, other));
    this.#beatsBehind = stands && isLeftBehind && this.#role.is === 'following' ? this.#beatsBehind + 1 : 0;
    if (this.#beatsBehind >= BEATS_UNTIL_ASKED) await this.#askOthers();
    else if (!isLeftBehind) this.#catchingUp.stop();
  }

  async #acquire(tail: Position | null): Promise<void> {
    const now = this.#ports.clock.now();
    if (this.#mayLackSettled(now)) return;
    const deferMs = this.#isAnyOlderThere() ? DEFER_TO_OLDER_MS : this.#isOutrankedByAnother() ? DEFER_MS : 0;
    if (deferMs > 0) {
      this.#deferredSince ??= now;
      if (now - this.#deferredSince < deferMs) return;
    }
    const result = await this.#ports.carrier.acquire(this.id, this.#highestFence(tail), LEASE_MS);
    if (!result.ok) return;
    this.#deferredSince = null;
    this.#sawFence = Math.max(this.#sawFence, result.lease.fence);
    this.#leaseUntil = now + LEASE_MS - LEASE_MARGIN_MS;
    this.#role = { is: 'taking', lease: result.lease, since: now };
    this.#ports.logger.info({ fence: result.lease.fence }, 'this node takes over');
    await this.#take(this.#role, tail);
  }

  /** What is settled is nowhere kept to be published again: whoever lacks some of it would begin a second line. */
  #mayLackSettled(now: number): boolean {
    if (this.#isLevel && !(this.#metElders && this.#line.tail.index === 0)) return false;
    const isAlone = this.#othersThere().every(({ beat }) => !beat.isLevel);
    if (!isAlone) this.#aloneSince = null;
    else this.#aloneSince ??= now;
    return this.#aloneSince === null || now - this.#aloneSince < ALONE_MS;
  }

  #othersThere(): Member[] {
    return (this.#members ?? []).filter((member) => member.beat.node !== this.id && isFresh(member));
  }

  /** Level with one that has all, it has all too. */
  async #noteLevel(): Promise<void> {
    const others = this.#othersThere();
    const has = others.some(({ beat }) => beat.isLevel && beat.tail.index > 0);
    if (this.#isLevel || !has || others.some(({ beat }) => isBehind(this.#line.tail, beat.tail))) return;
    const result = await this.#ports.store.noteLevel();
    if (result.ok) this.#isLevel = true;
    else this.#ports.storeFailed(result);
  }

  /** What an older program decides everybody understands; what this one decides would keep the older one out. */
  #isAnyOlderThere(): boolean {
    return this.#othersThere().some(({ beat }) => isOlderVersion(beat.version, this.#ports.version));
  }

  #isOutrankedByAnother(): boolean {
    return this.#othersThere().some(({ beat }) => isBehind(this.#line.tail, beat.tail));
  }

  /** A carrier that lost its memory gave a fence that somebody has seen exceeded. */
  #isFenceForgotten({ fence }: Lease): boolean {
    if (this.#line.tail.fence > fence || this.#line.carrierTail.fence > fence) return true;
    return (this.#members ?? []).some(({ beat }) => Math.max(beat.sawFence, beat.tail.fence) > fence);
  }

  #highestFence(tail: Position | null): number {
    const said = (this.#members ?? []).flatMap(({ beat }) => [beat.sawFence, beat.tail.fence]);
    return Math.max(this.#sawFence, this.#line.tail.fence, tail?.fence ?? 0, ...said);
  }

  /** Between the lease and the first decision: everybody gives back what the carrier lost, and this node reads it all. */
  async #take(role: Extract<Role, { is: 'taking' }>, tail: Position | null): Promise<void> {
    const { lease, since } = role;
    const waitedMs = this.#ports.clock.now() - since;
    if (waitedMs > TAKING_LIMIT_MS || this.#isFenceForgotten(lease)) {
      await this.#ports.carrier.release(lease);
      return this.#stepDown('the carrier’s line could not be read to its end, or goes beyond this lease');
    }
    // All members have what is settled: where the carrier ends before it, its line begins anew behind it.
    if (tail !== null && tail.index < this.#line.settledIndex) await this.#ports.carrier.clearEntries(lease);
    const end = tail !== null && tail.index < this.#line.settledIndex ? null : tail;
    const lacking = await this.#line.beyond(end);
    if (lacking !== null && lacking.length > 0) {
      const result = await this.#ports.carrier.appendEntries(lease, lacking, end === null);
      if (!result.ok) return this.#lookSoon();
    }
    if (waitedMs < TAKING_MS && !this.#haveAllSeen(lease.fence)) return this.#lookSoon();
    // Read to its end, or replaced by ours.
    const isOurs = end === null || this.#line.fenceAt(end.index) === end.fence || (lacking?.length ?? 0) > 0;
    if (!isOurs) return this.#lookSoon();
    const opened = await this.#ports.carrier.open(lease);
    if (!opened.ok) {
      if (opened.kind === 'taken') this.#stepDown('the lease ran out while taking over');
      return;
    }
    this.#role = { is: 'deciding', lease };
    this.#tell();
    this.#decideSoon();
  }

  #lookSoon(): void {
    this.#ports.clock.setTimer(this.#ports.clock.now() + 100, () => void this.#beat());
  }

  #haveAllSeen(fence: number): boolean {
    return this.#othersThere().every(({ beat }) => beat.sawFence >= fence);
  }

  /** Whoever decides also trims the carrier; for itself every node lets go of what all have. */
  async #settleNow(lease: Lease | null): Promise<void> {
    const now = this.#ports.clock.now();
    if (now - this.#settledAt < SETTLE_MS || this.#members === null) return;
    if (this.#known.size < (this.#ports.fewest ?? 1)) return;
    this.#settledAt = now;
    const known =
      this.#ports.sabotage === 'forget-members' ? this.#members.map(({ beat }) => beat.node) : [...this.#known];
    const others = known.filter((node) => node !== this.id);
    const index =
      this.#ports.sabotage === 'settle-too-early'
        ? this.#line.tail.index
        : Math.min(this.#line.tail.index, this.#confirmed.settledIndex(others));
    if (index <= this.#line.settledIndex) return;
    await this.#line.settle(index);
    if (lease === null) return;
    // No further: of what is not settled the line may be lost, and then the carrier has to take it once more.
    const { settledUpTo } = await this.#ports.store.remember();
    if (this.#ports.sabotage === 'trim-too-early')
      return this.#ports.carrier.trim(this.#line.tail.index, this.#queue.marks());
    await this.#ports.carrier.trim(index, settledUpTo);
  }

  #setReached(reached: boolean): void {
    if (this.#reached === reached) return;
    this.#reached = reached;
    if (!reached) this.#members = null;
    this.#tell();
  }

  #tell(): void {
    if (!this.#stopped) this.#ports.changed(this.view());
  }
}

function isFresh({ beat, ageMs }: Member): boolean {
  return ageMs < FRESH_MS && beat.life !== '';
}

/** It has nothing to lose by beginning with what others have. */
function isBlank({ tail, foundation }: Beat): boolean {
  return tail.index === 0 && foundation === BLANK;
}

function rankFor({ beat }: Member, lease: Lease | null): number {
  return beat.node === lease?.node ? 1 : 0;
}

function wordFor({ events, digest }: Foundation): string {
  return `${String(events)} ${digest}`;
}

const BLANK = wordFor({ events: 0, digest: '' });

const WHAT_TO_DO: Readonly<Record<Refusal, string>> = {
  foundation: 'the other nodes’ log begins otherwise: begin this node from a backup of theirs, or with an empty folder',
  version: 'there is a newer version in the cluster: update this machine',
  double: 'another machine was there first under the id of this one: start this one again, it joins under a new id',
  numbers: 'this disk is older than what the others have of it: start this node again, it joins under a new id',
};

function notTaken(why: Refusal): Submitted {
  const never = new Promise<string>(() => undefined);
  return {
    saved: Promise.resolve({ ok: false, kind: 'rejected', message: WHAT_TO_DO[why] }),
    decided: never,
    safe: never,
  };
}
