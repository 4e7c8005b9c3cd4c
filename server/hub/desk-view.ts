import type { DeviceId } from '@hub/shared/model/ids.ts';
import type { DeskView, StaffMember } from '@hub/shared/view/row.ts';
import { isAtDesk } from '../domain/decide-assign.ts';
import { type BoardSource, labelOf, textOf } from './board-source.ts';

/** Who can be given points, and the notes of the last changes of shift. */
export function deskView(source: BoardSource): DeskView {
  const label = (id: DeviceId): string => labelOf(source, id) ?? '';
  const staff: StaffMember[] = [];
  for (const { id, role } of source.devices()) {
    if (role !== 'operator' && isAtDesk(source, id)) staff.push({ id, label: label(id), role });
  }
  return {
    staff,
    handovers: (source.session()?.handovers ?? []).map(({ id, at, by, to, textId, readBy }) => ({
      id,
      at,
      by: label(by),
      byId: by,
      to: to === null ? null : label(to),
      toId: to,
      text: textOf(source.personal(textId)),
      readBy: readBy.map((reader) => ({ id: reader.deviceId, label: label(reader.deviceId), at: reader.at })),
    })),
  };
}
