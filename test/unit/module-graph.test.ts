import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HubProcess } from '../support/hub-process.ts';
import { loadedModules, noteLoaded } from '../support/loaded-modules.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** At the beginning of a line; a type is gone before anything is loaded. */
const LOADING = /^(?:import|export)\s(?!type\s)(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const OF_SEVERAL = /^server\/(exchange\/|compose-nodes|log\/sqlite-node-store|hub\/shared-hub)/;

/** Everything that loading this file loads, and through which file: own files by path, packages by name. */
function loadedBy(entry: string): ReadonlyMap<string, string> {
  const through = new Map<string, string>([[entry, '']]);
  for (const file of through.keys()) {
    if (!file.endsWith('.ts')) continue;
    const path = join(ROOT, file);
    for (const [, name = ''] of readFileSync(path, 'utf8').matchAll(LOADING)) {
      if (isBuiltin(name)) continue;
      const target = name.startsWith('.')
        ? relative(ROOT, resolve(dirname(path), name))
        : name.startsWith('@hub/')
          ? name.slice('@hub/'.length)
          : name;
      if (!through.has(target)) through.set(target, file);
    }
  }
  return through;
}

const isRedis = (url: string): boolean => /\/node_modules\/(io)?redis\//.test(url);

test('[D12] a hub that is alone imports no client of Redis and nothing of the exchange', () => {
  const alone = loadedBy('server/main.ts');
  assert.ok(alone.has('server/compose.ts') && alone.has('server/log/sqlite-log.ts') && alone.has('socket.io'));
  for (const [file, through] of alone) {
    assert.not.ok(file === 'redis' || file === 'ioredis' || OF_SEVERAL.test(file), `${file} through ${through}`);
  }
  const several = loadedBy('server/compose-nodes.ts');
  assert.ok(several.has('redis') && several.has('ioredis'));
});

test('[D12] a real hub that is alone loads neither client, in none of its threads', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-modules-'));
  const hub = await HubProcess.prepare({ env: noteLoaded(join(folder, 'loaded.txt')) });
  try {
    await hub.start();
    const loaded = loadedModules(join(folder, 'loaded.txt'));
    assert.ok(loaded.some((url) => url.endsWith('/server/log/sqlite-worker.ts')));
    assert.equal(
      loaded.filter((url) => isRedis(url) || url.includes('/server/exchange/')),
      [],
    );
  } finally {
    await hub.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();
