import { signal } from '@preact/signals-core';
import { Icon } from './icon.tsx';
import { CHECK, CIRCLE_ALERT, CROSS } from './icons.ts';
import { common } from './text.ts';

export interface Notice {
  readonly id: number;
  readonly tone: 'done' | 'error';
  readonly words: string;
}

/** Long enough to be read by who waits for it; a copied line can be seen where it is pasted. */
const DONE_SHOWN_MS = 2_000;
const notices = signal<readonly Notice[]>([]);
let lastId = 0;

/** Says what came of an action. "Done" goes by itself; an error stays until it is read. */
export function notify(tone: Notice['tone'], words: string): void {
  const id = ++lastId;
  notices.value = [...notices.value.slice(-2), { id, tone, words }];
  if (tone === 'done') setTimeout(() => dismiss(id), DONE_SHOWN_MS);
}

function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** All of them, or those of one tone: a desk shows what is done in its bar, where it covers nothing. */
export function Notices({ tone: only }: { readonly tone?: Notice['tone'] }) {
  const shown = notices.value.filter(({ tone }) => only === undefined || tone === only);
  return (
    <div class={only === undefined ? 'notices' : `notices of-${only}`} role="status" aria-live="polite">
      {shown.map(({ id, tone, words }) => (
        <div key={id} class={`notice ${tone}`}>
          <Icon of={tone === 'done' ? CHECK : CIRCLE_ALERT} size={18} weight={2} />
          <span>{words}</span>
          {tone === 'error' && (
            <button type="button" class="iconbtn" aria-label={common().dismiss} onClick={() => dismiss(id)}>
              <Icon of={CROSS} />
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
