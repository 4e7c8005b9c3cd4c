import type { Command, PersonalValue } from '@hub/server/domain/commands.ts';
import { decide } from '@hub/server/domain/decide.ts';
import type { Decision, Given } from '@hub/server/domain/decision.ts';
import { type Actor, type Fact, type RecordedFact, SYSTEM } from '@hub/server/domain/events.ts';
import { DEFAULT_POLICY } from '@hub/server/domain/policy.ts';
import { affectedPoints, settlePoint } from '@hub/server/domain/settle.ts';
import { Projection } from '@hub/server/hub/projection.ts';
import type { DeviceId, GrantId, PersonalId, PointId, SessionId } from '@hub/shared/model/ids.ts';
import type { Point } from '@hub/shared/model/point.ts';
import { DEFAULT_TIME_ZONE } from '@hub/shared/model/session.ts';
import type { ManualClock } from './manual-clock.ts';

export const ADMIN: Actor = { kind: 'staff', deviceId: 'admin' as DeviceId, role: 'administrator' };

/**
 * The write path without queue and log: each command is decided, folded and told at once. For tests of what comes after
 * the commit, thousands of which have to fit into seconds.
 */
export class DirectHub {
  projection = new Projection();
  readonly facts: RecordedFact[] = [];
  readonly personal = new Map<PersonalId, unknown>();
  onAdopted: (facts: readonly RecordedFact[]) => void = () => undefined;
  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  handle(command: Command, actor: Actor = ADMIN, personal: readonly PersonalValue[] = []): Decision {
    const at = this.#clock.now();
    const given: Given = { state: this.projection, actor, at, policy: DEFAULT_POLICY, mediaConfigured: false };
    const decision = decide(given, command);
    if (!decision.ok) return decision;
    for (const { id, value } of personal) this.keepPersonal(id, value);
    const adopted: RecordedFact[] = [];
    const adopt = (fact: Fact): void => {
      const recorded: RecordedFact = {
        seq: this.facts.length + 1,
        at,
        actor: { kind: actor.kind, deviceId: actor.deviceId, role: actor.role },
        commandId: null,
        run: this.projection.session()?.run ?? 0,
        fact,
      };
      this.projection.adopt(recorded);
      this.facts.push(recorded);
      adopted.push(recorded);
    };
    for (const fact of decision.facts) adopt(fact);
    for (const pointId of affectedPoints(this.projection, command, decision.facts)) {
      for (const fact of settlePoint(given, pointId)) adopt(fact);
    }
    if (adopted.length > 0) this.onAdopted(adopted);
    return decision;
  }

  /** What a restart does: the same facts folded into a new projection, then nobody is connected (L5). */
  restart(): void {
    this.onAdopted = () => undefined;
    this.projection = new Projection();
    for (const [id, value] of this.personal) this.projection.keepPersonal({ id, value });
    for (const fact of this.facts) this.projection.adopt(fact);
    this.handle({ type: 'RestartHub' }, SYSTEM);
  }

  keepPersonal(id: PersonalId, value: unknown): void {
    this.personal.set(id, value);
    this.projection.keepPersonal({ id, value });
  }

  createSession(): void {
    this.handle({
      type: 'CreateSession',
      head: {
        id: 's1' as SessionId,
        title: 'Hội nghị trực tuyến',
        hostName: 'Thị ủy',
        hotline: '0900000001',
        timeZone: DEFAULT_TIME_ZONE,
        plannedAt: null,
      },
    });
  }

  /** A device of a point through its card: the first one holds the pen. */
  claim(pointId: PointId, name: string, label = name): Extract<Actor, { kind: 'operator' }> {
    const grantId = `card-${pointId}` as GrantId;
    const labelId = `label-${name}` as PersonalId;
    const hash = `hash-${pointId}`;
    if (!this.projection.grant(grantId)) {
      this.handle({
        type: 'MintGrant',
        grantId,
        kind: 'card',
        role: 'operator',
        pointId,
        hash,
        labelId: null,
        expiresAt: null,
      });
    }
    const deviceId = name as DeviceId;
    const claim: Command = { type: 'ClaimGrant', grantHash: hash, deviceId, keyHash: `key-${name}`, labelId };
    this.handle(claim, SYSTEM, [{ id: labelId, kind: 'text', value: label }]);
    return { kind: 'operator', deviceId, role: 'operator', pointId };
  }

  /** A member of staff through a link minted with a label ("KTV 1"). */
  hire(name: string, role: 'technician' | 'controller' | 'administrator' | 'wall'): Extract<Actor, { kind: 'staff' }> {
    const grantId = `link-${name}` as GrantId;
    const labelId = `label-${name}` as PersonalId;
    const hash = `hash-${name}`;
    this.handle(
      { type: 'MintGrant', grantId, kind: 'link', role, pointId: null, hash, labelId, expiresAt: null },
      ADMIN,
      [{ id: labelId, kind: 'staff', value: name }],
    );
    const deviceId = name as DeviceId;
    this.handle({ type: 'ClaimGrant', grantHash: hash, deviceId, keyHash: `key-${name}`, labelId: null }, SYSTEM);
    return { kind: 'staff', deviceId, role };
  }
}

/** A roster line with everything filled in; `n` makes it differ from others. */
export function somePoint(n: number, change: Partial<Point> = {}): Point {
  const code = `DC${String(n).padStart(2, '0')}`;
  return {
    id: code as PointId,
    name: `Nhà văn hóa khu phố ${n}`,
    shortName: `KP ${n}`,
    unit: `Chi bộ khu phố ${n}`,
    block: 'Xã, phường',
    area: n % 2 === 0 ? 'Phường Phố Mới' : 'Xã Tân Lập',
    summoned: 40 + n,
    kind: 'interactive',
    linkKind: 'livekit',
    carrier: 'Mạng A',
    backupLine: '',
    technician: `KTV ${n % 3}`,
    longitude: null,
    latitude: null,
    contactId: `contact-${n}` as PersonalId,
    ...change,
  };
}
