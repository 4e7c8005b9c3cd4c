import { Icon } from './icon.tsx';
import { SEARCH } from './icons.ts';

export interface FindBoxProps {
  readonly query: string;
  readonly label: string;
  readonly onQuery: (query: string) => void;
}

/** Looks through the list below it, as one types. */
export function FindBox({ query, label, onQuery }: FindBoxProps) {
  return (
    <label class="find">
      <Icon of={SEARCH} size={14} />
      <input
        type="search"
        value={query}
        placeholder={label}
        aria-label={label}
        onInput={(event) => onQuery(event.currentTarget.value)}
      />
    </label>
  );
}
