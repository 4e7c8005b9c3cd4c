import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { readOptions } from './lib/options.ts';
import { ROOT } from './lib/paths.ts';

const HELP = `
npx pnpm check: format, lint with the import rules, types of every package. All are run; all faults are shown.
`;

readOptions(HELP, {});

const tool = (name: string): string => join(ROOT, 'node_modules', '.bin', name);
const PACKAGES = ['shared', 'server/domain', 'server', 'client', 'scripts', 'test'];
const STEPS: readonly (readonly [name: string, tool: string, args: readonly string[]])[] = [
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['lint', 'oxlint', ['--deny-warnings']],
  ...PACKAGES.map((folder) => [`types ${folder}`, 'tsc', ['--noEmit', '-p', folder]] as const),
];

let failed = 0;
for (const [name, command, args] of STEPS) {
  const { code, output } = await run(tool(command), args);
  process.stdout.write(`${code === 0 ? 'ok  ' : 'FAIL'} ${name}\n`);
  if (code === 0) continue;
  failed += 1;
  process.stdout.write(output.replace(/^/gm, '     '));
  process.stdout.write('\n');
}
process.exitCode = failed === 0 ? 0 : 1;

function run(command: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
