import { ASSIGNED_AT_ONCE_MAX } from '@hub/shared/model/access.ts';
import type { PointRow, StaffMember } from '@hub/shared/view/row.ts';
import { listName } from '@hub/shared/view/names.ts';
import { useState } from 'preact/hooks';
import { t } from '../control/text.ts';
import type { StaffActions } from '../control/control-props.ts';
import { Dialog } from '../ui/dialog.tsx';
import { num } from '../ui/text.ts';
import type { Own } from './mine.ts';

/** Stands for "whom the roster names" among the choices: no device has an empty id. */
const ROSTER = '';

export function memberName({ label }: Pick<StaffMember, 'label'>): string {
  return label === '' ? t().shift.unnamed : label;
}

interface StaffSelectProps {
  readonly label: string;
  readonly staff: readonly StaffMember[];
  /** What the empty choice means. */
  readonly none: string;
  readonly value: string;
  readonly onChange: (id: string) => void;
}

export function StaffSelect({ label, staff, none, value, onChange }: StaffSelectProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select class="input" data-autofocus value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {staff.map((member) => (
          <option key={member.id} value={member.id}>
            {memberName(member)}, {t().drawer.role[member.role]}
          </option>
        ))}
        <option value={ROSTER}>{none}</option>
      </select>
    </label>
  );
}

interface AssignDialogProps {
  readonly points: readonly PointRow[];
  readonly staff: readonly StaffMember[];
  readonly own: Own;
  readonly actions: StaffActions;
  readonly onClose: () => void;
}

/** T2: one point or many to a colleague, or back to whom the roster names. */
export function AssignDialog({ points, staff, own, actions, onClose }: AssignDialogProps) {
  const words = t();
  const [to, setTo] = useState<string>(staff[0]?.id ?? ROSTER);
  const [only] = points;
  const tooMany = points.length > ASSIGNED_AT_ONCE_MAX;
  const member = staff.find(({ id }) => id === to);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (tooMany) return;
    passAll(points, member?.id ?? null, own, actions);
    onClose();
  };
  return (
    <Dialog
      title={
        points.length === 1 && only
          ? words.shift.passOne(listName(only.name))
          : words.shift.passTitle(num(points.length))
      }
      onClose={onClose}
    >
      <form class="form" onSubmit={submit}>
        <StaffSelect label={words.shift.passTo} staff={staff} none={words.shift.toRoster} value={to} onChange={setTo} />
        {staff.length === 0 && <p class="dim">{words.shift.noColleague}</p>}
        {tooMany && <p role="alert">{words.shift.tooMany(num(ASSIGNED_AT_ONCE_MAX))}</p>}
        <div class="form-end">
          <button type="button" class="btn" onClick={onClose}>
            {words.cancel}
          </button>
          <button type="submit" class="btn primary" disabled={tooMany}>
            {words.shift.confirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** What a person holds on another screen of theirs is fetched to this one first: a technician passes only what this device has. */
export function passAll(
  points: readonly PointRow[],
  to: StaffMember['id'] | null,
  own: Own,
  { takePoints, passPoints }: Pick<StaffActions, 'takePoints' | 'passPoints'>,
): void {
  const elsewhere = points.filter(
    ({ ownerId, owner }) => ownerId !== null && ownerId !== own.deviceId && own.label !== null && owner === own.label,
  );
  if (elsewhere.length > 0) {
    takePoints?.(
      elsewhere.map(({ id }) => id),
      true,
    );
  }
  passPoints?.(
    points.map(({ id }) => id),
    to,
  );
}
