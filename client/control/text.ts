import type { ControlText } from '@hub/shared/text/control-vi.ts';
import { entryText } from '../ui/text.ts';

export const { t, load, switchTo } = entryText<ControlText>({
  vi: async () => (await import('@hub/shared/text/control-vi.ts')).controlVi,
  en: async () => (await import('@hub/shared/text/control-en.ts')).controlEn,
});
