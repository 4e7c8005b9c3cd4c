import { effect, signal } from '@preact/signals-core';
import { language, type Language } from './text.ts';

export interface LazyText<T> {
  /** Resolves once the words are here; from then on they follow the page's language. */
  readonly load: () => Promise<void>;
  readonly words: () => T;
}

/** The words of a part that is fetched once the page is up. */
export function lazyText<T>(loaders: Record<Language, () => Promise<T>>): LazyText<T> {
  const dictionary = signal<T | null>(null);
  return {
    async load() {
      dictionary.value = await loaders[language.peek()]();
      effect(() => {
        // Without a network the words stay in the language they are in.
        loaders[language.value]().then(
          (words) => (dictionary.value = words),
          () => undefined,
        );
      });
    },
    words() {
      if (dictionary.value === null) throw new Error('words were read before they were loaded');
      return dictionary.value;
    },
  };
}
