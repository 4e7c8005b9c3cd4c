import type { TechnicianText } from '@hub/shared/text/technician-vi.ts';
import { entryText } from '../ui/text.ts';

/** The rail and the drawer are the control room's and bring their own words: load and switch those of `control/text.ts` too. */
export const { t, load, switchTo } = entryText<TechnicianText>({
  vi: async () => (await import('@hub/shared/text/technician-vi.ts')).technicianVi,
  en: async () => (await import('@hub/shared/text/technician-en.ts')).technicianEn,
});
