import type { Media } from '@hub/shared/model/media.ts';
import type { Command } from '@hub/server/domain/commands.ts';
import {
  commonCauseDeadline,
  escalationDeadline,
  incidentDeadline,
  pointDeadline,
  roundDeadline,
} from '@hub/server/domain/deadline.ts';
import type { Deadline } from '@hub/server/domain/deadline.ts';
import { decide } from '@hub/server/domain/decide.ts';
import type { Decision, Given } from '@hub/server/domain/decision.ts';
import { SYSTEM } from '@hub/server/domain/events.ts';
import type { Actor, Fact } from '@hub/server/domain/events.ts';
import { evolve } from '@hub/server/domain/evolve.ts';
import { MemoryState } from '@hub/server/domain/memory-state.ts';
import { DEFAULT_POLICY } from '@hub/server/domain/policy.ts';
import { affectedPoints, settlePoint } from '@hub/server/domain/settle.ts';
import type { Farewell, PointState, SessionState } from '@hub/server/domain/state.ts';
import type { Role } from '@hub/shared/model/access.ts';
import type { Headcount, SumReason } from '@hub/shared/model/headcount.ts';
import type { ConnectionId, DeviceId, GrantId, PointId, RoundId, SessionId } from '@hub/shared/model/ids.ts';
import type { Point } from '@hub/shared/model/point.ts';
import { DEFAULT_TIME_ZONE } from '@hub/shared/model/session.ts';
import type { Phase, SessionHead } from '@hub/shared/model/session.ts';

/** 11 September 2022, 07:00 in Vietnam. */
export const START = 1_662_854_400_000;

export const HEAD: SessionHead = {
  id: 'session-1' as SessionId,
  title: 'Hội nghị trực tuyến',
  hostName: 'Thị ủy',
  hotline: '0900000001',
  timeZone: DEFAULT_TIME_ZONE,
  plannedAt: null,
};

export const pointId = (code: string): PointId => code as PointId;
export const roundId = (name: string): RoundId => name as RoundId;
export const deviceId = (name: string): DeviceId => name as DeviceId;

export function aPoint(code: string, over: Partial<Point> = {}): Point {
  return {
    id: pointId(code),
    name: `Điểm cầu ${code}`,
    shortName: code,
    unit: 'Đảng ủy xã',
    block: 'Xã, phường',
    area: 'An Bình',
    summoned: 50,
    kind: 'interactive',
    linkKind: 'livekit',
    carrier: 'VNPT',
    backupLine: '',
    technician: 'KTV 1',
    longitude: null,
    latitude: null,
    contactId: null,
    ...over,
  };
}

export function staff(role: Exclude<Role, 'operator'>, name: string = role): Actor {
  return { kind: 'staff', deviceId: deviceId(name), role };
}
export const ADMINISTRATOR = staff('administrator');
export const CONTROLLER = staff('controller');
export const TECHNICIAN = staff('technician');

export type Operator = Extract<Actor, { kind: 'operator' }>;

export function operator(code: string, device: string): Operator {
  return { kind: 'operator', deviceId: deviceId(device), role: 'operator', pointId: pointId(code) };
}

export function people(present: number, excused = 0, unexcused = 0, guests = 0): Headcount {
  return { present, excused, unexcused, guests };
}

interface ReportOver {
  readonly pen?: { readonly fence: number; readonly seq: number } | null;
  readonly summoned?: number;
  readonly reason?: SumReason;
  readonly confirmed?: boolean;
}

export function aReport(code: string, round: string, count: Headcount, over: ReportOver = {}): Command {
  return {
    type: 'ReportHeadcount',
    pointId: pointId(code),
    roundId: roundId(round),
    count,
    summoned: over.summoned ?? null,
    reason: over.reason ?? null,
    noteId: null,
    confirmed: over.confirmed ?? true,
    pen: over.pen ?? null,
  };
}

export function opening(round: string, deadlineAt: number | null = null): Command {
  return { type: 'OpenRound', roundId: roundId(round), kind: 'opening', name: '', deadlineAt };
}

export const MEDIA_WELL = { camera: 'flowing', microphone: 'present' } as const;

export function flowing(
  since: number,
  over: Partial<Omit<Extract<Media, { status: 'flowing' }>, 'status' | 'since'>> = {},
): Media {
  return {
    status: 'flowing',
    since,
    ...MEDIA_WELL,
    quality: { level: 'good', since },
    path: null,
    contested: false,
    ...over,
  };
}

/** The decisions' own part of a refusal. */
export type Refused = { readonly kind: string; readonly field?: string };

/**
 * The pure domain with a calendar instead of a clock: decide, fold, settle, and every deadline at its own moment. Given
 * what it was told, when a command comes, then these facts.
 */
export class Town {
  readonly state = new MemoryState();
  /** Every fact so far, in order. */
  readonly facts: Fact[] = [];
  readonly mediaConfigured: boolean;
  now = START;
  #lines = 0;

  constructor(points: readonly Point[] = [aPoint('DC01')], options: { mediaConfigured?: boolean; phase?: Phase } = {}) {
    this.mediaConfigured = options.mediaConfigured ?? false;
    this.do({ type: 'CreateSession', head: HEAD }, ADMINISTRATOR);
    for (const point of points) this.do({ type: 'AddPoint', point }, ADMINISTRATOR);
    const phase = options.phase ?? 'live';
    if (phase !== 'planned') this.do({ type: 'EnterPhase', phase: phase === 'ended' ? 'live' : phase }, CONTROLLER);
    if (phase === 'ended') this.do({ type: 'EnterPhase', phase }, CONTROLLER);
  }

  decide(command: Command, actor: Actor = CONTROLLER): Decision {
    return decide(this.#given(actor), command);
  }

  /** The facts a command makes, settled ones included, after they were folded. A refusal throws. */
  do(command: Command, actor: Actor = CONTROLLER): readonly Fact[] {
    const given = this.#given(actor);
    const decision = decide(given, command);
    if (!decision.ok) throw new Error(`${command.type} was refused: ${decision.kind}`);
    const made: Fact[] = [];
    const fold = (fact: Fact): void => {
      evolve(this.state, { at: this.now, fact });
      made.push(fact);
      this.facts.push(fact);
    };
    for (const fact of decision.facts) fold(fact);
    for (const id of affectedPoints(this.state, command, decision.facts)) {
      for (const fact of settlePoint(given, id)) fold(fact);
    }
    return made;
  }

  /** Why a command is refused; undefined when it is not. Nothing is folded. */
  refusal(command: Command, actor: Actor = CONTROLLER): Refused | undefined {
    const decision = this.decide(command, actor);
    if (decision.ok) return undefined;
    return decision.field === undefined ? { kind: decision.kind } : { kind: decision.kind, field: decision.field };
  }

  /** Lets time pass. Each deadline rings at its own moment, as the alarm would have it. */
  pass(ms: number): void {
    const until = this.now + ms;
    const asked = new Set<string>();
    for (let due = this.#nextDeadline(); due && due.at <= until; due = this.#nextDeadline(asked)) {
      if (due.at > this.now) asked.clear();
      this.now = Math.max(this.now, due.at);
      asked.add(JSON.stringify(due.command));
      this.do(due.command, SYSTEM);
    }
    this.now = until;
  }

  session(): SessionState {
    const session = this.state.session();
    if (!session) throw new Error('no session');
    return session;
  }

  point(code = 'DC01'): PointState {
    const point = this.state.point(pointId(code));
    if (!point) throw new Error(`no point ${code}`);
    return point;
  }

  /** "impaired(hub-only)", "up". */
  link(code = 'DC01'): string {
    const { state, reasons } = this.point(code).link;
    return reasons.length === 0 ? state : `${state}(${reasons.join(',')})`;
  }

  /** The types of what happened since `from`, for a test that counts. */
  count(type: Fact['type'], from = 0): number {
    return this.facts.slice(from).filter((fact) => fact.type === type).length;
  }

  /** A device that claims the point's card: the first one gets the pen. */
  claim(code: string, device: string): Operator {
    const grantId = `card-${code}` as GrantId;
    if (!this.state.grant(grantId)) {
      const hash = `hash-${code}`;
      this.do({
        type: 'MintGrant',
        grantId,
        kind: 'card',
        role: 'operator',
        pointId: pointId(code),
        hash,
        labelId: null,
        expiresAt: null,
      });
    }
    this.do({
      type: 'ClaimGrant',
      grantHash: `hash-${code}`,
      deviceId: deviceId(device),
      keyHash: `key-${device}`,
      labelId: null,
    });
    return operator(code, device);
  }

  /** A device opens a socket. Claims first if it never did. */
  connect(code = 'DC01', device = `phone-${code}`, node?: string): Line {
    const by = this.state.device(deviceId(device)) ? operator(code, device) : this.claim(code, device);
    const connectionId = `line-${++this.#lines}` as ConnectionId;
    this.do({ type: 'OpenConnection', deviceId: by.deviceId, connectionId, ...(node !== undefined && { node }) }, by);
    return new Line(this, by, connectionId);
  }

  observe(media: Media, code = 'DC01'): void {
    this.do({ type: 'ObserveMedia', pointId: pointId(code), media }, SYSTEM);
  }

  #given(actor: Actor): Given {
    return { state: this.state, actor, at: this.now, policy: DEFAULT_POLICY, mediaConfigured: this.mediaConfigured };
  }

  #nextDeadline(asked: ReadonlySet<string> = new Set()): Deadline | undefined {
    const session = this.session();
    const given = { policy: DEFAULT_POLICY, mediaConfigured: this.mediaConfigured };
    const due: Deadline[] = [];
    for (const point of this.state.points()) {
      const deadline = pointDeadline(point, session, given, this.now);
      if (deadline) due.push(deadline);
    }
    for (const incident of this.state.openIncidents()) {
      const lostAt = incident.pointId === null ? 0 : (this.state.point(incident.pointId)?.link.since ?? 0);
      const common = commonCauseDeadline(incident, lostAt, DEFAULT_POLICY);
      for (const deadline of [
        incidentDeadline(incident, DEFAULT_POLICY),
        escalationDeadline(incident, DEFAULT_POLICY),
        // Asked once for each loss, as the alarm does.
        common && common.at >= this.now ? common : null,
      ]) {
        if (deadline) due.push(deadline);
      }
    }
    for (const round of session.rounds) {
      const silence = this.state.openIncident(round.id, 'silent');
      const deadline = roundDeadline(round, silence, this.now, DEFAULT_POLICY);
      if (deadline) due.push(deadline);
    }
    // An answered question is not asked twice in one moment.
    const open = due.filter(({ at, command }) => at > this.now || !asked.has(JSON.stringify(command)));
    return open.sort((a, b) => a.at - b.at)[0];
  }
}

/** One socket of one device. */
export class Line {
  readonly by: Operator;
  readonly connectionId: ConnectionId;
  readonly #town: Town;

  constructor(town: Town, by: Operator, connectionId: ConnectionId) {
    this.#town = town;
    this.by = by;
    this.connectionId = connectionId;
  }

  close(how: Farewell = 'closed'): readonly Fact[] {
    const { pointId: id } = this.by;
    return this.#town.do({ type: 'CloseConnection', pointId: id, connectionId: this.connectionId, how }, SYSTEM);
  }
  leave(): readonly Fact[] {
    return this.#town.do({ type: 'LeavePoint', pointId: this.by.pointId, connectionId: this.connectionId }, this.by);
  }
  hide(hidden = true): readonly Fact[] {
    const { pointId: id } = this.by;
    return this.#town.do({ type: 'HidePage', pointId: id, connectionId: this.connectionId, hidden }, this.by);
  }
  word(seesAndHears: boolean): readonly Fact[] {
    return this.#town.do({ type: 'GiveWord', pointId: this.by.pointId, seesAndHears }, this.by);
  }
  fault(fault: 'audio' | 'video' | 'power' | 'network', present = true): readonly Fact[] {
    return this.#town.do({ type: 'ReportFault', pointId: this.by.pointId, fault, present }, this.by);
  }
}
