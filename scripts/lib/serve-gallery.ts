import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Vite {
  createServer(options: object): Promise<{
    listen(): Promise<unknown>;
    close(): Promise<void>;
    readonly resolvedUrls: { readonly local: readonly string[] } | null;
  }>;
}

/** The client's own sources on a free port of this machine, for pages that are not part of the build. */
export async function serveGallery(clientDir: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const require = createRequire(join(clientDir, 'package.json'));
  const { createServer } = (await import(pathToFileURL(require.resolve('vite')).href)) as Vite;
  const server = await createServer({
    configFile: join(clientDir, 'vite.config.ts'),
    root: clientDir,
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
  });
  await server.listen();
  const url = server.resolvedUrls?.local[0]?.replace(/\/$/, '');
  if (url === undefined) throw new Error('the pages are not served');
  return { url, close: () => server.close() };
}
