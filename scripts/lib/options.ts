import { parseArgs } from 'node:util';
import type { ParseArgsOptionsConfig } from 'node:util';

/** Command line of a script. `--help` prints and ends; a wrong option names itself and ends with 2. */
export function readOptions<O extends ParseArgsOptionsConfig>(
  help: string,
  options: O,
): ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>> {
  const args = process.argv.slice(2).filter((arg, index) => !(arg === '--' && index === 0));
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${help.trim()}\n`);
    process.exit(0);
  }
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    fail(`${(error as Error).message}\n\n${help.trim()}`, 2);
  }
}

export function fail(message: string, code = 1): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
