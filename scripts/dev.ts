import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { loadVite } from './lib/build-pages.ts';
import { readOptions } from './lib/options.ts';
import { CLIENT_DIR, ROOT } from './lib/paths.ts';

const HELP = `
npx pnpm dev: the hub, restarted when its code changes, and the pages, built again when theirs does.

The hub serves the built pages itself, under the rules they will live under in service; reload to see a change.
Settings as for npx pnpm start; sign-in links are printed at each start.
`;

readOptions(HELP, {});
const vite = await loadVite();
await vite.build({
  configFile: join(CLIENT_DIR, 'vite.config.ts'),
  logLevel: 'warn',
  build: { watch: {}, minify: false, sourcemap: true },
});
const hub = spawn(process.execPath, ['--watch', '--watch-preserve-output', join(ROOT, 'scripts', 'start.ts')], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, HUB_PRINT_LINKS: '1' },
});
const end = (signal: NodeJS.Signals): void => void hub.kill(signal);
process.once('SIGINT', () => end('SIGINT'));
process.once('SIGTERM', () => end('SIGTERM'));
hub.once('exit', (code) => process.exit(code ?? 0));
