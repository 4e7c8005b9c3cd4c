import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** The chunk that becomes `/sw.js`: an address that never changes, because browsers look there for newer ones. */
export const WORKER_ENTRY = 'sw';

/** Pictures need the network anyway, and are most of what the page can fetch. */
const NOT_KEPT = /^assets\/video-/;

/** Files under fixed names that the page asks for (`/browser-check.js`). */
const FIXED = /(?:src|href)="(\/[^"]+)"/g;

/** Tells the service worker which files the phone page consists of, by reading them off the finished build. */
export function offlineWorker(): Plugin {
  let publicDir = '';
  return {
    name: 'offline-worker',
    apply: 'build',
    enforce: 'post',
    configResolved: (config) => void (publicDir = config.publicDir),
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const worker = Object.values(bundle).find((file) => file.type === 'chunk' && file.name === WORKER_ENTRY);
        if (worker?.type !== 'chunk') throw new Error('the build has no service worker');
        const hash = createHash('sha256');
        const files: string[] = [];
        const page = bundle['point.html'];
        if (page?.type !== 'asset') throw new Error('the build has no phone page');
        for (const [, path = ''] of String(page.source).matchAll(FIXED)) {
          // What only an installing phone asks for is not needed without a network.
          if (Object.hasOwn(bundle, path.slice(1)) || !path.endsWith('.js')) continue;
          hash.update(path).update(readFileSync(join(publicDir, path)));
          files.push(path);
        }
        for (const [name, file] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1))) {
          if (file === worker || name.endsWith('.map') || NOT_KEPT.test(name)) continue;
          hash.update(name).update(file.type === 'chunk' ? file.code : file.source);
          files.push(name.endsWith('.html') ? '/point' : `/${name}`);
        }
        worker.code = worker.code
          .replaceAll('PAGE_FILES', JSON.stringify(files))
          .replaceAll('PAGE_VERSION', JSON.stringify(hash.update(worker.code).digest('hex').slice(0, 16)));
      },
    },
  };
}
