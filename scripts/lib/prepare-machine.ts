import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { buildLivekit, findGo, findLivekit } from './livekit-binary.ts';

const run = promisify(execFile);

interface Tool {
  readonly command: string;
  /** Debian's package that brings it. */
  readonly debianPackage: string;
  readonly suites: readonly string[];
}

/** What suites use beyond Node. */
const TOOLS: readonly Tool[] = [
  { command: 'chromium', debianPackage: 'chromium', suites: ['browser'] },
  // The same engine for what needs pages alone, at a third of the cost.
  { command: 'chromium-headless-shell', debianPackage: 'chromium-headless-shell', suites: ['browser', 'faults'] },
  { command: 'pdftoppm', debianPackage: 'poppler-utils', suites: ['browser'] },
  { command: 'python3', debianPackage: 'python3', suites: ['integration'] },
  // The server too, without a service that starts by itself.
  { command: 'redis-cli', debianPackage: 'redis-tools', suites: ['contract', 'integration', 'faults'] },
  { command: 'nft', debianPackage: 'nftables', suites: ['faults'] },
  { command: 'ip', debianPackage: 'iproute2', suites: ['faults'] },
  { command: 'strace', debianPackage: 'strace', suites: ['faults'] },
  { command: 'mkfs.ext4', debianPackage: 'e2fsprogs', suites: ['faults'] },
  { command: 'mount', debianPackage: 'mount', suites: ['faults'] },
];

export interface Preparation {
  readonly installed: readonly string[];
  /** Commands that are missing and could not be installed, with the reason. The suites that need them will say so and fail. */
  readonly missing: readonly { readonly command: string; readonly why: string }[];
}

/** Installs what the suites need and the machine lacks, where it can: as root, with apt. */
export function prepareMachine(suites: readonly string[]): Promise<Preparation> {
  return prepare(TOOLS.filter((tool) => tool.suites.some((suite) => suites.includes(suite))));
}

/** One command of those above; why it is not there, or null. */
export async function prepareTool(command: string): Promise<string | null> {
  const { missing } = await prepare(TOOLS.filter((tool) => tool.command === command));
  return missing[0]?.why ?? null;
}

async function prepare(needed: readonly Tool[]): Promise<Preparation> {
  const absent = await onlyAbsent(needed);
  if (absent.length === 0) return { installed: [], missing: [] };
  const packages = absent.map(({ debianPackage }) => debianPackage);
  const failure = await install(packages);
  const still = await onlyAbsent(absent);
  const why = failure ?? 'the package does not bring it';
  return {
    installed: absent.filter((tool) => !still.includes(tool)).map(({ debianPackage }) => debianPackage),
    missing: still.map(({ command }) => ({ command, why })),
  };
}

async function install(packages: readonly string[]): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'not root';
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run('apt-get', ['update'], { env, maxBuffer: 64 << 20 });
    await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env, maxBuffer: 64 << 20 });
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error);
  }
}

async function onlyAbsent(tools: readonly Tool[]): Promise<Tool[]> {
  const found = await Promise.all(tools.map(({ command }) => isOnPath(command)));
  return tools.filter((_, i) => found[i] === false);
}

/** Root's tools stand in sbin, which a service's PATH may lack. */
async function isOnPath(command: string): Promise<boolean> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  for (const folder of folders) {
    if (folder === '') continue;
    const there = await access(join(folder, command), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (there) return true;
  }
  return false;
}

export type LivekitForTests =
  | { readonly kind: 'there'; readonly binary: string }
  /** Nobody can be asked for it on such a machine: what needs it is left out, and named. */
  | { readonly kind: 'no-go' }
  | { readonly kind: 'not-built'; readonly why: string };

/** Go steps back for suites that run meanwhile. */
const BUILD_NICE = 5;

/** The server that video suites run against, built where it is missing: minutes, so it is begun early and asked for late. */
export async function prepareLivekit(say: (text: string) => void): Promise<LivekitForTests> {
  const found = await findLivekit();
  if (found !== null) return { kind: 'there', binary: found };
  if ((await findGo()) === null) return { kind: 'no-go' };
  say('building livekit-server meanwhile\n');
  try {
    return { kind: 'there', binary: await buildLivekit({ nice: BUILD_NICE }) };
  } catch (error) {
    return { kind: 'not-built', why: error instanceof Error ? error.message : String(error) };
  }
}
