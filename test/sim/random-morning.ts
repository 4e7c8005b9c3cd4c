import type { Actor } from '@hub/server/domain/events.ts';
import type { ConnectionId, DeviceId, PersonalId, PointId, RoundId } from '@hub/shared/model/ids.ts';
import { FAULTS } from '@hub/shared/model/link.ts';
import { LINK_KINDS } from '@hub/shared/model/point.ts';
import type { SessionHead } from '@hub/shared/model/session.ts';
import { PHASES, REOPEN_WINDOW_MS } from '@hub/shared/model/session.ts';
import { ADMIN, type DirectHub, somePoint } from '../support/direct-hub.ts';
import type { Random } from '../support/random.ts';

export const AREAS = ['Phường Phố Mới', 'Xã Tân Lập', 'Xã Yên Phú'] as const;
export const TECHNICIANS = ['KTV 0', 'KTV 1', 'KTV 2'] as const;

/** People doing one thing after another, sensible or not: what the hub refuses is part of it. */
export class RandomMorning {
  readonly #hub: DirectHub;
  readonly #random: Random;
  readonly #points: readonly PointId[];
  readonly #technician: Actor;
  #made = 0;
  readonly #seqs = new Map<DeviceId, number>();

  constructor(hub: DirectHub, random: Random, points: number) {
    this.#hub = hub;
    this.#random = random;
    this.#points = Array.from({ length: points }, (_, i) => somePoint(i + 1).id);
    this.#technician = hub.hire('KTV 1', 'technician');
    for (const id of this.#points) hub.claim(id, `${id}-a`);
    hub.handle({ type: 'EnterPhase', phase: 'live' });
  }

  step(): void {
    const steps = [
      () => this.#connect(),
      () => this.#connect(),
      () => this.#connect(),
      () => this.#close(),
      () => this.#close(),
      () => this.#report(),
      () => this.#report(),
      () => this.#report(),
      () => this.#reportOnBehalf(),
      () => this.#fault(),
      () => this.#word(),
      () => this.#review(),
      () => this.#review(),
      () => this.#round(),
      () => this.#remind(),
      () => this.#incident(),
      () => this.#roster(),
      () => this.#device(),
      () => this.#session(),
    ];
    this.#random.pick(steps)();
  }

  #point(): PointId {
    return this.#random.pick(this.#points);
  }

  #operator(pointId: PointId): Extract<Actor, { kind: 'operator' }> {
    const ids = this.#hub.projection.point(pointId)?.deviceIds ?? [];
    const deviceId = ids.length > 0 ? this.#random.pick(ids) : (`${pointId}-a` as DeviceId);
    return { kind: 'operator', deviceId, role: 'operator', pointId };
  }

  #connect(): void {
    const actor = this.#operator(this.#point());
    const connectionId = `c${++this.#made}` as ConnectionId;
    this.#hub.handle({ type: 'OpenConnection', deviceId: actor.deviceId, connectionId }, actor);
  }

  #close(): void {
    const pointId = this.#point();
    const connections = this.#hub.projection.point(pointId)?.evidence.connections ?? [];
    if (connections.length === 0) return void this.#hub.handle({ type: 'ReleasePoint', pointId });
    const { connectionId } = this.#random.pick(connections);
    const actor = this.#operator(pointId);
    const dice = this.#random.next();
    if (dice < 0.2) this.#hub.handle({ type: 'HidePage', pointId, connectionId, hidden: true }, actor);
    else if (dice < 0.4) this.#hub.handle({ type: 'LeavePoint', pointId, connectionId }, actor);
    else {
      const how = this.#random.pick(['closed', 'silent'] as const);
      this.#hub.handle({ type: 'CloseConnection', pointId, connectionId, how }, actor);
    }
  }

  #figures(pointId: PointId): Parameters<typeof this.send>[1] {
    const summoned = this.#hub.projection.point(pointId)?.point.summoned ?? 0;
    const changed = this.#random.chance(0.3) ? Math.max(0, summoned + this.#random.int(-5, 5)) : null;
    const present = this.#random.int(0, changed ?? summoned);
    const excused = this.#random.int(0, (changed ?? summoned) - present);
    const wrong = this.#random.chance(0.1) ? 1 : 0;
    const unexcused = (changed ?? summoned) - present - excused + wrong;
    return { count: { present, excused, unexcused, guests: this.#random.int(0, 3) }, summoned: changed };
  }

  #report(): void {
    const actor = this.#operator(this.#point());
    const fences = this.#hub.projection.device(actor.deviceId)?.fences ?? [];
    const seq = (this.#seqs.get(actor.deviceId) ?? 0) + 1;
    this.#seqs.set(actor.deviceId, seq);
    const old = this.#random.chance(0.2) ? this.#random.int(1, 3) : 0;
    const pen = { fence: fences.length > 0 ? this.#random.pick(fences) : 0, seq: Math.max(1, seq - old) };
    this.send(actor, this.#figures(actor.pointId), actor.pointId, pen);
  }

  #reportOnBehalf(): void {
    const pointId = this.#point();
    this.send(ADMIN, this.#figures(pointId), pointId, null);
  }

  send(
    actor: Actor,
    figures: {
      count: { present: number; excused: number; unexcused: number; guests: number };
      summoned: number | null;
    },
    pointId: PointId,
    pen: { fence: number; seq: number } | null,
  ): void {
    const rounds = this.#hub.projection.session()?.rounds ?? [];
    if (rounds.length === 0) return;
    const roundId = this.#random.chance(0.8) ? (rounds.at(-1)?.id as RoundId) : this.#random.pick(rounds).id;
    const reason = figures.summoned === null ? null : 'transferred';
    this.#hub.handle(
      { type: 'ReportHeadcount', pointId, roundId, ...figures, reason, noteId: null, confirmed: true, pen },
      actor,
    );
  }

  #remind(): void {
    const round = this.#hub.projection.session()?.rounds.at(-1);
    if (!round) return;
    const points = this.#random.chance(0.4) ? 'all' : [this.#point()];
    this.#hub.handle({ type: 'RemindPoints', roundId: round.id, points });
  }

  #fault(): void {
    const actor = this.#operator(this.#point());
    const fault = this.#random.pick(FAULTS);
    const present = this.#random.chance(0.6);
    this.#hub.handle({ type: 'ReportFault', pointId: actor.pointId, fault, present }, actor);
  }

  #word(): void {
    const actor = this.#operator(this.#point());
    this.#hub.handle({ type: 'GiveWord', pointId: actor.pointId, seesAndHears: this.#random.chance(0.8) }, actor);
  }

  /** As the alarm would, only not at the right moment. */
  #review(): void {
    for (const pointId of this.#points) this.#hub.handle({ type: 'ReviewLink', pointId });
    for (const { id } of [...this.#hub.projection.openIncidents()]) {
      this.#hub.handle({ type: 'ReviewIncident', incidentId: id });
      this.#hub.handle({ type: 'EscalateIncident', incidentId: id });
    }
    this.#hub.handle({ type: 'ReviewCommonCause' });
  }

  #round(): void {
    const open = this.#hub.projection.session()?.rounds.find((round) => round.frozenAt === null);
    if (open && this.#random.chance(0.5)) return;
    if (open) this.#hub.handle({ type: 'FreezeRound', roundId: open.id });
    else {
      const roundId = `r${++this.#made}` as RoundId;
      this.#hub.handle({ type: 'OpenRound', roundId, kind: 'opening', name: '', deadlineAt: null });
    }
  }

  #incident(): void {
    const open = [...this.#hub.projection.openIncidents()];
    if (open.length === 0) return;
    const { id } = this.#random.pick(open);
    const type = this.#random.pick(['AcknowledgeIncident', 'ResolveIncident', 'NoteIncident'] as const);
    if (type !== 'NoteIncident') return void this.#hub.handle({ type, incidentId: id }, this.#technician);
    const textId = `note-${++this.#made}` as PersonalId;
    const said = { id: textId, kind: 'text', value: `Ghi chú ${this.#made}` } as const;
    this.#hub.handle({ type, incidentId: id, textId }, this.#technician, [said]);
  }

  #roster(): void {
    const random = this.#random;
    const n = random.int(1, this.#points.length);
    const contactId = `contact-${++this.#made}` as PersonalId;
    const point = somePoint(n, {
      name: `Điểm ${this.#made}`,
      area: random.pick(AREAS),
      technician: random.pick(TECHNICIANS),
      summoned: random.int(20, 60),
      linkKind: random.pick(LINK_KINDS),
      contactId,
    });
    const contact = { name: '', phone: `+84${this.#made}`, backupPhone: '' };
    const held = this.#hub.projection.point(point.id);
    if (held && !held.retired && random.chance(0.25)) this.#hub.handle({ type: 'RetirePoint', pointId: point.id });
    else {
      const type = held && !held.retired ? 'EditPoint' : 'AddPoint';
      this.#hub.handle({ type, point }, ADMIN, [{ id: contactId, kind: 'contact', value: contact }]);
    }
  }

  #device(): void {
    const pointId = this.#point();
    const point = this.#hub.projection.point(pointId);
    if (!point || point.retired) return;
    const waiting = point.deviceIds.find((id) => this.#hub.projection.device(id)?.standing === 'waiting');
    if (waiting && this.#random.chance(0.7)) {
      const as = this.#random.pick(['assistant', 'take-over'] as const);
      this.#hub.handle({ type: 'AdmitDevice', deviceId: waiting, as });
    } else if (point.deviceIds.length > 2) {
      this.#hub.handle({ type: 'RevokeDevice', deviceId: this.#random.pick(point.deviceIds) });
    } else this.#hub.claim(pointId, `${pointId}-${++this.#made}`);
  }

  #session(): void {
    const session = this.#hub.projection.session();
    if (!session) return;
    const { id: _, timeZone: __, ...head } = session.head satisfies SessionHead;
    if (this.#random.chance(0.6)) {
      this.#hub.handle({ type: 'EditSession', change: { ...head, title: `Hội nghị ${++this.#made}` } });
    } else if (this.#random.chance(0.3)) this.#hub.handle({ type: 'EnterPhase', phase: this.#random.pick(PHASES) });
    else if (session.phase === 'ended' && REOPEN_WINDOW_MS > 0) this.#hub.handle({ type: 'EnterPhase', phase: 'live' });
  }
}
