import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { loadVite, PAGE_CONFIGS } from './lib/build-pages.ts';
import { readOptions } from './lib/options.ts';
import { CLIENT_DIR, ROOT } from './lib/paths.ts';

const HELP = `
npx pnpm dev: the hub, restarted when its code changes, and the pages, built again when theirs does.

The hub serves the built pages itself, under the rules they will live under in service; reload to see a change.
Settings as for npx pnpm start; sign-in links are printed at each start.
`;

/** An editor that saves writes several times. */
const QUIET_MS = 200;

readOptions(HELP, {});
const vite = await loadVite();
for (const config of PAGE_CONFIGS) {
  await vite.build({
    configFile: join(CLIENT_DIR, config),
    logLevel: 'warn',
    // Each build watches by itself and must leave the other's files alone.
    build: { watch: {}, minify: false, sourcemap: true, emptyOutDir: false },
  });
}

let isEnding = false;
let isRestarting = false;
let hub = startHub();

// Not `node --watch`: it sends messages of its own through worker threads, which the log's thread would take for answers.
let quiet: NodeJS.Timeout | undefined;
for (const folder of ['server', 'shared']) {
  watch(join(ROOT, folder), { recursive: true }, (_, file) => {
    if (file?.endsWith('.ts') !== true || file.includes('node_modules')) return;
    clearTimeout(quiet);
    quiet = setTimeout(restart, QUIET_MS);
  });
}
process.once('SIGINT', end);
process.once('SIGTERM', end);

function startHub(): ChildProcess {
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'start.ts'), '--no-build'], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, HUB_PRINT_LINKS: '1' },
  });
  child.once('exit', (code) => {
    if (isEnding) process.exit(0);
    if (isRestarting) {
      isRestarting = false;
      hub = startHub();
    } else process.stdout.write(`hub: ${code ?? 'signal'}; waiting for a change\n`);
  });
  return child;
}

function restart(): void {
  if (hub.exitCode !== null || hub.signalCode !== null) hub = startHub();
  else if (!isRestarting) {
    isRestarting = true;
    hub.kill('SIGTERM');
  }
}

function end(): void {
  isEnding = true;
  if (!hub.kill('SIGTERM')) process.exit(0);
}
