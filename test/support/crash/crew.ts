import { setTimeout as delay } from 'node:timers/promises';
import { claim } from '@hub/scripts/simulate/access.ts';
import { believableFigures } from '@hub/scripts/simulate/figures.ts';
import { SimulatedOperator } from '@hub/scripts/simulate/operator.ts';
import { seededRandom, type Random } from '@hub/scripts/simulate/random.ts';
import type { Recorder } from '@hub/scripts/simulate/record.ts';
import { signInPoints } from '@hub/scripts/simulate/sign-in.ts';
import { SimulatedStaff } from '@hub/scripts/simulate/staff.ts';
import type { HubProcess } from '../hub-process.ts';

/** Between two reports of one point, ms: below the hub's rate limit, and so many points that reports are always under way. */
const PAUSE_MS = { least: 20, most: 90 };

/** Operators that do nothing but report, so that a crash always meets reports under way. */
export class Crew {
  readonly controllerKey: string;
  readonly roundId: string;
  readonly #members: readonly Member[];
  readonly #turnedAway: ReadonlySet<string>;
  #reporting = false;
  #reports = 0;
  #answered = 0;

  private constructor(
    controllerKey: string,
    roundId: string,
    members: readonly Member[],
    turnedAway: ReadonlySet<string>,
  ) {
    this.controllerKey = controllerKey;
    this.roundId = roundId;
    this.#members = members;
    this.#turnedAway = turnedAway;
  }

  /** Signs in on a fresh hub, enters the live phase and opens a round. */
  static async muster(hub: HubProcess, points: number, seed: number, record: Recorder): Promise<Crew> {
    const admin = new SimulatedStaff(hub.url, hub.adminKey());
    admin.open();
    const { rows } = await admin.until(() => true);
    const ids = rows.slice(0, points).map((row) => row.id as string);
    const credentials = await signInPoints(hub.url, admin, ids);
    const chair = await claim(hub.url, await admin.mint('controller', null, 'Kiểm tra'), 'Kiểm tra');
    await admin.command('phase:enter', { phase: 'live' });
    const { roundId } = await admin.command('round:open', { kind: 'opening' });
    admin.stop();
    const summoned = new Map<string, number>(rows.map((row) => [row.id, row.summoned]));
    const turnedAway = new Set<string>();
    const members = [...credentials.values()].map((credential): Member => {
      const name = credential.pointId ?? '';
      const operator = new SimulatedOperator({
        hub: hub.url,
        credential,
        random: seededRandom(seed, `network ${name}`),
        record,
        // The hub dies all the time here: an answer that is not there soon will not come.
        answerWithinMs: 3_000,
        longestWaitMs: 200,
        repeats: 0.05,
        onRefused: () => turnedAway.add(name),
      });
      return {
        operator,
        random: seededRandom(seed, `crew ${name}`),
        summoned: summoned.get(name) ?? 0,
        guests: 0,
        busy: false,
      };
    });
    return new Crew(chair.key, String(roundId), members, turnedAway);
  }

  get pointIds(): string[] {
    return this.#members.map(({ operator }) => operator.pointId);
  }

  get reports(): number {
    return this.#reports;
  }

  get outstanding(): number {
    return this.#members.reduce((sum, { operator }) => sum + operator.outstanding, 0);
  }

  connect(): void {
    for (const { operator } of this.#members) operator.connect();
  }

  /** Each operator reports, and again once it was answered. */
  begin(): void {
    this.#reporting = true;
    for (const member of this.#members) void this.#keepReporting(member);
  }

  /** Reports for so long, and on a slow machine until there is an answer for each point: a crash among fewer proves little. */
  async reportFor(ms: number, withinMs = 20_000): Promise<void> {
    const enough = this.#answered + this.#members.length;
    const until = performance.now() + withinMs;
    this.begin();
    await delay(ms);
    while (this.#answered < enough && performance.now() < until) await delay(5);
    this.pause();
  }

  /** No new reports; what is under way is sent until it is answered. */
  pause(): void {
    this.#reporting = false;
  }

  /**
   * Waits until every report has its final answer; says how many have none in the end. Those whom the hub knows no
   * more and turned away for good will never have one, and nobody waits for them.
   */
  async settled(withinMs = 60_000): Promise<number> {
    const until = performance.now() + withinMs;
    while (this.#isAnswerDue() && performance.now() < until) await delay(20);
    return this.outstanding;
  }

  stop(): void {
    this.#reporting = false;
    for (const { operator } of this.#members) operator.stop();
  }

  #isAnswerDue(): boolean {
    return this.#members.some(({ operator }) => operator.outstanding > 0 && !this.#turnedAway.has(operator.pointId));
  }

  async #keepReporting(member: Member): Promise<void> {
    if (member.busy) return;
    member.busy = true;
    while (this.#reporting) {
      // The hub takes a report only under the fence of the pen, which comes with the first view.
      if (member.operator.view !== null) {
        // Another number of guests each time: the checker tells reports apart by their figures.
        member.guests += 1;
        this.#reports += 1;
        const figures = { ...believableFigures(member.summoned, member.random), guests: member.guests };
        await member.operator.report(this.roundId, figures);
        this.#answered += 1;
      }
      await delay(member.random.between(PAUSE_MS.least, PAUSE_MS.most));
    }
    member.busy = false;
  }
}

interface Member {
  readonly operator: SimulatedOperator;
  readonly random: Random;
  readonly summoned: number;
  guests: number;
  busy: boolean;
}
