import {
  commonCauseDeadline,
  escalationDeadline,
  incidentDeadline,
  pointDeadline,
  roundDeadline,
} from '../domain/deadline.ts';
import type { Deadline } from '../domain/deadline.ts';
import type { RecordedFact } from '../domain/events.ts';
import type { Policy } from '../domain/policy.ts';
import type { IncidentId, PointId, RoundId } from '@hub/shared/model/ids.ts';
import type { Disposer } from '../platform/clock.ts';
import type { Hub, LogHealth } from './hub.ts';

/** A deadline that got no answer (the log cannot be written) is asked again this much later. */
const RETRY_MS = 1_000;

/**
 * Turns `deadline(state)` into commands, with one timer for all of them. Deadlines are derived, never stored: after a
 * restart they are the same question asked of the folded state. None is asked before the hub has said that it accepts
 * connections again: until then nobody could have come back (L5).
 */
export class Alarm {
  readonly #hub: Hub;
  readonly #given: { readonly policy: Policy; readonly mediaConfigured: boolean };
  readonly #due = new Map<string, Deadline>();
  #timer: Disposer | null = null;
  #timerAt = Infinity;
  /** No deadline is earlier; one that was taken back may have been. */
  #next = Infinity;
  #heldUntil = 0;
  #isStopped = false;
  #isAwake = false;
  #failingSince: number | null = null;
  readonly #unsubscribe: Disposer;

  constructor(hub: Hub, given: { readonly policy: Policy; readonly mediaConfigured: boolean }) {
    this.#hub = hub;
    this.#given = given;
    const unsubscribe = hub.onAdopted((facts) => this.#follow(facts));
    const deafen = hub.onHealth((health) => this.#hear(health));
    this.#unsubscribe = () => {
      unsubscribe();
      deafen();
    };
  }

  /** L9: after the hub's own stall nobody is judged by a time in which the hub could not hear them. */
  hold(untilAt: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, untilAt);
    this.#arm();
  }

  /** One of several hubs asks for all of them: the one that decides. */
  wake(): void {
    this.#isAwake = true;
    this.#setAll();
    this.#arm();
  }

  sleep(): void {
    this.#isAwake = false;
    this.#due.clear();
    this.#next = Infinity;
    this.#arm();
  }

  /** For good: of several hubs one may be given the lease while it stops. */
  stop(): void {
    this.#isStopped = true;
    this.#unsubscribe();
    this.#timer?.();
    this.#timer = null;
    this.#due.clear();
  }

  /** What could not be written while it was so is written once it can. */
  #hear({ logFailingSince }: LogHealth): void {
    const since = this.#failingSince;
    this.#failingSince = logFailingSince;
    if (since !== null && logFailingSince === null) void this.#ask('hub', { type: 'NoteHubTrouble', since });
  }

  #follow(facts: readonly RecordedFact[]): void {
    if (facts.some(({ fact }) => fact.type === 'HubRestarted')) this.#isAwake = true;
    if (!this.#isAwake) return;
    for (const { fact } of facts) {
      // The incidents of the session before are gone with their deadlines.
      if (fact.type === 'SessionCreated') this.#due.clear();
      if (
        fact.type === 'SessionCreated' ||
        fact.type === 'PhaseEntered' ||
        fact.type === 'MediaFeedChanged' ||
        fact.type === 'HubRestarted'
      ) {
        this.#setAll();
        break;
      }
      if ('pointId' in fact && fact.pointId !== null) this.#setPoint(fact.pointId);
      if (fact.type === 'PointAdded' || fact.type === 'PointEdited') this.#setPoint(fact.point.id);
      if (fact.type === 'DeviceAdmitted') {
        const pointId = this.#hub.projection.device(fact.deviceId)?.pointId;
        if (pointId) this.#setPoint(pointId);
      }
      if ('incidentId' in fact) this.#setIncident(fact.incidentId);
      if ('memberIds' in fact) for (const id of fact.memberIds) this.#setIncident(id);
      if (fact.type === 'IncidentOpened' || fact.type === 'IncidentCauseReturned') this.#setCommon(fact.incidentId);
      if (fact.type === 'RoundOpened' || fact.type === 'RoundFrozen' || fact.type === 'RoundUnfrozen') {
        this.#setRound(fact.roundId);
      }
    }
    this.#arm();
  }

  #setAll(): void {
    for (const { point } of this.#hub.projection.points()) this.#setPoint(point.id);
    for (const { id } of this.#hub.projection.openIncidents()) {
      this.#setIncident(id);
      this.#setCommon(id);
    }
    for (const { id } of this.#hub.projection.session()?.rounds ?? []) this.#setRound(id);
  }

  #setPoint(pointId: PointId): void {
    const session = this.#hub.projection.session();
    const point = this.#hub.projection.point(pointId);
    const deadline = session && point ? pointDeadline(point, session, this.#given, this.#hub.clock.now()) : null;
    this.#set(`point ${pointId}`, deadline);
    // A link that was in doubt held back the closing of its incident.
    for (const cause of ['link-lost', 'impaired'] as const) {
      const incident = this.#hub.projection.openIncident(pointId, cause);
      if (incident) this.#setIncident(incident.id);
    }
  }

  #setIncident(id: IncidentId): void {
    const incident = this.#hub.projection.incident(id);
    this.#set(`incident ${id}`, incident ? incidentDeadline(incident, this.#given.policy) : null);
    this.#set(`escalation ${id}`, incident ? escalationDeadline(incident, this.#given.policy) : null);
  }

  /** One question for all that were lost by then: the first of them says when. */
  #setCommon(id: IncidentId): void {
    const { projection } = this.#hub;
    const incident = projection.incident(id);
    const point = incident?.pointId ? projection.point(incident.pointId) : undefined;
    if (!incident || !point || this.#due.has('common')) return;
    this.#set('common', commonCauseDeadline(incident, point.link.since, this.#given.policy));
  }

  #setRound(id: RoundId): void {
    const { projection, clock } = this.#hub;
    const round = projection.session()?.rounds.find((one) => one.id === id);
    const silence = projection.openIncident(id, 'silent');
    this.#set(`round ${id}`, round ? roundDeadline(round, silence, clock.now(), this.#given.policy) : null);
  }

  #set(key: string, deadline: Deadline | null): void {
    if (deadline) {
      this.#due.set(key, deadline);
      this.#next = Math.min(this.#next, deadline.at);
    } else this.#due.delete(key);
  }

  /** Each commit comes here, and thousands of deadlines may stand: they are looked at only when it rings. */
  #arm(): void {
    if (this.#isStopped) return;
    const next = Math.max(this.#next, this.#heldUntil);
    if (next === this.#timerAt && this.#timer) return;
    this.#timer?.();
    this.#timer = null;
    this.#timerAt = next;
    if (next !== Infinity && this.#due.size > 0) this.#timer = this.#hub.clock.setTimer(next, () => this.#ring());
  }

  #ring(): void {
    this.#timer = null;
    this.#timerAt = Infinity;
    const now = this.#hub.clock.now();
    this.#next = Infinity;
    for (const [key, { at, command }] of this.#due) {
      if (at > now || now < this.#heldUntil) {
        this.#next = Math.min(this.#next, at);
        continue;
      }
      this.#due.delete(key);
      void this.#ask(key, command);
    }
    this.#arm();
  }

  async #ask(key: string, command: Deadline['command']): Promise<void> {
    const outcome = await this.#hub.handleOwn(command);
    if (outcome.ok && command.type === 'ReviewRound' && !this.#due.has(key)) {
      // Nothing may have happened, and no fact brings the next moment.
      this.#setRound(command.roundId);
      this.#arm();
    }
    if (outcome.ok || outcome.kind === 'hub-stopping' || this.#due.has(key)) return;
    this.#set(key, { at: this.#hub.clock.now() + RETRY_MS, command });
    this.#arm();
  }
}
