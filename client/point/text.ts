import type { PointText } from '@hub/shared/text/point-vi.ts';
import { entryText } from '../ui/text.ts';

export const { t, load, switchTo } = entryText<PointText>({
  vi: async () => (await import('@hub/shared/text/point-vi.ts')).pointVi,
  en: async () => (await import('@hub/shared/text/point-en.ts')).pointEn,
});
