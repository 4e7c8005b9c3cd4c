import type { LaterText } from '@hub/shared/text/later-vi.ts';
import { effect, signal } from '@preact/signals-core';
import { language } from '../../ui/text.ts';

const LOADERS = {
  vi: async () => (await import('@hub/shared/text/later-vi.ts')).laterVi,
  en: async () => (await import('@hub/shared/text/later-en.ts')).laterEn,
};

const dictionary = signal<LaterText | null>(null);

/** Resolves once the words are here; from then on they follow the page's language. */
export async function loadLater(): Promise<void> {
  dictionary.value = await LOADERS[language.peek()]();
  effect(() => {
    // Without a network the words stay in the language they are in.
    LOADERS[language.value]().then(
      (words) => (dictionary.value = words),
      () => undefined,
    );
  });
}

export function later(): LaterText {
  if (dictionary.value === null) throw new Error('words were read before they were loaded');
  return dictionary.value;
}
