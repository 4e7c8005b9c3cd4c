import { parsePointId } from '@hub/shared/model/ids.ts';
import { LINK_KINDS, POINT_KINDS, SHORT_NAME_MAX, SUMMONED_MAX, type RosterLine } from '@hub/shared/model/point.ts';
import type { AdminText } from '@hub/shared/text/admin-vi.ts';

/** One roster line as it stands in a form: everything is text until it is saved. */
export interface RosterDraft {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly unit: string;
  readonly block: string;
  readonly area: string;
  readonly summoned: string;
  readonly kind: string;
  readonly linkKind: string;
  readonly carrier: string;
  readonly backupLine: string;
  readonly technician: string;
  readonly longitude: string;
  readonly latitude: string;
  readonly contactName: string;
  readonly phone: string;
  readonly backupPhone: string;
}

export type DraftFaults = Partial<Record<keyof RosterDraft, string>>;
export type DraftResult =
  { readonly ok: true; readonly line: RosterLine } | { readonly ok: false; readonly faults: DraftFaults };

export const BLANK_DRAFT: RosterDraft = {
  id: '',
  name: '',
  shortName: '',
  unit: '',
  block: '',
  area: '',
  summoned: '',
  kind: 'interactive',
  linkKind: 'livekit',
  carrier: '',
  backupLine: '',
  technician: '',
  longitude: '',
  latitude: '',
  contactName: '',
  phone: '',
  backupPhone: '',
};

export function draftOfLine(line: RosterLine): RosterDraft {
  const { contact, summoned, longitude, latitude, ...rest } = line;
  return {
    ...rest,
    summoned: String(summoned),
    longitude: longitude === null ? '' : String(longitude),
    latitude: latitude === null ? '' : String(latitude),
    contactName: contact.name,
    phone: contact.phone,
    backupPhone: contact.backupPhone,
  };
}

const LINE_MAX = 200;
const PHONE_MAX = 40;
type Words = Pick<
  AdminText['roster'],
  'required' | 'badCode' | 'codeTaken' | 'badNumber' | 'badCoordinate' | 'tooLong'
>;

/** The line a form holds, or what is wrong with which field, all at once. `taken`: codes of other points. */
export function lineOfDraft(draft: RosterDraft, taken: ReadonlySet<string>, words: Words): DraftResult {
  const faults: { -readonly [K in keyof DraftFaults]: DraftFaults[K] } = {};
  const text = (key: keyof RosterDraft, max = LINE_MAX): string => {
    const value = draft[key].trim().normalize('NFC');
    if ([...value].length > max) faults[key] = words.tooLong(max);
    return value;
  };
  const required = (key: keyof RosterDraft, max?: number): string => {
    const value = text(key, max);
    if (value === '') faults[key] = words.required;
    return value;
  };
  const coordinate = (key: 'longitude' | 'latitude', limit: number): number | null => {
    const value = draft[key].trim().replace(',', '.');
    if (value === '') return null;
    const number = Number(value);
    if (!Number.isFinite(number) || Math.abs(number) > limit) faults[key] = words.badCoordinate;
    return number;
  };

  const id = parsePointId(draft.id);
  if (draft.id.trim() === '') faults.id = words.required;
  else if (id === undefined) faults.id = words.badCode;
  else if (taken.has(id)) faults.id = words.codeTaken;
  const summonedText = draft.summoned.trim().replace(/\./g, '');
  const summoned = Number(summonedText);
  if (!/^\d+$/.test(summonedText) || summoned > SUMMONED_MAX) faults.summoned = words.badNumber;

  const rest = {
    name: required('name'),
    shortName: required('shortName', SHORT_NAME_MAX),
    unit: text('unit'),
    block: text('block'),
    area: text('area'),
    summoned,
    kind: POINT_KINDS.find((kind) => kind === draft.kind) ?? 'interactive',
    linkKind: LINK_KINDS.find((kind) => kind === draft.linkKind) ?? 'livekit',
    carrier: text('carrier'),
    backupLine: text('backupLine'),
    technician: text('technician'),
    longitude: coordinate('longitude', 180),
    latitude: coordinate('latitude', 90),
    contact: {
      name: text('contactName'),
      phone: text('phone', PHONE_MAX),
      backupPhone: text('backupPhone', PHONE_MAX),
    },
  };
  if (id === undefined || Object.keys(faults).length > 0) return { ok: false, faults };
  return { ok: true, line: { id, ...rest } };
}
