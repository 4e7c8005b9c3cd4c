import type { Phase } from '@hub/shared/model/session.ts';
import type { RoundId } from '@hub/shared/model/ids.ts';
import type { TestHub } from './start-hub.ts';
import { askUntilDecided, command, openControl, openPoint, type TestSocket } from './sockets.ts';

/** The rest of the house, driven by a page test over raw sockets. */
export class House {
  readonly hub: TestHub;
  readonly controller: TestSocket;
  readonly #points = new Map<string, TestSocket>();

  private constructor(hub: TestHub, controller: TestSocket) {
    this.hub = hub;
    this.controller = controller;
  }

  static async open(hub: TestHub): Promise<House> {
    const { credential } = await hub.signIn('controller');
    const controller = await openControl(hub.url, credential);
    return new House(hub, controller);
  }

  /** Throws when the hub refuses: a test must not go on from a state it did not reach. */
  async order(event: string, payload: object): Promise<Record<string, unknown>> {
    const answer = await askUntilDecided(this.controller, event, { commandId: command(), ...payload });
    if (!answer.ok) throw new Error(`${event}: ${answer.error.kind}`);
    return answer;
  }

  enter(phase: Phase): Promise<unknown> {
    return this.order('phase:enter', { phase });
  }

  async openRound(deadlineMinutes = 20): Promise<RoundId> {
    await this.order('round:open', { kind: 'opening', deadlineMinutes });
    const round = this.hub.running.hub.projection.session()?.rounds.at(-1);
    if (!round) throw new Error('no round was opened');
    return round.id;
  }

  /** A simulated operator that is in and stays quiet. */
  async join(pointId: string): Promise<TestSocket> {
    const { credential } = await this.hub.signIn('operator', pointId);
    const socket = await openPoint(this.hub.url, credential);
    this.#points.set(pointId, socket);
    return socket;
  }

  async report(pointId: string, roundId: RoundId, present: number, excused = 0): Promise<void> {
    const socket = this.#points.get(pointId) ?? (await this.join(pointId));
    const view = await socket.until('point:view');
    const answer = await askUntilDecided(socket, 'point:headcount', {
      commandId: command(),
      roundId,
      present,
      excused,
      unexcused: 0,
      guests: 0,
      confirmed: true,
      fence: view.fence,
      seq: view.lastSeq + 1,
    });
    if (!answer.ok) throw new Error(`report of ${pointId}: ${answer.error.kind}`);
  }

  close(): void {
    this.controller.close();
    for (const socket of this.#points.values()) socket.close();
  }
}
