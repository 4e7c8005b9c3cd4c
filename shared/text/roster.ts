import type { RosterText } from './roster-vi.ts';
import { rosterEn } from './roster-en.ts';
import { rosterVi } from './roster-vi.ts';

export type RosterLang = 'vi' | 'en';

/** Both languages, for the hub and the terminal; a page imports only its own. */
export function rosterText(lang: RosterLang): RosterText {
  return lang === 'en' ? rosterEn : rosterVi;
}
