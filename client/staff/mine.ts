import type { Attendant, DeskView, HandoverRow, PointRow, StaffMember } from '@hub/shared/view/row.ts';
import type { RowCompare } from '../ui/kept-order.ts';

/** Whom the hub knows this screen as. */
export interface Own {
  readonly deviceId: string | null;
  /** "KTV 1"; null without one. */
  readonly label: string | null;
}

type Charge = Pick<PointRow, 'ownerId' | 'owner' | 'technician'>;

/** T1: what was taken or given, else what the roster names. A person with two screens has the same points on both. */
export function isMine({ ownerId, owner, technician }: Charge, own: Own): boolean {
  if (ownerId !== null) return ownerId === own.deviceId || (own.label !== null && owner === own.label);
  return own.label !== null && technician === own.label;
}

/** One's own points first, each part in the order asked for. */
export function mineFirst(compare: RowCompare, own: Own): RowCompare {
  return (a, b) => Number(isMine(b, own)) - Number(isMine(a, own)) || compare(a, b);
}

/** Notes for this desk that it has not read, oldest first. Its own it need not read. */
export function unreadNotes(desk: DeskView | null, deviceId: string | null): readonly HandoverRow[] {
  return (desk?.handovers ?? []).filter(
    ({ byId, toId, readBy }) =>
      byId !== deviceId && (toId === null || toId === deviceId) && !readBy.some(({ id }) => id === deviceId),
  );
}

/**
 * To whom this desk can give points or leave a note; technicians first, for that is who it mostly is. Of a name that came
 * in several times, in other browsers or earlier months, the newest: whoever bears the name has the points on each.
 */
export function colleagues(desk: DeskView | null, deviceId: string | null): readonly StaffMember[] {
  const rank = ({ role }: StaffMember): number => ['technician', 'controller', 'administrator'].indexOf(role);
  const byName = new Map<string, StaffMember>();
  for (const member of desk?.staff ?? []) {
    if (member.id !== deviceId) byName.set(member.label === '' ? member.id : `${member.role} ${member.label}`, member);
  }
  return [...byName.values()].sort(
    (a, b) => rank(a) - rank(b) || a.label.localeCompare(b.label, 'vi', { numeric: true }),
  );
}

/** The other desks that have a point open. */
export function othersAt({ attending }: Pick<PointRow, 'attending'>, deviceId: string | null): readonly Attendant[] {
  return attending.filter((one) => one.deviceId !== deviceId);
}
