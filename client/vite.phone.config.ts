import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vite';
import { offlineWorker, WORKER_ENTRY } from './offline-worker.ts';
import { plainImport } from './plain-import.ts';
import { preloadWords } from './preload-words.ts';
import base from './vite.config.ts';

/**
 * The operator's page by itself: one script and one dictionary, nothing that only other pages use. Built together with
 * them its script came in eight pieces, and 3.6 KB larger.
 */
const config = mergeConfig(base, {
  plugins: [plainImport(), preloadWords(), offlineWorker()],
  build: { emptyOutDir: false, modulePreload: false },
});
config.build.rollupOptions = {
  input: {
    point: fileURLToPath(new URL('point.html', import.meta.url)),
    [WORKER_ENTRY]: fileURLToPath(new URL('worker/sw.ts', import.meta.url)),
  },
  output: {
    entryFileNames: ({ name }: { readonly name: string }) =>
      name === WORKER_ENTRY ? '[name].js' : 'assets/[name]-[hash].js',
    // What the page shares with the part for pictures the bundler takes out of its script.
    chunkFileNames: ({ name, isDynamicEntry }: { readonly name: string; readonly isDynamicEntry: boolean }) =>
      isDynamicEntry ? `assets/${name}-[hash].js` : 'assets/point-part-[hash].js',
  },
};
export default defineConfig(config);
