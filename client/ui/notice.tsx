import { signal } from '@preact/signals-core';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { CHECK, CIRCLE_ALERT, CROSS } from './icons.ts';
import { common } from './text.ts';

export interface Notice {
  readonly id: number;
  readonly tone: 'done' | 'news' | 'error';
  readonly words: string;
}

/** "Done": long enough for who waits for it; a copied line can be seen where it is pasted. What nobody waited for is read through. */
const SHOWN_MS = { done: 2_000, news: 10_000, error: 10_000 };
const notices = signal<readonly Notice[]>([]);
let lastId = 0;

/** Says what came of an action. It goes by itself; what is to be read not while a pointer or the keyboard is on it. */
export function notify(tone: Notice['tone'], words: string): void {
  // Not read as a signal: an effect that says something must not run again because it was said.
  notices.value = [...notices.peek().slice(-2), { id: ++lastId, tone, words }];
}

function dismiss(id: number): void {
  notices.value = notices.peek().filter((notice) => notice.id !== id);
}

/** All of them, or what is done apart from the rest: a desk shows that in its bar, where it covers nothing. */
export function Notices({ of: only }: { readonly of?: 'done' | 'rest' }) {
  const shown = notices.value.filter(({ tone }) => only === undefined || (tone === 'done') === (only === 'done'));
  return (
    <div class={only === undefined ? 'notices' : `notices of-${only}`} role="status" aria-live="polite">
      {shown.map((notice) => (
        <Line key={notice.id} {...notice} />
      ))}
    </div>
  );
}

function Line({ id, tone, words }: Notice) {
  const [held, setHeld] = useState(false);
  const hold = (): void => setHeld(true);
  const release = (): void => setHeld(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismiss(id), SHOWN_MS[tone]);
    return () => clearTimeout(timer);
  }, [held]);
  useEffect(() => {
    if (tone === 'done') return;
    const onKey = (event: KeyboardEvent): void => {
      // A question over the page is closed first, one notice after the other, and before the drawer.
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('[role=dialog]')) return;
      event.preventDefault();
      dismiss(id);
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, []);
  return (
    <div class={`notice ${tone}`} onMouseEnter={hold} onMouseLeave={release} onFocusIn={hold} onFocusOut={release}>
      <Icon of={tone === 'done' ? CHECK : CIRCLE_ALERT} size={18} weight={2} />
      <span>{words}</span>
      {tone !== 'done' && (
        <button type="button" class="iconbtn" aria-label={common().dismiss} onClick={() => dismiss(id)}>
          <Icon of={CROSS} />
        </button>
      )}
    </div>
  );
}
