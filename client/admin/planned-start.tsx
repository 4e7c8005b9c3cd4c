import { moment } from './moment.ts';
import { t } from './text.ts';

interface PlannedStartProps {
  /** As the field has it: local, "2022-09-11T08:00", or empty. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function PlannedStart({ value, onChange }: PlannedStartProps) {
  return (
    <label class="field">
      <span>{t().session.plannedAt}</span>
      <input
        class="input"
        type="datetime-local"
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}

/** What is asked about a beginning that is past. */
export function pastStart(start: number, timeZone: string): string {
  return t().session.pastStart(moment(start, timeZone));
}
