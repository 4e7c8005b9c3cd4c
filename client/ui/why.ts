import type { IncidentRow, PointRow } from '@hub/shared/view/row.ts';
import type { StaffText } from '@hub/shared/text/staff-vi.ts';

type WhyWords = Pick<StaffText, 'reason' | 'reported' | 'whyAbsent' | 'whyLeft'>;
type ShortWords = Pick<StaffText, 'reasonShort' | 'cause' | 'whyAbsent' | 'whyLeft'>;

/** Why a point is in its state, in words; empty for a point that is well. */
export function whyOf(row: Pick<PointRow, 'link' | 'faults'>, words: WhyWords): string {
  if (row.link.state === 'absent') return words.whyAbsent;
  if (row.link.state === 'left') return words.whyLeft;
  const said = row.link.reasons.flatMap((reason) =>
    reason === 'operator-reported' && row.faults.length > 0
      ? row.faults.map((fault) => words.reported[fault])
      : [words.reason[reason]],
  );
  return said.map((part, i) => (i === 0 ? part : lowerFirst(part))).join(', ');
}

/** The first reason alone, in as few words as there are. */
export function whyShort(row: Pick<PointRow, 'link' | 'faults'>, words: ShortWords): string {
  if (row.link.state === 'absent') return words.whyAbsent;
  if (row.link.state === 'left') return words.whyLeft;
  const [reason] = row.link.reasons;
  if (reason === undefined) return '';
  const [fault] = row.faults;
  return reason === 'operator-reported' && fault !== undefined ? words.cause[fault] : words.reasonShort[reason];
}

type OwnerWords = Pick<StaffText, 'handledBy' | 'handledByYou' | 'handled' | 'unowned'>;

/** Who has an incident in hand. Every trouble names its owner, or says that there is none. */
export function ownerOf(
  incident: Pick<IncidentRow, 'status' | 'owner' | 'ownerId'>,
  words: OwnerWords,
  ownDeviceId: string | null = null,
): string {
  if (incident.status === 'open') return words.unowned;
  if (incident.owner === null) return words.handled;
  if (ownDeviceId !== null && incident.ownerId === ownDeviceId) return words.handledByYou(incident.owner);
  return words.handledBy(incident.owner);
}

export const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
