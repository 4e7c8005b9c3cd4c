import { readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { join } from 'node:path';
import { defaultPublicUrl, describeFaults, readConfig } from '@hub/server/config.ts';
import { parseRosterFile } from '@hub/server/roster/parse-apart.ts';
import type { RosterLine } from '@hub/shared/model/point.ts';
import { buildLivekit, findLivekit } from '../lib/livekit-binary.ts';
import { LivekitServer } from '../lib/livekit-server.ts';
import { ROOT } from '../lib/paths.ts';
import { UsageError } from './options.ts';

const SAMPLE = join(ROOT, 'sample', 'an-binh', 'points.csv');

/** A livekit-server at the address the hub's own links have, so that another machine on the desk sees pictures too. */
export async function startDemoLivekit(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<LivekitServer> {
  const read = readConfig(env);
  if (!read.ok) throw new UsageError(describeFaults(read.faults));
  const { config } = read;
  const scheme = config.tls === null ? 'http' : 'https';
  const { hostname } = new URL(config.publicUrl ?? defaultPublicUrl(config, config.port));
  return LivekitServer.start({
    binary: (await findLivekit(env)) ?? (await build(env, say)),
    host: isIPv4(hostname) ? hostname : '127.0.0.1',
    webhookUrl: `${scheme}://${isAny(config.host) ? '127.0.0.1' : config.host}:${String(config.port)}/livekit/webhook`,
  });
}

async function build(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<string> {
  say(
    'Dựng livekit-server bằng Go, chỉ lần đầu, mất vài phút. / Building livekit-server with Go, once: a few minutes.',
  );
  let lines = 0;
  return buildLivekit({ env, onLine: () => (lines += 1) % 25 === 1 && say(`  go: ${String(lines)} modules …`) });
}

/**
 * The sample town, or the invented one, with as many points on the video system as send pictures; the others on LiveKit
 * would be faults all morning, and come by another application instead.
 */
export async function videoTown(invented: readonly RosterLine[] | null, cameras: number): Promise<RosterLine[]> {
  const lines = invented ?? (await parseRosterFile(readFileSync(SAMPLE), 'points.csv')).points;
  let left = cameras;
  return lines.map((line) => {
    if (line.linkKind !== 'livekit') return line;
    left -= 1;
    return left >= 0 ? line : { ...line, linkKind: 'external' };
  });
}

const isAny = (host: string): boolean => host === '0.0.0.0' || host === '::';
