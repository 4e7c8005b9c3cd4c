import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import { Switches } from '../ui/switches.tsx';
import { switchTo, t } from './text.ts';

/** Of the window itself, however large its text: on a desk with large letters nobody is sent to another computer. */
const TOO_NARROW = '(max-width: 900px)';

interface SmallScreen {
  /** The window is too narrow for the page, and nobody has said to open it all the same. */
  readonly asks: ReadonlySignal<boolean>;
  readonly goOn: () => void;
}

export function watchSmallScreen(): SmallScreen {
  const narrow = matchMedia(TOO_NARROW);
  const isNarrow = signal(narrow.matches);
  const accepted = signal(false);
  narrow.addEventListener('change', () => (isNarrow.value = narrow.matches));
  return { asks: computed(() => isNarrow.value && !accepted.value), goOn: () => (accepted.value = true) };
}

/** On a telephone: where to open the control room instead, and the way on for whoever has nothing else at hand. */
export function SmallScreenNote({ title, onGoOn }: { readonly title: string; readonly onGoOn: () => void }) {
  const words = t().smallScreen;
  return (
    <main class="small-screen">
      <h1>{t().title}</h1>
      <p class="dim">{title}</p>
      <p>{words.body}</p>
      <button type="button" class="btn primary" onClick={onGoOn}>
        {words.goOn}
      </button>
      <Switches switchTo={switchTo} />
    </main>
  );
}
