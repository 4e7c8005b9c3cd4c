import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { selfSigned } from '../support/certificate.ts';
import { HubProcess } from '../support/hub-process.ts';
import { claimSecret, startHub } from '../support/start-hub.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a file of the project to its end. */
async function run(file: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(ROOT, file), ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hub-process-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('settings that cannot be used end it with every fault, before anything is touched', () =>
  withFolder(async (folder) => {
    const dataDir = join(folder, 'data');
    const env = { HUB_DATA_DIR: dataDir, HUB_PORT: 'many', HUB_PROT: '1', HUB_TRUST_PROXY: 'maybe' };
    const { code, stderr, stdout } = await run('server/main.ts', [], env);
    assert.is(code, 2);
    for (const name of ['HUB_PORT:', 'HUB_PROT:', 'HUB_TRUST_PROXY:']) assert.ok(stderr.includes(name), stderr);
    assert.is(stdout, '');
    assert.equal(await readdir(folder), []);
  }));

test('a port in use is said in plain words', () =>
  withFolder(async (folder) => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const env = { HUB_DATA_DIR: folder, HUB_HOST: '127.0.0.1', HUB_PORT: String(port) };
    const { code, stderr } = await run('server/main.ts', [], env);
    holder.close();
    assert.is(code, 4);
    assert.ok(stderr.includes(String(port)) && !stderr.includes('    at '), stderr);
  }));

test('every script explains itself and takes no wrong option', async () => {
  for (const script of ['start', 'dev', 'links', 'backup', 'restore', 'roster', 'test', 'check']) {
    const helped = await run(`scripts/${script}.ts`, ['--help']);
    assert.is(helped.code, 0, script);
    assert.ok(helped.stdout.includes('npx pnpm') || helped.stdout.length > 100, script);
    const wrong = await run(`scripts/${script}.ts`, ['--no-such-option']);
    assert.is.not(wrong.code, 0, script);
    assert.is(wrong.stdout, '', script);
  }
});

test('a script that cannot do its work says so in a sentence, on stdout as JSON where that was asked for', () =>
  withFolder(async (folder) => {
    const env = { HUB_DATA_DIR: join(folder, 'data') };
    const text = join(folder, 'text.sqlite');
    await writeFile(text, 'no database'.repeat(1_000));
    const failing: [script: string, args: string[], words: string][] = [
      ['backup', [join(folder, 'missing', 'copy.sqlite')], 'thư mục'],
      ['restore', [join(folder, 'missing.sqlite')], 'Không có tệp'],
      ['restore', [text], 'không phải bản sao lưu'],
      ['links', ['--point', 'ZZ99'], ''],
    ];
    for (const [script, args, words] of failing) {
      const plain = await run(`scripts/${script}.ts`, args, env);
      assert.is(plain.code, 1, script);
      assert.is(plain.stdout, '', script);
      assert.ok(plain.stderr.includes(words) && !plain.stderr.includes('    at '), plain.stderr);
      const json = await run(`scripts/${script}.ts`, [...args, '--json'], env);
      assert.is(json.code, 1, script);
      const answer = JSON.parse(json.stdout) as { ok: boolean; error: { kind: string; message: string } };
      assert.is(answer.ok, false);
      assert.ok(answer.error.kind !== '' && answer.error.message.includes(words), json.stdout);
    }
    const noFolder = await run('scripts/links.ts', ['--json'], { HUB_DATA_DIR: '/proc/no-such-folder' });
    assert.is(noFolder.code, 3, noFolder.stderr);
    assert.is((JSON.parse(noFolder.stdout) as { ok: boolean }).ok, false);
    const demo = await run('scripts/demo.ts', ['--points', 'x']);
    assert.is(demo.code, 2);
    assert.ok(demo.stderr.startsWith('--points') && demo.stdout === '', demo.stderr);
    const demoThere = await run('scripts/demo.ts', ['--for', '1s'], { HUB_DATA_DIR: '/proc/no-such-folder' });
    assert.is(demoThere.code, 1);
    assert.ok(demoThere.stderr.includes('/proc/no-such-folder'), demoThere.stderr);
  }));

test('a simulation ends by a sentence where the hub’s certificate is not trusted, or nobody is there', () =>
  withFolder(async (folder) => {
    const certificate = await selfSigned();
    const hub = await startHub({ memory: true, config: { tls: certificate } });
    try {
      const untrusted = await run('scripts/simulate.ts', ['--local', hub.dataDir, '--for', '60s']);
      assert.is(untrusted.code, 1);
      assert.ok(untrusted.stderr.includes('NODE_EXTRA_CA_CERTS') && !untrusted.stderr.includes('    at '));
    } finally {
      await hub.end();
    }
    await writeFile(join(folder, 'local-admin.json'), JSON.stringify({ url: 'http://127.0.0.1:9', key: 'k', pid: 1 }));
    const nobody = await run('scripts/simulate.ts', ['--local', folder, '--for', '0.2s']);
    assert.is(nobody.code, 1);
    assert.ok(nobody.stderr.includes('Hết giờ') && !nobody.stderr.includes('    at '), nobody.stderr);
  }));

test('[A4] a hub whose output is kept prints no secret; the scripts of its machine speak with it', () =>
  withFolder(async (folder) => {
    const hub = await HubProcess.prepare();
    await hub.start();
    try {
      assert.not.ok(/#[A-Za-z0-9_-]{43}/.test(hub.output), hub.output);
      const file = join(hub.dataDir, 'local-admin.json');
      assert.is((await stat(file)).mode & 0o777, 0o600);
      const env = { HUB_DATA_DIR: hub.dataDir };

      const links = await run('scripts/links.ts', ['--all-points', '--json'], env);
      assert.is(links.code, 0, links.stderr);
      const list = JSON.parse(links.stdout) as { role: string; pointId: string; secret: string; url: string }[];
      assert.is(list.length, 89);
      assert.not.ok(links.stderr.includes('HUB_DATA_DIR'), links.stderr);
      assert.is((await claimSecret(hub.url, list[4]?.secret ?? '')).pointId, list[4]?.pointId);

      const refused = await run('scripts/links.ts', ['--point', 'ZZ99'], env);
      assert.is(refused.code, 1);

      const saved = join(folder, 'copy.sqlite');
      const backup = await run('scripts/backup.ts', [saved, '--json'], env);
      assert.is(backup.code, 0, backup.stderr);
      const { running, areas } = JSON.parse(backup.stdout) as { running: boolean; areas: string };
      assert.ok(running);
      assert.is(await readFile(areas, 'utf8'), await readFile(join(hub.dataDir, 'areas.geojson'), 'utf8'));

      const roster = join(folder, 'moi.csv');
      await writeFile(roster, 'Mã điểm cầu,Tên điểm cầu,Triệu tập\nDC02,Điểm mới tên,77\nDC90,Điểm thêm,12\n');
      const imported = await run('scripts/roster.ts', ['import', roster, '--json'], env);
      assert.is(imported.code, 0, imported.stdout + imported.stderr);
      const counts = JSON.parse(imported.stdout) as { added: number; changed: number; retired: number };
      assert.equal([counts.added, counts.changed, counts.retired], [1, 1, 0]);

      const restored = await run('scripts/restore.ts', [saved], env);
      assert.is(restored.code, 1, 'the folder is in use');

      await hub.kill('SIGTERM');
      const gone = await stat(file).catch((error: NodeJS.ErrnoException) => error.code);
      assert.is(gone, 'ENOENT');

      const other = { HUB_DATA_DIR: join(folder, 'other') };
      const put = await run('scripts/restore.ts', [saved, '--json'], other);
      assert.is(put.code, 0, put.stderr);
      assert.ok((JSON.parse(put.stdout) as { areas: boolean }).areas);
      assert.is(await readFile(join(folder, 'other', 'areas.geojson'), 'utf8'), await readFile(areas, 'utf8'));
      const after = await run('scripts/links.ts', ['--role', 'wall', '--json'], other);
      assert.is(after.code, 0, after.stderr);
      assert.is((JSON.parse(after.stdout) as unknown[]).length, 1);
      assert.ok(after.stderr.includes(`Không có hub nào đang chạy trên ${other.HUB_DATA_DIR}`), after.stderr);
      const twice = await run('scripts/restore.ts', [saved], other);
      assert.is(twice.code, 1);
      assert.ok(twice.stderr.includes('--force'));
    } finally {
      await hub.dispose();
    }
  }));

test('two hubs never share a data folder', () =>
  withFolder(async (folder) => {
    const hub = await HubProcess.prepare({ dataDir: folder });
    await hub.start();
    try {
      const { code, stderr } = await run('server/main.ts', [], { HUB_DATA_DIR: folder, HUB_PORT: '0' });
      assert.is(code, 3);
      assert.ok(stderr.includes(folder) && !stderr.includes('    at '), stderr);
      const links = await run('scripts/links.ts', ['--role', 'wall'], { HUB_DATA_DIR: folder });
      assert.is(links.code, 0, 'and the hub that runs still answers its scripts');
    } finally {
      await hub.dispose();
    }
  }));

test.run();
