import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { plainPrivates } from './plain-privates.ts';
import { plainWords } from './plain-words.ts';
import { precompress } from './precompress.ts';
import { trimTransport } from './trim-transport.ts';

const at = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/**
 * One page per role; the operator's is built by vite.phone.config.ts. The hub serves the pages under a content security
 * policy without inline script or style, so nothing here may inline: no preload polyfill, no data: assets.
 */
export default defineConfig({
  root: at('.'),
  base: '/',
  plugins: [trimTransport(), plainPrivates(), plainWords(), precompress()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // MapLibre's package calls its worker free of side effects; imported for them, it would be dropped.
  worker: { rollupOptions: { treeshake: false } },
  build: {
    outDir: at('dist'),
    emptyOutDir: true,
    // The phones villages have.
    target: ['chrome87', 'safari14'],
    cssTarget: ['chrome87', 'safari14'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The libraries of the map and of pictures, each fetched only by who looks at one.
    chunkSizeWarningLimit: 1_200,
    rollupOptions: {
      input: {
        start: at('index.html'),
        control: at('control.html'),
        wall: at('wall.html'),
        technician: at('technician.html'),
        admin: at('admin.html'),
      },
    },
  },
});
