import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './paths.ts';

/** Compiled once, not by each of the hundreds of processes that a whole run starts: a quarter of what a short one costs. */
const COMPILED = join(ROOT, 'node_modules', '.cache', 'compiled');

export interface FileResult {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Why the file failed as a whole; null when it ran to its end. */
  readonly fault: string | null;
  readonly output: string;
  readonly tookMs: number;
}

/** Runs one uvu file. It fails when it runs no test (a forgotten `test.run()`), crashes, or does not end. */
export async function runTestFile(file: string, limitMs: number): Promise<FileResult> {
  const began = performance.now();
  const child = spawn(process.execPath, [file], {
    cwd: ROOT,
    // A group of its own, so that what a hung test started ends with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'test', NO_COLOR: '1', FORCE_COLOR: '0', NODE_COMPILE_CACHE: COMPILED },
  });
  let output = '';
  const collect = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  let isLate = false;
  const limit = setTimeout(() => {
    isLate = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, limitMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(limit);

  const read = (word: string): number =>
    [...output.matchAll(new RegExp(`^ {2}${word}: +(\\d+)$`, 'gm'))].reduce((sum, match) => sum + Number(match[1]), 0);
  const [total, passed, skipped] = [read('Total'), read('Passed'), read('Skipped')];
  const fault = isLate
    ? `did not end within ${limitMs / 1_000} s`
    : total + skipped === 0
      ? 'ran no test'
      : code !== 0 && total === passed
        ? `ended with ${code ?? 'a signal'}`
        : null;
  const failed = total - passed + (fault === null ? 0 : 1);
  return { file, passed, failed, skipped, fault, output, tookMs: performance.now() - began };
}
