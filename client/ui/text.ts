import { signal } from '@preact/signals-core';
import type { CommonText } from '@hub/shared/text/common-vi.ts';
import * as format from './format.ts';
import { recall, remember } from './remember.ts';

export type Language = 'vi' | 'en';
const STORED_AS = 'lang';

export const language = signal<Language>(recall(STORED_AS) === 'en' ? 'en' : 'vi');
const commonText = signal<CommonText | undefined>(undefined);

export interface EntryText<T> {
  /** The dictionary in the current language. Read inside a component, so that a switch re-renders it. */
  readonly t: () => T;
  /** Fetches the current language's dictionary; render after it has settled. */
  readonly load: () => Promise<void>;
  /** Fetches the other language and switches once it is here; remembered for the next visit. */
  readonly switchTo: (next: Language) => Promise<void>;
}

/** An entry's dictionary, each language a chunk of its own so that a page carries only the one it shows. */
export function entryText<T extends CommonText>(loaders: Record<Language, () => Promise<T>>): EntryText<T> {
  const dictionary = signal<T | undefined>(undefined);
  async function switchTo(next: Language): Promise<void> {
    const loaded = await loaders[next]();
    dictionary.value = loaded;
    commonText.value = loaded;
    language.value = next;
    remember(STORED_AS, next);
    document.documentElement.lang = next;
  }
  return {
    t: () => present(dictionary.value),
    load: () => switchTo(language.value),
    switchTo,
  };
}

function present<T>(loaded: T | undefined): T {
  if (loaded === undefined) throw new Error('a dictionary was read before it was loaded');
  return loaded;
}

/** The words every page needs, for shared pieces. */
export const common = (): CommonText => present(commonText.value);

export const num = (value: number): string => format.integer(value, common().locale);
export const dec = (value: number, digits: number): string => format.decimal(value, digits, common().locale);
export const pct = (part: number, whole: number): string => format.percent(part, whole, common().locale);
export const lasted = (durationMs: number, short = false): string =>
  format.elapsed(durationMs, common().elapsed, short);
