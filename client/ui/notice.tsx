import { signal } from '@preact/signals-core';
import { Icon } from './icon.tsx';
import { CHECK, CIRCLE_ALERT, CROSS } from './icons.ts';
import { common } from './text.ts';

export interface Notice {
  readonly id: number;
  readonly tone: 'done' | 'error';
  readonly words: string;
}

const DONE_SHOWN_MS = 5_000;
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

export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map(({ id, tone, words }) => (
        <div key={id} class={`notice ${tone}`}>
          <Icon of={tone === 'done' ? CHECK : CIRCLE_ALERT} size={18} weight={2} />
          <span>{words}</span>
          <button type="button" class="iconbtn" aria-label={common().dismiss} onClick={() => dismiss(id)}>
            <Icon of={CROSS} />
          </button>
        </div>
      ))}
    </div>
  );
}
