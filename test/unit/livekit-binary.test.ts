import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { buildLivekit, findLivekit, livekitCacheFolder } from '@hub/scripts/lib/livekit-binary.ts';
import { ScriptFailure } from '@hub/scripts/lib/script-failure.ts';

let home: string;

/** A machine with these programs on PATH, and nothing built yet. */
async function machine(programs: Readonly<Record<string, string>>): Promise<NodeJS.ProcessEnv> {
  const bin = join(home, 'bin');
  await mkdir(bin, { recursive: true });
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  return { PATH: `${bin}:/usr/bin:/bin`, XDG_CACHE_HOME: join(home, 'cache') };
}

test.before.each(async () => {
  home = await mkdtemp(join(tmpdir(), 'hub-livekit-'));
});
test.after.each(async () => {
  await rm(home, { recursive: true, force: true });
});

test('a livekit-server on PATH is taken, and one that is named before it', async () => {
  const env = await machine({ 'livekit-server': 'true' });
  assert.is(await findLivekit(env), join(home, 'bin', 'livekit-server'));
  assert.is(await findLivekit({ ...env, LIVEKIT_SERVER: '/opt/lk' }), '/opt/lk');
});

test('Go builds it into the cache folder, where it is found from then on', async () => {
  const env = await machine({ go: 'echo "go: downloading x" >&2\ncp "$0" "$GOBIN/server"' });
  assert.is(await findLivekit(env), null);
  const lines: string[] = [];
  const built = await buildLivekit({ env, onLine: (line) => lines.push(line) });
  assert.is(built, join(livekitCacheFolder(env), 'server'));
  assert.is(await findLivekit(env), built);
  assert.equal(lines, ['go: downloading x']);
  assert.equal(await readdir(livekitCacheFolder(env)), ['server']);
});

test('a build that fails says what Go said, and leaves nothing that looks built', async () => {
  const env = await machine({ go: 'echo half > "$GOBIN/server"\necho "dial tcp: no route" >&2\nexit 1' });
  const failure = await buildLivekit({ env }).catch((error: unknown) => error);
  assert.instance(failure, ScriptFailure);
  assert.match((failure as ScriptFailure).message, 'no route');
  assert.is(await findLivekit(env), null);
  assert.equal(await readdir(livekitCacheFolder(env)), []);
});

test.run();
