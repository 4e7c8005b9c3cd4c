import type { Contact } from '@hub/shared/model/point.ts';
import type { DeviceId, PersonalId, PointId, RoundId } from '@hub/shared/model/ids.ts';
import type { Incident } from '@hub/shared/model/incident.ts';
import type { Amendment, Attendant, Trend } from '@hub/shared/view/row.ts';
import type { Round } from '@hub/shared/model/session.ts';
import type { DeviceState, FrozenRoster, PointState, SessionState, StateReader } from '../domain/state.ts';

/** What views are made from: the adopted state and the personal side table. The hub's projection is one. */
export interface BoardSource extends StateReader {
  /** Sequence number of the last fact in it. */
  readonly head: number;
  openIncidents(): Iterable<Incident>;
  devices(): Iterable<DeviceState>;
  /** Who has the point open now, in the order in which they came (T4). */
  attending(pointId: PointId): readonly Attending[];
  /** The newest report that is saved and not decided; a hub that is alone has none (D4). */
  undecided(pointId: PointId, roundId: RoundId | null): Amendment | null;
  /** How the figures have gone since the current round was opened; null without one. */
  trend(): Trend | null;
  /** The value under a personal id, or undefined when there is none or it was erased (G7). */
  personal(id: PersonalId | null): unknown;
}

/** A desk that has a point open. */
export type Attending = Pick<Attendant, 'deviceId' | 'doing'>;

/** The round whose figures are shown: the one that is collected now, else the newest frozen one of this run, else none. */
export function currentRound(session: SessionState | null): Round | null {
  const rounds = roundsOfRun(session);
  return rounds.findLast((round) => round.frozenAt === null) ?? rounds.at(-1) ?? null;
}

/** All rounds of the current run, in order of opening. */
export function roundsOfRun(session: SessionState | null): readonly Round[] {
  return session ? session.rounds.filter((round) => round.run === session.run) : [];
}

/** The roster that a frozen round is about; null while a round is collected. */
export function frozenRosterOf(session: SessionState | null, roundId: RoundId | null): FrozenRoster['points'] | null {
  return session?.frozenRosters.find((frozen) => frozen.roundId === roundId)?.points ?? null;
}

/** Whom the round is about at this point, persons; null when the point is none of the round's. */
export function summonedOf({ point, retired }: PointState, frozen: FrozenRoster['points'] | null): number | null {
  if (frozen) return Object.hasOwn(frozen, point.id) ? (frozen[point.id]?.summoned ?? null) : null;
  return retired ? null : point.summoned;
}

const NOBODY: Contact = { name: '', phone: '', backupPhone: '' };

/** Who to call at a point; empty fields where nothing is known or it was erased. */
export function contactOf(source: BoardSource, id: PersonalId | null): Contact {
  const value = source.personal(id);
  if (typeof value !== 'object' || value === null) return NOBODY;
  const record = value as Readonly<Record<string, unknown>>;
  return { name: textOf(record['name']), phone: textOf(record['phone']), backupPhone: textOf(record['backupPhone']) };
}

/**
 * How staff know a device. Staff are known by the label their link was minted with ("KTV 6"), a point's device by what it
 * calls itself. Null when neither was given.
 */
export function labelOf(source: BoardSource, id: DeviceId | null): string | null {
  const device = id ? source.device(id) : undefined;
  if (!device) return null;
  const own = textOf(source.personal(device.labelId));
  const minted = textOf(source.personal(source.grant(device.grantId)?.labelId ?? null));
  return (device.role === 'operator' ? own || minted : minted || own) || null;
}

/** A personal value that is a line of text, or empty. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
