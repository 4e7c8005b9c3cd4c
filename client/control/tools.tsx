import type { LinkState } from '@hub/shared/model/link.ts';
import type { Totals } from '@hub/shared/view/row.ts';
import { Icon } from '../ui/icon.tsx';
import { GRID, MAP, TABLE, TIMELINE, VIDEO } from '../ui/icons.ts';
import { Mark } from '../ui/mark.tsx';
import { MIX_ORDER, STATE_LETTER } from '../ui/states.ts';
import { num } from '../ui/text.ts';
import type { Look } from './control-props.ts';
import { t } from './text.ts';

interface ToolsProps {
  readonly totals: Totals;
  readonly look: Look;
  readonly onLook: (look: Look) => void;
  readonly filter: ReadonlySet<LinkState>;
  readonly onFilter: (state: LinkState) => void;
  readonly onClear: () => void;
  /** Brings the strip back; null while it is there. */
  readonly onStrip: (() => void) | null;
}

/** The four looks at the one state, and its counters, which filter. */
export function Tools({ totals, look, onLook, filter, onFilter, onClear, onStrip }: ToolsProps) {
  const words = t();
  const tab = (one: Look, word: string, icon: string, key: string) => (
    <button type="button" class="tab" aria-pressed={look === one} onClick={() => onLook(one)}>
      <Icon of={icon} size={15} />
      {word}
      <kbd class="only-wide">{key}</kbd>
    </button>
  );
  return (
    <div class="tools">
      <div class="tabs" role="group" aria-label={words.looks}>
        {tab('map', words.map.look, MAP, '1')}
        {tab('grid', words.grid, GRID, '2')}
        {tab('table', words.table, TABLE, '3')}
        {tab('pictures', words.watch.look, VIDEO, '4')}
      </div>
      <span class="div" />
      <div class="chips" role="group" aria-label={words.stateFilter}>
        {MIX_ORDER.map((state) => (
          <button
            key={state}
            type="button"
            class="chip"
            aria-pressed={filter.has(state)}
            title={`${words.filterOn(words.state[state])} (${STATE_LETTER[state]})`}
            onClick={() => onFilter(state)}
          >
            <Mark state={state} size={13} decorative />
            <span class={state === 'up' ? 'chip-up' : ''}>{words.state[state]}</span>
            <b>{num(totals.byState[state])}</b>
          </button>
        ))}
        {filter.size > 0 && (
          <button type="button" class="btn ghost sm" onClick={onClear}>
            {words.clearFilter}
          </button>
        )}
      </div>
      {onStrip && (
        <button
          type="button"
          class="iconbtn strip-show"
          aria-label={words.replay.showStrip}
          title={`${words.replay.showStrip} (D)`}
          onClick={onStrip}
        >
          <Icon of={TIMELINE} size={16} />
        </button>
      )}
    </div>
  );
}
