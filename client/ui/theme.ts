import { signal } from '@preact/signals-core';
import { recall, remember } from './remember.ts';

export type Theme = 'light' | 'dark';

/** Each page's own default stands in its HTML; a choice made on this device overrides it for every page. */
export const theme = signal<Theme>('dark');

export function startTheme(): void {
  const stored = recall('theme');
  const own = document.documentElement.dataset['theme'];
  applyTheme(stored === 'light' || stored === 'dark' ? stored : own === 'light' ? 'light' : 'dark');
}

export function switchTheme(): void {
  const next: Theme = theme.value === 'dark' ? 'light' : 'dark';
  applyTheme(next);
  remember('theme', next);
}

function applyTheme(next: Theme): void {
  theme.value = next;
  document.documentElement.dataset['theme'] = next;
}
