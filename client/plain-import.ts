import type { Plugin } from 'vite';

/**
 * Leaves a dynamic import as the browser has it. Vite's own helper also fetches the styles of lazily loaded parts, of
 * which the phone page has none, and costs it 1 KB.
 */
export function plainImport(): Plugin {
  return {
    name: 'plain-import',
    enforce: 'pre',
    load: {
      order: 'pre',
      handler: (id) =>
        id.endsWith('vite/preload-helper.js') ? 'export const __vitePreload = (load) => load();' : null,
    },
  };
}
