import { incidentDeadline, pointDeadline } from '../domain/deadline.ts';
import type { Deadline } from '../domain/deadline.ts';
import type { RecordedFact } from '../domain/events.ts';
import type { Policy } from '../domain/policy.ts';
import type { IncidentId, PointId } from '@hub/shared/model/ids.ts';
import type { Disposer } from '../platform/clock.ts';
import type { Hub } from './hub.ts';

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
  #heldUntil = 0;
  #isAwake = false;
  readonly #unsubscribe: Disposer;

  constructor(hub: Hub, given: { readonly policy: Policy; readonly mediaConfigured: boolean }) {
    this.#hub = hub;
    this.#given = given;
    this.#unsubscribe = hub.onAdopted((facts) => this.#follow(facts));
  }

  /** L9: after the hub's own stall nobody is judged by a time in which the hub could not hear them. */
  hold(untilAt: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, untilAt);
    this.#arm();
  }

  stop(): void {
    this.#unsubscribe();
    this.#timer?.();
    this.#timer = null;
    this.#due.clear();
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
    }
    this.#arm();
  }

  #setAll(): void {
    for (const { point } of this.#hub.projection.points()) this.#setPoint(point.id);
    for (const { id } of this.#hub.projection.openIncidents()) this.#setIncident(id);
  }

  #setPoint(pointId: PointId): void {
    const session = this.#hub.projection.session();
    const point = this.#hub.projection.point(pointId);
    const deadline = session && point ? pointDeadline(point, session, this.#given, this.#hub.clock.now()) : null;
    this.#set(`point ${pointId}`, deadline);
    // A link that was in doubt held back the closing of its incident.
    const incident = this.#hub.projection.openIncident(pointId, 'link-lost');
    if (incident) this.#setIncident(incident.id);
  }

  #setIncident(id: IncidentId): void {
    const incident = this.#hub.projection.incident(id);
    this.#set(`incident ${id}`, incident ? incidentDeadline(incident, this.#given.policy) : null);
  }

  #set(key: string, deadline: Deadline | null): void {
    if (deadline) this.#due.set(key, deadline);
    else this.#due.delete(key);
  }

  /** Few deadlines stand at a time (points in trouble), so the next one is found by looking at all. */
  #arm(): void {
    let next = Infinity;
    for (const { at } of this.#due.values()) next = Math.min(next, at);
    next = Math.max(next, this.#heldUntil);
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
    if (now >= this.#heldUntil) {
      for (const [key, { at, command }] of this.#due) {
        if (at > now) continue;
        this.#due.delete(key);
        void this.#ask(key, command);
      }
    }
    this.#arm();
  }

  async #ask(key: string, command: Deadline['command']): Promise<void> {
    const outcome = await this.#hub.handleOwn(command);
    if (outcome.ok || outcome.kind === 'hub-stopping' || this.#due.has(key)) return;
    this.#due.set(key, { at: this.#hub.clock.now() + RETRY_MS, command });
    this.#arm();
  }
}
