import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CLIENT_DIR, ROOT } from './paths.ts';

const SOURCES = [CLIENT_DIR, join(ROOT, 'shared')];
const SKIPPED = new Set(['node_modules', 'dist', 'gallery']);

/** The phone page is built apart from the others, see there. */
export const PAGE_CONFIGS = ['vite.config.ts', 'vite.phone.config.ts'] as const;

interface Vite {
  build(options: {
    readonly configFile: string;
    readonly logLevel: 'warn';
    readonly base?: string;
    readonly build?: object;
  }): Promise<unknown>;
}

/** Vite belongs to the client package and is found from there. */
export async function loadVite(): Promise<Vite> {
  const found = createRequire(join(CLIENT_DIR, 'package.json')).resolve('vite');
  return (await import(pathToFileURL(found).href)) as Vite;
}

/** True when there are no pages, or a source is newer than they are. */
export async function arePagesOld(): Promise<boolean> {
  const built = await stat(join(CLIENT_DIR, 'dist', 'index.html')).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  const newest = Math.max(...(await Promise.all(SOURCES.map(newestIn))));
  return built <= newest;
}

/** True when it built. */
export async function buildPagesIfOld(): Promise<boolean> {
  if (!(await arePagesOld())) return false;
  const vite = await loadVite();
  const held = process.env['NODE_ENV'];
  // Vite leaves a mode that is set as it is, and in a test's it would build larger pages than are ever served.
  process.env['NODE_ENV'] = 'production';
  try {
    // In this order: the first empties the folder.
    for (const config of PAGE_CONFIGS) await vite.build({ configFile: join(CLIENT_DIR, config), logLevel: 'warn' });
  } finally {
    if (held === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = held;
  }
  return true;
}

async function newestIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const times = await Promise.all(
    entries
      .filter(({ name }) => !SKIPPED.has(name))
      .map(async (entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? newestIn(path) : (await stat(path)).mtimeMs;
      }),
  );
  return Math.max(0, ...times);
}
