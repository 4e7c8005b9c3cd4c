import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Icon } from '../ui/icon.tsx';
import { PENCIL } from '../ui/icons.ts';
import { num } from '../ui/text.ts';
import { t } from './text.ts';

export interface RailPart {
  readonly id: string;
  readonly name: string;
  /** What stands there; 0 shows no number. */
  readonly count: number;
  /** What waits there besides, in words; null: nothing does. */
  readonly mark?: string | null;
  readonly body: () => ComponentChildren;
}

/** The right column, one part at a time: each part's number stays in sight whichever is open. */
export function Rail({ parts }: { readonly parts: readonly [RailPart, ...RailPart[]] }) {
  const [chosen, setChosen] = useState(parts[0].id);
  const list = useRef<HTMLDivElement>(null);
  const open = parts.find(({ id }) => id === chosen) ?? parts[0];
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = parts[(parts.indexOf(open) + step + parts.length) % parts.length];
    if (step === 0 || !next) return;
    event.preventDefault();
    setChosen(next.id);
    list.current?.querySelector<HTMLElement>(`#rail-${next.id}`)?.focus();
  };
  return (
    <aside class="rail">
      <div class="rail-tabs" role="tablist" aria-label={t().instructions.tabs} ref={list} onKeyDown={move}>
        {parts.map(({ id, name, count, mark }) => (
          <button
            key={id}
            id={`rail-${id}`}
            type="button"
            role="tab"
            aria-selected={id === open.id}
            aria-controls="rail-body"
            tabIndex={id === open.id ? 0 : -1}
            onClick={() => setChosen(id)}
          >
            {name} {count > 0 && <span class="n">{num(count)}</span>}
            {mark && (
              <span class="note-mark" title={mark}>
                <Icon of={PENCIL} size={12} weight={2} />
                <span class="unseen">{mark}</span>
              </span>
            )}
          </button>
        ))}
      </div>
      <div id="rail-body" role="tabpanel" aria-labelledby={`rail-${open.id}`} class="rail-body">
        {open.body()}
      </div>
    </aside>
  );
}
