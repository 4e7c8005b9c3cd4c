import type { PointId } from '@hub/shared/model/ids.ts';
import type { RosterLine } from '@hub/shared/model/point.ts';
import { ROSTER_FIELDS } from '@hub/shared/model/roster-check.ts';
import type { RosterCheck, RosterCorrection, RosterField } from '@hub/shared/model/roster-check.ts';

export type FieldValue = string | number | null;

export interface FieldChange {
  readonly field: RosterField;
  readonly from: FieldValue;
  readonly to: FieldValue;
}

export interface RosterDiff {
  readonly added: readonly PointId[];
  readonly changed: readonly { readonly id: PointId; readonly fields: readonly FieldChange[] }[];
  readonly unchanged: readonly PointId[];
  /** Points of the session that the file does not name. */
  readonly missing: readonly PointId[];
}

/** What an import of `checked` will change in `current`, by point code. */
export function diffRoster(current: readonly RosterLine[], checked: readonly RosterLine[]): RosterDiff {
  const before = new Map(current.map((line) => [line.id, line]));
  const named = new Set(checked.map((line) => line.id));
  const added: PointId[] = [];
  const unchanged: PointId[] = [];
  const changed: { id: PointId; fields: FieldChange[] }[] = [];
  for (const line of checked) {
    const old = before.get(line.id);
    if (old === undefined) {
      added.push(line.id);
      continue;
    }
    const fields = ROSTER_FIELDS.flatMap((field) => {
      const [from, to] = [fieldOf(old, field), fieldOf(line, field)];
      return from === to ? [] : [{ field, from, to }];
    });
    if (fields.length === 0) unchanged.push(line.id);
    else changed.push({ id: line.id, fields });
  }
  return { added, changed, unchanged, missing: current.map((line) => line.id).filter((id) => !named.has(id)) };
}

/**
 * The lines to import over `current`: a field for which the file has no column keeps what the session holds,
 * so a list without short names does not undo the ones edited on the page. A value that was typed for this import stays.
 */
export function keepMissingColumns(
  current: readonly RosterLine[],
  { points, columns, rows }: Pick<RosterCheck, 'points' | 'columns' | 'rows'>,
  corrections: readonly RosterCorrection[] = [],
): readonly RosterLine[] {
  const before = new Map(current.map((line) => [line.id, line]));
  const present = new Set(columns.map(({ field }) => field));
  const absent = ROSTER_FIELDS.filter((field) => !present.has(field) && field !== 'id');
  const rowOf = new Map(rows.map(({ row, point }) => [point, row]));
  const typed = new Set(corrections.filter(({ value }) => value !== '').map(({ row, field }) => `${row} ${field}`));
  return points.map((line, place) => {
    const old = before.get(line.id);
    if (old === undefined) return line;
    const row = rowOf.get(place);
    return absent.reduce((kept, field) => (typed.has(`${row} ${field}`) ? kept : withField(kept, field, old)), line);
  });
}

function fieldOf(line: RosterLine, field: RosterField): FieldValue {
  switch (field) {
    case 'contactName':
      return line.contact.name;
    case 'phone':
    case 'backupPhone':
      return line.contact[field];
    default:
      return line[field];
  }
}

function withField(line: RosterLine, field: RosterField, from: RosterLine): RosterLine {
  switch (field) {
    case 'contactName':
      return { ...line, contact: { ...line.contact, name: from.contact.name } };
    case 'phone':
    case 'backupPhone':
      return { ...line, contact: { ...line.contact, [field]: from.contact[field] } };
    default:
      return { ...line, [field]: from[field] };
  }
}
