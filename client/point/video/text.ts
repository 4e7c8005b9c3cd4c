import type { VideoText } from '@hub/shared/text/video-vi.ts';
import { lazyText } from '../../ui/lazy-text.ts';

export const { load: loadVideo, words: video } = lazyText<VideoText>({
  vi: async () => (await import('@hub/shared/text/video-vi.ts')).videoVi,
  en: async () => (await import('@hub/shared/text/video-en.ts')).videoEn,
});
