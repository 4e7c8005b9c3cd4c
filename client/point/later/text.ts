import type { LaterText } from '@hub/shared/text/later-vi.ts';
import { lazyText } from '../../ui/lazy-text.ts';

export const { load: loadLater, words: later } = lazyText<LaterText>({
  vi: async () => (await import('@hub/shared/text/later-vi.ts')).laterVi,
  en: async () => (await import('@hub/shared/text/later-en.ts')).laterEn,
});
