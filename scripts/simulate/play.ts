import type { PointView } from '@hub/shared/protocol/down.ts';
import { Refusal, type Credential } from './access.ts';
import { Agenda } from './agenda.ts';
import { believableFigures, withFewerSummoned, withLateArrival, withWrongSum } from './figures.ts';
import type { Morning, Part, Scene } from './morning.ts';
import { SimulatedOperator } from './operator.ts';
import { seededRandom, type Random } from './random.ts';
import type { Recorder, SentFigures } from './record.ts';
import { StoppedError, type SimulatedStaff } from './staff.ts';
import { LineVitals } from './vitals.ts';
import { Cameras, type Camera } from './video/cameras.ts';
import { LARGE, SMALL } from './video/publisher.ts';

export interface PlayOptions {
  readonly hub: string;
  /** Other hubs of the session: the operators are spread over all, and go to another where theirs is gone. */
  readonly others?: readonly string[];
  readonly morning: Morning;
  /** By point id. */
  readonly credentials: ReadonlyMap<string, Credential>;
  readonly speed: number;
  readonly record: Recorder;
  /** Null when the phases and rounds are somebody else's business. */
  readonly controller: SimulatedStaff | null;
  /** Who lets a device in that waits because its point already has one; null: it waits for a person. */
  readonly admit: SimulatedStaff | null;
  readonly say: (line: string) => void;
  /** Points that send real pictures and sound. */
  readonly cameras?: readonly string[];
}

export interface PlayCounts {
  reports: number;
  acked: number;
  refused: number;
  outages: number;
  faults: number;
  words: number;
}

const MINUTE = 60_000;
const TELEMETRY_MS = 2_000;
const HANDS_OVER_MS = 2_000;
/** Up to so many pictures are drawn large. */
const LARGE_PICTURES = 12;

/** Plays a planned morning against a hub: every point an operator of its own on a socket of its own. */
export class Play {
  readonly counts: PlayCounts = { reports: 0, acked: 0, refused: 0, outages: 0, faults: 0, words: 0 };
  readonly #options: PlayOptions;
  readonly #agenda: Agenda;
  readonly #actors = new Map<string, Actor>();
  readonly #cameras: Cameras;
  readonly #saidOut = new Set<string>();
  #reporting = true;

  constructor(options: PlayOptions) {
    this.#options = options;
    this.#agenda = new Agenda(options.speed);
    this.#cameras = new Cameras({
      size: (options.cameras ?? []).length <= LARGE_PICTURES ? LARGE : SMALL,
      onState: (pointId, state, why) => {
        // Where the video system is away each tries again and again: said once until it is in.
        if (state === 'joined') this.#saidOut.delete(pointId);
        if (state !== 'left' || this.#saidOut.has(pointId)) return;
        this.#saidOut.add(pointId);
        options.say(`${pointId}: video: ${why}`);
      },
    });
    for (const part of options.morning.parts) {
      const credential = options.credentials.get(part.id);
      if (credential === undefined) continue;
      this.#actors.set(part.id, this.#cast(part, credential));
    }
  }

  get outstanding(): number {
    let sum = 0;
    for (const { operator } of this.#actors.values()) sum += operator.outstanding;
    return sum;
  }

  get connected(): number {
    let sum = 0;
    for (const { operator } of this.#actors.values()) sum += operator.connected ? 1 : 0;
    return sum;
  }

  begin(): void {
    for (const actor of this.#actors.values()) {
      this.#agenda.after(actor.part.joinsAt, () => {
        connect(actor);
      });
      const leavesAt = actor.part.leavesAt;
      if (leavesAt !== null) {
        this.#agenda.after(leavesAt, () => {
          actor.camera?.stop();
          void actor.operator.leave();
        });
      }
      this.#agenda.afterReal(actor.random.between(0, TELEMETRY_MS), () => {
        this.#telemetry(actor);
      });
    }
    for (const scene of this.#options.morning.scenes) {
      this.#agenda.after(scene.at, () => {
        this.#enter(scene);
      });
    }
    this.#agenda.after(this.#options.morning.endsAt, () => {
      this.#afterTheEnd();
    });
  }

  /** No new reports from here on; those under way are still sent until they are answered. */
  quiet(): void {
    this.#reporting = false;
    for (const actor of this.#actors.values()) connect(actor);
  }

  /** After `quiet`: reports go on from here; what was not typed meanwhile is never typed. */
  resume(): void {
    this.#reporting = true;
  }

  async stop(): Promise<void> {
    this.#agenda.stop();
    for (const { operator } of this.#actors.values()) operator.stop();
    await this.#cameras.close();
  }

  #cast(part: Part, credential: Credential): Actor {
    const { morning, record } = this.#options;
    const random = seededRandom(morning.seed, `actor ${part.id}`);
    const operator = new SimulatedOperator({
      ...this.#place(),
      credential,
      record,
      random: seededRandom(morning.seed, `network ${part.id}`),
      onView: (view) => {
        actor.camera?.heed(view);
        this.#look(actor, view);
      },
      onRefused: (error) => {
        this.#options.say(`${part.id}: ${error.kind}`);
      },
      onReport: (outcome) => {
        this.counts[outcome] += 1;
      },
    });
    const actor: Actor = {
      part,
      random,
      vitals: new LineVitals(seededRandom(morning.seed, `line ${part.id}`)),
      seenRounds: new Set(),
      wordRun: -1,
      asked: false,
      replaced: false,
      operator,
      camera: this.#camera(operator),
    };
    return actor;
  }

  /** Each its own hub first. */
  #place(): { readonly hub: string; readonly others: readonly string[] } {
    const hubs = [this.#options.hub, ...(this.#options.others ?? [])];
    const at = this.#actors.size % hubs.length;
    return { hub: hubs[at] ?? this.#options.hub, others: [...hubs.slice(at + 1), ...hubs.slice(0, at)] };
  }

  #camera(operator: SimulatedOperator): Camera | null {
    const { cameras = [] } = this.#options;
    const place = cameras.indexOf(operator.pointId);
    return place < 0 ? null : this.#cameras.add(operator, place / cameras.length);
  }

  /** The operator looks at the page and does what it asks for. */
  #look(actor: Actor, view: PointView): void {
    if (view.standing === 'waiting' && !actor.asked) {
      actor.asked = true;
      const { admit } = this.#options;
      // Another simulation, or a person, has the pen: this one takes over, so that it may report.
      if (admit !== null) void takeOver(admit, view, this.#options.say);
    }
    const [newcomer] = view.waiting;
    if (newcomer !== undefined && !actor.replaced) {
      actor.replaced = true;
      // A person opened the link of this point, to see what an operator sees: the pen is theirs.
      this.#agenda.afterReal(HANDS_OVER_MS, () => {
        void actor.operator.command('device:admit', { deviceId: newcomer.id, as: 'take-over' });
      });
    }
    const { word } = actor.part;
    if (view.word.asked && view.word.said !== true && actor.wordRun !== view.session.run) {
      actor.wordRun = view.session.run;
      this.#agenda.after(word.after, () => {
        this.#giveWord(actor, !word.firstNo);
        if (word.firstNo) {
          this.#agenda.after(3 * MINUTE, () => {
            this.#giveWord(actor, true);
          });
        }
      });
    }
    const round = view.round;
    if (round === null || round.frozenAt !== null || actor.seenRounds.has(round.id)) return;
    actor.seenRounds.add(round.id);
    const turn = ((round.number - 1) % 3) + 1;
    const after = actor.part.reportsAfter[turn - 1];
    if (after === null || after === undefined) return;
    this.#agenda.after(after, () => {
      void this.#fillIn(actor, round.id, turn, view.point.summoned);
    });
  }

  async #fillIn(actor: Actor, roundId: string, turn: number, summoned: number): Promise<void> {
    let figures = believableFigures(summoned, actor.random);
    if (actor.part.transferredIn.includes(turn)) figures = withFewerSummoned(figures, summoned);
    if (actor.part.wrongSumIn.includes(turn)) await this.#report(actor, roundId, withWrongSum(figures, actor.random));
    await this.#report(actor, roundId, figures);
    if (!actor.part.correctsIn.includes(turn)) return;
    this.#agenda.after(actor.random.between(1, 6) * MINUTE, () => {
      void this.#report(actor, roundId, withLateArrival(figures));
    });
  }

  async #report(actor: Actor, roundId: string, figures: SentFigures): Promise<void> {
    if (!this.#reporting || actor.operator.view?.standing !== 'pen') return;
    this.counts.reports += 1;
    await actor.operator.report(roundId, figures);
  }

  #giveWord(actor: Actor, seesAndHears: boolean): void {
    this.counts.words += 1;
    void actor.operator.command('point:word', { seesAndHears });
  }

  #telemetry(actor: Actor): void {
    // A camera measures its own line.
    if (actor.operator.view !== null && actor.camera === null) actor.operator.vitals(actor.vitals.next());
    this.#agenda.afterReal(TELEMETRY_MS, () => {
      this.#telemetry(actor);
    });
  }

  #enter(scene: Scene): void {
    const { controller, say } = this.#options;
    switch (scene.kind) {
      case 'phase':
        if (controller !== null) void lead(controller, scene, say);
        return;
      case 'round':
      case 'freeze':
        if (controller !== null && this.#reporting) void lead(controller, scene, say);
        return;
      case 'outage':
        this.#outage(scene);
        return;
      case 'fault': {
        const operator = this.#actors.get(scene.point)?.operator;
        if (operator?.connected !== true) return;
        this.counts.faults += 1;
        say(`${scene.point}: ${scene.fault}`);
        void operator.command('point:fault', { fault: scene.fault, present: true });
        this.#agenda.after(scene.lasts, () => {
          void operator.command('point:fault', { fault: scene.fault, present: false });
        });
        return;
      }
    }
  }

  #outage(scene: Extract<Scene, { kind: 'outage' }>): void {
    this.counts.outages += 1;
    const down = scene.points
      .map((id) => this.#actors.get(id))
      .filter((actor) => actor !== undefined && actor.operator.connected);
    if (scene.points.length > 1)
      this.#options.say(`${String(down.length)} points of one carrier are down, ${scene.how}`);
    for (const actor of down) {
      if (actor === undefined) continue;
      actor.camera?.stop();
      actor.operator.cut(scene.how);
      this.#agenda.afterReal(scene.realMs, () => {
        connect(actor);
      });
    }
  }

  /** After the planned morning life goes on, so that a demo left alone still moves: a line goes now and then. */
  #afterTheEnd(): void {
    const random = seededRandom(this.#options.morning.seed, 'afterwards');
    const next = (): void => {
      const point = random.pick([...this.#actors.keys()]);
      const how = random.chance(0.5) ? 'closed' : 'silent';
      this.#outage({ at: 0, kind: 'outage', points: [point], how, realMs: random.between(2_000, 30_000) });
      this.#agenda.afterReal(random.between(8_000, 20_000), next);
    };
    next();
  }
}

interface Actor {
  readonly part: Part;
  readonly random: Random;
  readonly vitals: LineVitals;
  readonly operator: SimulatedOperator;
  readonly camera: Camera | null;
  readonly seenRounds: Set<string>;
  /** The run in which the word was last promised. */
  wordRun: number;
  /** To be admitted. */
  asked: boolean;
  /** By a person. */
  replaced: boolean;
}

function connect({ operator, camera }: Actor): void {
  operator.connect();
  camera?.start();
}

async function takeOver(admit: SimulatedStaff, view: PointView, say: (line: string) => void): Promise<void> {
  try {
    await admit.command('device:admit', { pointId: view.point.id, deviceId: view.deviceId, as: 'take-over' });
  } catch (error) {
    if (error instanceof StoppedError) return;
    if (!(error instanceof Refusal)) throw error;
    say(error.message);
  }
}

/** The controller's scenes. A person at another screen may have been faster: then there is nothing to do. */
async function lead(controller: SimulatedStaff, scene: Scene, say: (line: string) => void): Promise<void> {
  try {
    const replica = await controller.until(() => true);
    const { phase, round } = replica.session;
    const open = round !== null && round.frozenAt === null ? round : null;
    if (scene.kind === 'phase') {
      const ahead = scene.phase === 'rehearsal' ? ['planned'] : ['planned', 'rehearsal'];
      if (ahead.includes(phase)) await controller.command('phase:enter', { phase: scene.phase });
      else return;
    } else if (scene.kind === 'round') {
      if (open !== null) await controller.command('round:freeze', { roundId: open.id });
      await controller.command('round:open', { kind: scene.round, deadlineMinutes: 15 });
    } else if (scene.kind === 'freeze') {
      if (open === null) return;
      await controller.command('round:freeze', { roundId: open.id });
    }
    say(scene.kind === 'phase' ? `phase ${scene.phase}` : scene.kind === 'round' ? `round ${scene.round}` : 'freeze');
  } catch (error) {
    if (error instanceof StoppedError) return;
    if (!(error instanceof Refusal)) throw error;
    say(error.message);
  }
}
