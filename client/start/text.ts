import type { StartText } from '@hub/shared/text/start-vi.ts';
import { entryText } from '../ui/text.ts';

export const { t, load, switchTo } = entryText<StartText>({
  vi: async () => (await import('@hub/shared/text/start-vi.ts')).startVi,
  en: async () => (await import('@hub/shared/text/start-en.ts')).startEn,
});
