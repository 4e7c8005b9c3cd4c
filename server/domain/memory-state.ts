import type { DeviceId, GrantId, IncidentId, InstructionId, PointId } from '@hub/shared/model/ids.ts';
import { type Incident, type IncidentCause, subjectOf } from '@hub/shared/model/incident.ts';
import type {
  DeviceState,
  GrantState,
  InstructionState,
  PointState,
  SessionState,
  StateReader,
  StateWriter,
} from './state.ts';

/** All aggregates in maps, with the few indexes that decisions look things up by. */
export class MemoryState implements StateWriter {
  #session: SessionState | null = null;
  readonly #points = new Map<PointId, PointState>();
  readonly #devices = new Map<DeviceId, DeviceState>();
  readonly #deviceByKey = new Map<string, DeviceId>();
  readonly #grants = new Map<GrantId, GrantState>();
  readonly #grantByHash = new Map<string, GrantId>();
  readonly #instructions = new Map<InstructionId, InstructionState>();
  readonly #incidents = new Map<IncidentId, Incident>();
  readonly #openIncidents = new Map<string, IncidentId>();

  session(): SessionState | null {
    return this.#session;
  }
  point(id: PointId): PointState | undefined {
    return this.#points.get(id);
  }
  points(): Iterable<PointState> {
    return this.#points.values();
  }
  device(id: DeviceId): DeviceState | undefined {
    return this.#devices.get(id);
  }
  devices(): Iterable<DeviceState> {
    return this.#devices.values();
  }
  deviceByKey(keyHash: string): DeviceState | undefined {
    const id = this.#deviceByKey.get(keyHash);
    return id === undefined ? undefined : this.#devices.get(id);
  }
  grant(id: GrantId): GrantState | undefined {
    return this.#grants.get(id);
  }
  grants(): Iterable<GrantState> {
    return this.#grants.values();
  }
  grantByHash(hash: string): GrantState | undefined {
    const id = this.#grantByHash.get(hash);
    return id === undefined ? undefined : this.#grants.get(id);
  }
  instruction(id: InstructionId): InstructionState | undefined {
    return this.#instructions.get(id);
  }
  instructions(): Iterable<InstructionState> {
    return this.#instructions.values();
  }
  incident(id: IncidentId): Incident | undefined {
    return this.#incidents.get(id);
  }
  incidents(): Iterable<Incident> {
    return this.#incidents.values();
  }
  *openIncidents(): Iterable<Incident> {
    for (const id of this.#openIncidents.values()) {
      const incident = this.#incidents.get(id);
      if (incident) yield incident;
    }
  }
  openIncident(subject: string, cause: IncidentCause): Incident | undefined {
    const id = this.#openIncidents.get(openKey(subject, cause));
    return id === undefined ? undefined : this.#incidents.get(id);
  }

  setSession(session: SessionState): void {
    this.#session = session;
  }
  setPoint(point: PointState): void {
    this.#points.set(point.point.id, point);
  }
  setDevice(device: DeviceState): void {
    this.#devices.set(device.id, device);
    this.#deviceByKey.set(device.keyHash, device.id);
  }
  setGrant(grant: GrantState): void {
    this.#grants.set(grant.id, grant);
    this.#grantByHash.set(grant.hash, grant.id);
  }
  setInstruction(instruction: InstructionState): void {
    this.#instructions.set(instruction.id, instruction);
  }
  setIncident(incident: Incident): void {
    this.#incidents.set(incident.id, incident);
    const key = openKey(subjectOf(incident), incident.cause);
    if (incident.status === 'resolved') {
      if (this.#openIncidents.get(key) === incident.id) this.#openIncidents.delete(key);
    } else this.#openIncidents.set(key, incident.id);
  }
  forgetSession(): void {
    this.#instructions.clear();
    this.#incidents.clear();
    this.#openIncidents.clear();
  }

  /** Aggregates held: what a copy costs. */
  get size(): number {
    return this.#points.size + this.#devices.size + this.#grants.size + this.#instructions.size + this.#incidents.size;
  }

  /** Becomes what `other` is now. Aggregates are never changed in place, so only the maps are copied. */
  protected copyState(other: MemoryState): void {
    this.#session = other.#session;
    copyMap(other.#points, this.#points);
    copyMap(other.#devices, this.#devices);
    copyMap(other.#deviceByKey, this.#deviceByKey);
    copyMap(other.#grants, this.#grants);
    copyMap(other.#grantByHash, this.#grantByHash);
    copyMap(other.#instructions, this.#instructions);
    copyMap(other.#incidents, this.#incidents);
    copyMap(other.#openIncidents, this.#openIncidents);
  }
}

function copyMap<K, V>(from: ReadonlyMap<K, V>, to: Map<K, V>): void {
  to.clear();
  for (const [key, value] of from) to.set(key, value);
}

function openKey(subject: string, cause: IncidentCause): string {
  return `${subject} ${cause}`;
}

/**
 * The state as it will be once a batch is durable. Holds only the aggregates the batch touched: copying a map of 31,000
 * points would cost milliseconds per batch.
 */
export class Draft implements StateWriter {
  readonly #base: StateReader;
  readonly #touched = new MemoryState();
  #resolved = new Set<IncidentId>();
  /** Of the base no incident and no instruction counts any more. */
  #isNewSession = false;

  constructor(base: StateReader) {
    this.#base = base;
  }

  session(): SessionState | null {
    return this.#touched.session() ?? this.#base.session();
  }
  point(id: PointId): PointState | undefined {
    return this.#touched.point(id) ?? this.#base.point(id);
  }
  *points(): Iterable<PointState> {
    for (const point of this.#base.points()) yield this.#touched.point(point.point.id) ?? point;
    for (const point of this.#touched.points()) if (!this.#base.point(point.point.id)) yield point;
  }
  device(id: DeviceId): DeviceState | undefined {
    return this.#touched.device(id) ?? this.#base.device(id);
  }
  deviceByKey(keyHash: string): DeviceState | undefined {
    const found = this.#touched.deviceByKey(keyHash) ?? this.#base.deviceByKey(keyHash);
    return found && this.device(found.id);
  }
  grant(id: GrantId): GrantState | undefined {
    return this.#touched.grant(id) ?? this.#base.grant(id);
  }
  grantByHash(hash: string): GrantState | undefined {
    const found = this.#touched.grantByHash(hash) ?? this.#base.grantByHash(hash);
    return found && this.grant(found.id);
  }
  instruction(id: InstructionId): InstructionState | undefined {
    return this.#touched.instruction(id) ?? (this.#isNewSession ? undefined : this.#base.instruction(id));
  }
  *instructions(): Iterable<InstructionState> {
    const held = this.#isNewSession ? [] : this.#base.instructions();
    for (const one of held) yield this.#touched.instruction(one.id) ?? one;
    for (const made of this.#touched.instructions()) {
      if (this.#isNewSession || !this.#base.instruction(made.id)) yield made;
    }
  }
  incident(id: IncidentId): Incident | undefined {
    return this.#touched.incident(id) ?? (this.#isNewSession ? undefined : this.#base.incident(id));
  }
  openIncident(subject: string, cause: IncidentCause): Incident | undefined {
    const touched = this.#touched.openIncident(subject, cause);
    if (touched || this.#isNewSession) return touched;
    const held = this.#base.openIncident(subject, cause);
    return held && !this.#resolved.has(held.id) ? this.incident(held.id) : undefined;
  }
  *openIncidents(): Iterable<Incident> {
    const base = this.#isNewSession ? [] : this.#base.openIncidents();
    for (const held of base) {
      if (!this.#resolved.has(held.id)) yield this.#touched.incident(held.id) ?? held;
    }
    for (const made of this.#touched.openIncidents()) {
      if (this.#isNewSession || !this.#base.incident(made.id)) yield made;
    }
  }

  setSession(session: SessionState): void {
    this.#touched.setSession(session);
  }
  setPoint(point: PointState): void {
    this.#touched.setPoint(point);
  }
  setDevice(device: DeviceState): void {
    this.#touched.setDevice(device);
  }
  setGrant(grant: GrantState): void {
    this.#touched.setGrant(grant);
  }
  setInstruction(instruction: InstructionState): void {
    this.#touched.setInstruction(instruction);
  }
  setIncident(incident: Incident): void {
    if (incident.status === 'resolved') this.#resolved.add(incident.id);
    this.#touched.setIncident(incident);
  }
  forgetSession(): void {
    this.#isNewSession = true;
    this.#touched.forgetSession();
  }
}
