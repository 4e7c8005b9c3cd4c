import { HEADCOUNT_MAX, SUM_REASONS } from '@hub/shared/model/headcount.ts';
import type { Draft } from '../../state/report.ts';
import { num } from '../../ui/text.ts';
import { later } from './text.ts';

const NOTE_MAX = 500;

export interface ReasonsProps {
  readonly draft: Draft;
  /** Persons the roster summons here. */
  readonly summoned: number;
  readonly declared: number;
  readonly change: (change: Partial<Omit<Draft, 'roundId'>>) => void;
}

/** H3: another sum than the roster's needs a reason, and the number summoned that it is held against, said by a person. */
export function Reasons({ draft, summoned, declared, change }: ReasonsProps) {
  const words = later().reasons;
  const differs = draft.summoned !== null && draft.summoned !== declared;
  return (
    <fieldset class="reasons">
      <legend>{words.title}</legend>
      {SUM_REASONS.map((reason) => (
        <label key={reason}>
          <input type="radio" name="sum-reason" checked={draft.reason === reason} onChange={() => change({ reason })} />
          {words.reason[reason]}
        </label>
      ))}
      <label class="new-summoned" for="new-summoned">
        {words.summoned(num(summoned))}
      </label>
      <input
        class="note"
        id="new-summoned"
        inputMode="numeric"
        autocomplete="off"
        value={draft.summoned ?? ''}
        aria-describedby="new-summoned-hint"
        onInput={(event) => {
          const digits = event.currentTarget.value.replace(/\D/g, '');
          event.currentTarget.value = digits;
          change({ summoned: digits === '' ? null : Math.min(HEADCOUNT_MAX, Number(digits)) });
        }}
      />
      <p class={differs ? 'hint t-error' : 'hint'} id="new-summoned-hint" role="status">
        {differs ? words.mismatch(num(declared), num(draft.summoned ?? 0)) : words.hint}
      </p>
      <input
        class="note"
        aria-label={words.note}
        placeholder={words.note}
        maxLength={NOTE_MAX}
        value={draft.note}
        onInput={(event) => change({ note: event.currentTarget.value })}
      />
    </fieldset>
  );
}
