import type { AdminText } from '@hub/shared/text/admin-vi.ts';
import { entryText } from '../ui/text.ts';

export const { t, load, switchTo } = entryText<AdminText>({
  vi: async () => (await import('@hub/shared/text/admin-vi.ts')).adminVi,
  en: async () => (await import('@hub/shared/text/admin-en.ts')).adminEn,
});
