import { Icon } from './icon.tsx';
import { MINUS, PLUS } from './icons.ts';

interface StepperProps {
  readonly label: string;
  readonly hint: string;
  readonly less: string;
  readonly more: string;
  /** Null while nothing has been typed: shown empty, never as 0 (H1). */
  readonly value: number | null;
  readonly max: number;
  readonly onChange: (value: number | null) => void;
}

/**
 * A number with big − and + beside it that can also be typed. By keyboard it is one stop and not three: the arrows do
 * what the buttons do.
 */
export function Stepper({ label, hint, less, more, value, max, onChange }: StepperProps) {
  const step = (by: number): void => onChange(Math.min(max, Math.max(0, (value ?? 0) + by)));
  const name = `${label} ${hint}`;
  return (
    <div class="stepper" role="group" aria-label={name}>
      <span class="stepper-label">
        {label}
        <small>{hint}</small>
      </span>
      <button
        type="button"
        tabIndex={-1}
        aria-label={`${less}: ${name}`}
        disabled={value === null || value === 0}
        onClick={() => step(-1)}
      >
        <Icon of={MINUS} size={24} weight={2.25} />
      </button>
      <input
        inputMode="numeric"
        autocomplete="off"
        aria-label={name}
        placeholder="—"
        value={value ?? ''}
        onKeyDown={(event) => {
          const by = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
          if (by === 0) return;
          event.preventDefault();
          step(by);
        }}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => {
          const digits = event.currentTarget.value.replace(/\D/g, '');
          // What is not a digit must not stay on the screen beside a number that does not hold it.
          event.currentTarget.value = digits;
          onChange(digits === '' ? null : Math.min(max, Number(digits)));
        }}
      />
      <button
        type="button"
        tabIndex={-1}
        aria-label={`${more}: ${name}`}
        disabled={value === max}
        onClick={() => step(1)}
      >
        <Icon of={PLUS} size={24} weight={2.25} />
      </button>
    </div>
  );
}
