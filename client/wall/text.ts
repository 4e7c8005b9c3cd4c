import type { WallText } from '@hub/shared/text/wall-vi.ts';
import { entryText } from '../ui/text.ts';

export const { t, load, switchTo } = entryText<WallText>({
  vi: async () => (await import('@hub/shared/text/wall-vi.ts')).wallVi,
  en: async () => (await import('@hub/shared/text/wall-en.ts')).wallEn,
});
