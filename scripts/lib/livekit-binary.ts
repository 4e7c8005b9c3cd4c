import { spawn } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { ScriptFailure } from './script-failure.ts';

/** v1.13.0 and 1.13.1 cannot be installed by Go, and what stands in docs about behaviour was seen on this one. */
export const LIVEKIT_VERSION = 'v1.13.5';
const MODULE = `github.com/livekit/livekit-server/cmd/server@${LIVEKIT_VERSION}`;
/** Go calls the binary after its folder. */
const BUILT_NAME = 'server';

/** Where a built binary is kept, so that it is built once on a machine. */
export function livekitCacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const cache = env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(cache, 'diem-cau-hub', `livekit-server-${LIVEKIT_VERSION}`);
}

/** The server's binary where there is one: named by LIVEKIT_SERVER, on PATH, or built before. */
export async function findLivekit(env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  const named = env['LIVEKIT_SERVER'];
  if (named !== undefined && named !== '') return named;
  return (await onPath('livekit-server', env)) ?? (await ifRuns(join(livekitCacheFolder(env), BUILT_NAME)));
}

/** The Go tool; its own installer does not put it on PATH. */
export async function findGo(env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  return (await onPath('go', env)) ?? (await ifRuns('/usr/local/go/bin/go'));
}

export interface BuildOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** A line of what Go says, for people who wait. */
  readonly onLine?: (line: string) => void;
  /** How far it steps back for other work on the machine, as `nice` counts. */
  readonly nice?: number;
  readonly signal?: AbortSignal;
}

/** Builds the server with Go into the cache folder: under three minutes on two cores, once. */
export async function buildLivekit(options: BuildOptions = {}): Promise<string> {
  const { env = process.env, onLine, nice = 0, signal } = options;
  const go = await findGo(env);
  if (go === null) throw noGo();
  const folder = livekitCacheFolder(env);
  await mkdir(folder, { recursive: true });
  // Apart, then renamed: one that was interrupted, or two at once, leave no half binary where the next looks.
  const apart = await mkdtemp(join(folder, 'building-'));
  try {
    const last: string[] = [];
    const child = spawn('nice', ['-n', String(nice), go, 'install', MODULE], {
      env: { ...env, GOBIN: apart, CGO_ENABLED: '0', GOFLAGS: env['GOFLAGS'] ?? '' },
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(signal === undefined ? {} : { signal }),
    });
    createInterface({ input: child.stderr }).on('line', (line) => {
      last.push(line);
      if (last.length > 5) last.shift();
      onLine?.(line);
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw notBuilt(last.join('\n'));
    const binary = join(folder, BUILT_NAME);
    await rename(join(apart, BUILT_NAME), binary);
    return binary;
  } finally {
    await rm(apart, { recursive: true, force: true });
  }
}

/** Finds it, or builds it where Go is. Ends with a sentence that says what to install. */
export async function provideLivekit(options: BuildOptions = {}): Promise<string> {
  return (await findLivekit(options.env)) ?? (await buildLivekit(options));
}

function noGo(): ScriptFailure {
  return new ScriptFailure(
    'no-livekit',
    `Không có livekit-server trên PATH và không có Go để dựng. Cài Go 1.26 trở lên (https://go.dev/dl), hoặc đặt livekit-server ${LIVEKIT_VERSION} vào PATH.\n` +
      `No livekit-server on PATH and no Go to build it. Install Go 1.26 or newer (https://go.dev/dl), or put livekit-server ${LIVEKIT_VERSION} on PATH.`,
  );
}

function notBuilt(said: string): ScriptFailure {
  return new ScriptFailure(
    'livekit-not-built',
    `Go không dựng được livekit-server ${LIVEKIT_VERSION} (cần Go 1.26 trở lên và mạng). / Go could not build livekit-server ${LIVEKIT_VERSION} (it needs Go 1.26 or newer and the network):\n${said}`,
  );
}

async function onPath(command: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const path = folder === '' ? null : await ifRuns(join(folder, command));
    if (path !== null) return path;
  }
  return null;
}

async function ifRuns(path: string): Promise<string | null> {
  return access(path, constants.X_OK).then(
    () => path,
    () => null,
  );
}
