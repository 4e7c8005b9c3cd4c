import type { PointId } from '@hub/shared/model/ids.ts';

interface Finder {
  readonly query: string;
  readonly onQuery: (query: string) => void;
  /** The uppermost point that matches, as the screen has them in order. */
  readonly first: () => PointId | null;
  readonly onSelect: (pointId: PointId) => void;
}

/** Keys in the search box: Enter opens the first match; Esc empties the box, and leaves it once it is empty. */
export function findKeys({ query, onQuery, first, onSelect }: Finder): (event: KeyboardEvent) => void {
  return (event) => {
    // An input method that composes "ế" has these keys for itself.
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      // Else the same key would also close the drawer.
      event.preventDefault();
      if (query !== '') onQuery('');
      else if (event.currentTarget instanceof HTMLElement) event.currentTarget.blur();
    } else if (event.key === 'Enter' && query.trim() !== '') {
      const found = first();
      if (found !== null) onSelect(found);
    }
  };
}
