import { FAULT_CAUSES } from '@hub/shared/model/incident.ts';
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

/** Every reason in as few words as there are: for a narrow column that must not cut the second one away. */
export function whyBrief(row: Pick<PointRow, 'link' | 'faults'>, words: ShortWords): string {
  const { state, reasons, since } = row.link;
  if (reasons.length === 0) return whyShort(row, words);
  const parts = reasons.flatMap((reason) =>
    reason === 'operator-reported' && row.faults.length > 0
      ? row.faults.map((fault) => words.cause[fault])
      : [whyShort({ link: { state, since, reasons: [reason] }, faults: [] }, words)],
  );
  return [...new Set(parts)].map((part, i) => (i === 0 ? part : lowerFirst(part))).join(', ');
}

type SaidWords = Pick<StaffText, 'reason' | 'reported' | 'cause' | 'whyAbsent' | 'whyLeft' | 'lineSays' | 'lineWell'>;

/**
 * What an incident is about, by whose word. What the operator said and what the link shows are two things, and where both
 * are in sight each is named: "Điểm cầu báo mất mạng, đường truyền: mạng yếu".
 */
export function incidentSays(
  { cause }: Pick<IncidentRow, 'cause'>,
  row: Pick<PointRow, 'link' | 'faults'> | undefined,
  words: SaidWords,
): readonly string[] {
  const fault = FAULT_CAUSES.find((one) => one === cause);
  if (!row || fault === undefined) return [words.cause[cause]];
  const stands = row.faults.includes(fault);
  const others = row.link.reasons.filter((reason) => reason !== 'operator-reported');
  const line =
    row.link.state === 'up'
      ? words.lineWell
      : others.length > 0 &&
        words.lineSays(lowerFirst(whyOf({ link: { ...row.link, reasons: others }, faults: [] }, words)));
  return [stands ? words.reported[fault] : words.cause[cause], ...(line ? [line] : [])];
}

/** What an incident adds to the reasons of its point's link; empty where they say it already. */
export function causeBeside({ cause }: Pick<IncidentRow, 'cause'>, row: Pick<PointRow, 'faults'>): boolean {
  return cause !== 'link-lost' && cause !== 'impaired' && !row.faults.some((fault) => fault === cause);
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
